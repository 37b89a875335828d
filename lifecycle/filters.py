from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter

from common.api.filters import NumbersFilter
from common.ui.filters import (
    ChanceFilter,
    DateFilter,
    NumberFilter,
    SearchFilterSet,
)
from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.querysets import CORE_DAYS_PER_WEEK
from members.filters import IdentityFilter, MemberFilter, NamedFilterSet


class DormancyFilter(MemberFilter):
    """Members on the dormancy board, by state, score and dispute."""

    state = ChoiceFilter(
        label=_("State"),
        field_name="dormancy_state",
        choices=DormancyState.State.choices,
    )
    newly = BooleanFilter(
        label=_("In this state for three weeks at most"),
        field_name="is_new",
    )
    core = BooleanFilter(
        label=_("Used to be there at least one day a week"),
        method="by_core",
    )
    score_min = ChanceFilter(
        label=_("Chance of silence, at least"),
        field_name="dormancy_score",
        lookup_expr="gte",
    )
    score_max = ChanceFilter(
        label=_("Chance of silence, at most"),
        field_name="dormancy_score",
        lookup_expr="lte",
    )
    since_from = DateFilter(
        label=_("State since, from"),
        field_name="state_since",
        lookup_expr="gte",
    )
    since_until = DateFilter(
        label=_("State since, until"),
        field_name="state_since",
        lookup_expr="lte",
    )
    browsing = BooleanFilter(
        label=_("Browsing only"),
        field_name="is_browsing_only",
    )
    disputed = BooleanFilter(
        label=_("Disputed by staff"),
        method="by_disputed",
    )

    def by_core(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        lookup = (
            "usual_days_per_week__gte" if value else "usual_days_per_week__lt"
        )
        return queryset.filter(**{lookup: CORE_DAYS_PER_WEEK})

    def by_disputed(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        return queryset.filter(disputed_until__isnull=not value)


class DormancyStateFilter(SearchFilterSet):
    """States in the API; `changed_since` follows changes from night to night."""

    q = None
    state = ChoiceFilter(
        choices=[(s.name.lower(), s.label) for s in DormancyState.State],
        method="by_state",
    )
    changed_since = DateFilter(field_name="since", lookup_expr="gte")
    score_min = ChanceFilter(field_name="score", lookup_expr="gte")
    score_max = ChanceFilter(field_name="score", lookup_expr="lte")
    browsing_only = BooleanFilter(field_name="is_browsing_only")
    member_id = NumbersFilter("member_id")
    identity = IdentityFilter(field_name="member_id")

    class Meta:
        model = DormancyState
        fields = ()
        search = ()

    def by_state(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(state=DormancyState.State[value.upper()])


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = DormancyPolicy
        fields = ("origin",)
        search = ("note",)


class DisputeFilter(NamedFilterSet):
    q = CharFilter(label=_("Search"), method="search", max_length=100)
    holds = BooleanFilter(label=_("Still holds"), field_name="is_holding")
    policy_version = NumberFilter(label=_("Policy version"))

    class Meta:
        model = DormancyDispute
        fields = ("disputed_state",)
        search = ("reason", "member__nickname")
