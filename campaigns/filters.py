from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    ChoiceFilter,
    ModelChoiceFilter,
)

from campaigns.models import (
    CallFinding,
    Campaign,
    CampaignNode,
    CampaignWork,
    CostLine,
    Decision,
    Participant,
    PlanMember,
    Review,
)
from campaigns.rules.plans import OPEN_STATES
from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import DateFilter, NumberFilter, SearchFilterSet
from members.filters import IdentityFilter, NamedFilterSet


def _account_filter(label: Any) -> ModelChoiceFilter:
    return ModelChoiceFilter(
        label=label,
        queryset=get_user_model().objects.order_by("username"),
    )


class CampaignFilter(SearchFilterSet):
    status = ChoiceFilter(
        label=_("Status"),
        choices=[("open", _("Planned or running"))],
        method="by_status",
    )
    lead = _account_filter(_("Who leads it"))
    on_day = DateFilter(label=_("Runs on"), method="by_day")

    class Meta:
        model = Campaign
        fields = ("kind", "state")
        search = ("title", "goal", "place")

    def by_status(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        return queryset.filter(state__in=OPEN_STATES)

    def by_day(
        self, queryset: QuerySet[Any], name: str, value: Any
    ) -> QuerySet[Any]:
        return queryset.filter(starts_on__lte=value, ends_on__gte=value)


class NodeFilter(SearchFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")
    owner = _account_filter(_("Who does it"))
    is_open = BooleanFilter(
        label=_("Still to be done"),
        method="by_open",
    )
    due_until = DateFilter(
        label=_("Due until"), field_name="due_on", lookup_expr="lte"
    )

    class Meta:
        model = CampaignNode
        fields = ()
        search = ("what", "evidence")

    def by_open(
        self, queryset: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        is_open = Q(done_at__isnull=True, campaign__state__in=OPEN_STATES)
        return queryset.filter(is_open if value else ~is_open)


class ParticipantFilter(NamedFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")
    came = BooleanFilter(
        label=_("Came"),
        field_name="attended_on",
        lookup_expr="isnull",
        exclude=True,
    )
    is_no_show = BooleanFilter(label=_("Signed up and did not come"))
    is_thanked = BooleanFilter(
        label=_("Thanked"),
        field_name="thanked_on",
        lookup_expr="isnull",
        exclude=True,
    )

    signed_up_from = DateFilter(
        label=_("Signed up from"),
        field_name="signed_up_on",
        lookup_expr="gte",
    )
    signed_up_until = DateFilter(
        label=_("Signed up until"),
        field_name="signed_up_on",
        lookup_expr="lte",
    )
    attended_from = DateFilter(
        label=_("Came from"),
        field_name="attended_on",
        lookup_expr="gte",
    )
    attended_until = DateFilter(
        label=_("Came until"),
        field_name="attended_on",
        lookup_expr="lte",
    )

    class Meta:
        model = Participant
        fields = ("via",)
        search = ("member__nickname", "note")


class CostFilter(SearchFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")
    spent_from = DateFilter(
        label=_("Spent from"),
        field_name="spent_on",
        lookup_expr="gte",
    )
    spent_until = DateFilter(
        label=_("Spent until"),
        field_name="spent_on",
        lookup_expr="lte",
    )

    class Meta:
        model = CostLine
        fields = ("kind",)
        search = ("what",)


class PlanMemberFilter(NamedFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")

    class Meta:
        model = PlanMember
        fields = ()
        search = ("member__nickname",)


class WorkFilter(NamedFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")
    is_removed = BooleanFilter(
        label=_("Taken out"),
        field_name="removed_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = CampaignWork
        fields = ("via",)
        search = ("post__title", "post__author__nickname")


class ReviewFilter(SearchFilterSet):
    campaign = NumberFilter(label=_("Campaign"), field_name="campaign_id")
    is_open = BooleanFilter(
        label=_("Not closed yet"),
        field_name="closed_at",
        lookup_expr="isnull",
    )

    class Meta:
        model = Review
        fields = ()
        search = ("title", "present")


class DecisionFilter(SearchFilterSet):
    review = NumberFilter(label=_("Review meeting"), field_name="review_id")
    owner = _account_filter(_("Who checks it"))
    is_unchecked = BooleanFilter(
        label=_("Not checked yet"), method="by_unchecked"
    )
    check_until = DateFilter(
        label=_("To be checked until"),
        field_name="check_on",
        lookup_expr="lte",
    )

    class Meta:
        model = Decision
        fields = ("reading",)
        search = ("what", "expected", "measure")

    def by_unchecked(
        self, queryset: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        found = Q(reading="")
        return queryset.filter(found if value else ~found)


class CampaignApiFilter(SearchFilterSet):
    """Campaigns in the API."""

    id = NumbersFilter()
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Campaign
        fields = ("kind", "state")
        search = ("title",)


class OfCampaignFilter(SearchFilterSet):
    """Rows of campaigns in the API."""

    id = NumbersFilter()
    campaign = NumbersFilter(field_name="campaign_id")


class NodeApiFilter(OfCampaignFilter):
    class Meta:
        model = CampaignNode
        fields = ()
        search = ("what",)


class ParticipantApiFilter(OfCampaignFilter):
    member = NumbersFilter(field_name="member_id")
    identity = IdentityFilter(field_name="member")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Participant
        fields = ("via",)
        search = ("note",)


class WorkApiFilter(OfCampaignFilter):
    class Meta:
        model = CampaignWork
        fields = ("via",)
        search = ("via",)


class CostApiFilter(OfCampaignFilter):
    class Meta:
        model = CostLine
        fields = ("kind",)
        search = ("what",)


class FindingApiFilter(OfCampaignFilter):
    member = NumbersFilter(field_name="member_id")

    class Meta:
        model = CallFinding
        fields = ()
        search = ("text",)


class ReviewApiFilter(SearchFilterSet):
    """Review meetings in the API."""

    id = NumbersFilter()
    campaign = NumbersFilter(field_name="campaign_id")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Review
        fields = ()
        search = ("title",)


class DecisionApiFilter(SearchFilterSet):
    """Decisions in the API."""

    id = NumbersFilter()
    review = NumbersFilter(field_name="review_id")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Decision
        fields = ("reading",)
        search = ("what",)
