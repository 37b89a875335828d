from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    ChoiceFilter,
    ModelChoiceFilter,
)

from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import DateFilter, SearchFilterSet
from community.models import Cooperation
from community.selectors.paid_times import paid_on
from koc.models import KocPolicy, KocSpell
from koc.rules.tiers import SHIPPED
from koc.selectors.policies import present_tier_names
from lifecycle.models import DormancyState
from members.filters import IdentityFilter, NamedFilterSet


class TierFilter(ChoiceFilter):
    """Rows by tier, which is called as the policy in force says."""

    def __init__(self, **kwargs: Any) -> None:
        shipped = [(tier.key, tier.name_en) for tier in SHIPPED]
        super().__init__(label=_("KOC tier"), choices=shipped, **kwargs)

    @property
    def field(self) -> Any:
        """Return the form's field with the present tiers; a filter of no
        filterset, as the schema describes it, has the shipped ones.
        """
        if hasattr(self, "parent"):
            self.extra["choices"] = list(present_tier_names().items())
        return super().field


class RosterFilter(NamedFilterSet):
    """KOC status; without a choice, that which holds now."""

    status = ChoiceFilter(
        label=_("Status"),
        choices=[("former", _("Former KOC")), ("all", _("Now and former"))],
        empty_label=_("KOC now"),
        method="by_status",
    )
    tier = TierFilter()
    contact = ModelChoiceFilter(
        label=_("Contact as KOC"),
        queryset=get_user_model().objects.order_by("username"),
    )
    is_due = BooleanFilter(label=_("Review due"))
    review_until = DateFilter(
        label=_("Reviewed until"),
        field_name="review_on",
        lookup_expr="lte",
    )
    dormancy = ChoiceFilter(
        label=_("State"),
        field_name="dormancy_state",
        choices=DormancyState.State.choices,
    )
    since_from = DateFilter(
        label=_("KOC since, from"),
        field_name="since",
        lookup_expr="gte",
    )
    since_until = DateFilter(
        label=_("KOC since, until"),
        field_name="since",
        lookup_expr="lte",
    )
    ended_from = DateFilter(
        label=_("Ended from"),
        field_name="ended_on",
        lookup_expr="gte",
    )
    ended_until = DateFilter(
        label=_("Ended until"),
        field_name="ended_on",
        lookup_expr="lte",
    )

    class Meta:
        model = KocSpell
        fields = ("origin", "end_reason", "review_cause")
        search = ("member__nickname", "end_note")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what has ended unless it is asked for."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status"):
            return rows
        return rows.filter(ended_on__isnull=True)

    def by_status(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        if value == "former":
            return queryset.filter(ended_on__isnull=False)
        return queryset


class KocApiFilter(SearchFilterSet):
    """KOC status in the API: also by number and member, and what changed
    since a moment.
    """

    id = NumbersFilter()
    member = NumbersFilter(field_name="member_id")
    identity = IdentityFilter(field_name="member")
    updated_since = changed_since_filter("updated_at")
    is_current = BooleanFilter(
        label=_("Holds now"),
        field_name="ended_on",
        lookup_expr="isnull",
    )
    tier = ChoiceFilter(
        label=_("Tier"),
        choices=KocSpell._meta.get_field("tier").choices,
    )

    class Meta:
        model = KocSpell
        fields = ("origin", "end_reason")
        # The rows contain no names, so they cannot be searched by name.
        search = ("tier",)


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = KocPolicy
        fields = ()
        search = ("note",)


class CooperationFilter(NamedFilterSet):
    paid_on = DateFilter(label=_("Paid on"), method="by_day")
    ended_before = DateFilter(label=_("Ended before"), method="by_end")
    is_cancelled = BooleanFilter(
        label=_("Taken back"),
        field_name="cancelled_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = Cooperation
        fields = ()
        search = ("member__nickname", "partner")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what was taken back unless it is asked for."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("is_cancelled"):
            return rows
        return rows.filter(cancelled_at__isnull=True)

    def by_day(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: date,
    ) -> QuerySet[Any]:
        return paid_on(value, queryset)

    def by_end(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: date,
    ) -> QuerySet[Any]:
        return queryset.filter(ended_on__lt=value)


class CooperationApiFilter(SearchFilterSet):
    """Paid cooperations in the API: also by number and member, and what
    changed since a moment.
    """

    id = NumbersFilter()
    member = NumbersFilter(field_name="member_id")
    identity = IdentityFilter(field_name="member")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Cooperation
        fields = ()
        search = ("partner",)
