from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from activity.models import ActivitySummary, CommunityWeek, EventSource, IngestBatch, Night
from common.filters import DateFilter, NumberFilter, SearchFilterSet


class EventSourceFilter(SearchFilterSet):
    class Meta:
        model = EventSource
        fields = ("unknown_members",)
        search = ("name", "label")


class IngestBatchFilter(SearchFilterSet):
    state = ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Unfinished")), ("rejected", _("With rejected rows"))],
        method="by_state",
    )

    class Meta:
        model = IngestBatch
        fields = ("source", "channel", "state")
        search = ("file_name", "source__name", "source__label")

    def by_state(self, queryset, name, value):  # type: ignore[no-untyped-def]
        return queryset.filter(finished_at__isnull=True) if value == "open" else queryset.filter(rejected__gt=0)


class NightFilter(SearchFilterSet):
    since = DateFilter(label=_("Since"), field_name="business_date", lookup_expr="gte")
    until = DateFilter(label=_("Until"), field_name="business_date", lookup_expr="lte")

    class Meta:
        model = Night
        fields = ("mode", "state")
        search = ("mode",)


class ActivitySummaryFilter(SearchFilterSet):
    level_min = NumberFilter(label=_("level at least"), field_name="level", lookup_expr="gte")
    level_max = NumberFilter(label=_("level at most"), field_name="level", lookup_expr="lte")
    percentile_min = NumberFilter(label=_("percentile at least"), field_name="percentile", lookup_expr="gte")
    silent_since = DateFilter(label=_("silent since"), field_name="last_activity_at__date", lookup_expr="lt")

    class Meta:
        model = ActivitySummary
        fields = ()
        search = ("member__nickname",)


class CommunityWeekFilter(SearchFilterSet):
    since = DateFilter(label=_("Since"), field_name="week_start", lookup_expr="gte")

    class Meta:
        model = CommunityWeek
        fields = ()
        search = ()
