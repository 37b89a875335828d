from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from activity.models import (
    ActivitySummary,
    CommunityWeek,
    EventSource,
    IngestBatch,
    NightlyRun,
)
from common.api.filters import NumbersFilter
from common.ui.filters import (
    BusinessDayFilter,
    DateFilter,
    NumberFilter,
    SearchFilterSet,
)
from members.filters import IdentityFilter, NamedFilterSet


class EventSourceFilter(SearchFilterSet):
    class Meta:
        model = EventSource
        fields = ("unknown_members",)
        search = ("name", "label")


class EventSourceApiFilter(EventSourceFilter):
    """Sources in the API: also by number."""

    id = NumbersFilter()


class IngestBatchFilter(SearchFilterSet):
    state = ChoiceFilter(
        label=_("State"),
        choices=[
            ("open", _("Unfinished")),
            ("rejected", _("With rejected rows")),
        ],
        method="by_state",
    )

    class Meta:
        model = IngestBatch
        fields = ("source", "content", "channel", "state")
        search = ("file_name", "source__name", "source__label")

    def by_state(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        if value == "open":
            return queryset.filter(finished_at__isnull=True)
        return queryset.filter(rejected__gt=0)


class NightFilter(SearchFilterSet):
    since = DateFilter(
        label=_("Since"),
        field_name="business_date",
        lookup_expr="gte",
    )
    until = DateFilter(
        label=_("Until"),
        field_name="business_date",
        lookup_expr="lte",
    )

    class Meta:
        model = NightlyRun
        fields = ("mode", "state")
        search = ("mode",)


class ActivitySummaryFilter(NamedFilterSet):
    level_min = NumberFilter(
        label=_("level at least"),
        field_name="level",
        lookup_expr="gte",
    )
    level_max = NumberFilter(
        label=_("level at most"),
        field_name="level",
        lookup_expr="lte",
    )
    percentile_min = NumberFilter(
        label=_("percentile at least"),
        field_name="percentile",
        lookup_expr="gte",
    )
    silent_since = BusinessDayFilter(
        label=_("silent since"),
        field_name="last_activity_at",
        lookup_expr="lt",
    )

    member_id = NumbersFilter("member_id")
    identity = IdentityFilter(field_name="member_id")

    class Meta:
        model = ActivitySummary
        fields = ()
        search = ("member__nickname",)


class CommunityWeekFilter(SearchFilterSet):
    since = DateFilter(
        label=_("Since"),
        field_name="week_start",
        lookup_expr="gte",
    )

    class Meta:
        model = CommunityWeek
        fields = ()
        search = ()
