from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from common.api.filters import NumbersFilter
from common.models import OutboxReceiver
from common.ui.filters import (
    ChanceFilter,
    DateFilter,
    NumberFilter,
    SearchFilterSet,
)
from community.models import Circle
from insights.models import Segment, WebhookEndpoint
from lifecycle.models import DormancyState
from roles.filters import RoleFilter


class MemberDirectoryFilter(RoleFilter):
    """Members by roles, activity, circles, segments and state."""

    circle = ModelChoiceFilter(
        label=_("In circle"),
        queryset=Circle.objects.all(),
        method="by_circle",
    )
    last_since = DateFilter(
        label=_("Active since"),
        field_name="last_activity_at__date",
        lookup_expr="gte",
    )
    last_until = DateFilter(
        label=_("Last active until"),
        field_name="last_activity_at__date",
        lookup_expr="lte",
    )
    level_min = NumberFilter(
        label=_("Recent level, at least"),
        field_name="level",
        lookup_expr="gte",
    )
    level_max = NumberFilter(
        label=_("Recent level, at most"),
        field_name="level",
        lookup_expr="lte",
    )
    percentile_min = NumberFilter(
        label=_("Community percentile, at least"),
        field_name="percentile",
        lookup_expr="gte",
    )
    change_max = NumberFilter(
        label=_("Change of level, at most"),
        field_name="change",
        lookup_expr="lte",
    )
    change_min = NumberFilter(
        label=_("Change of level, at least"),
        field_name="change",
        lookup_expr="gte",
    )
    activity = ChoiceFilter(
        label=_("Activity"),
        choices=[("some", _("Has activity")), ("none", _("No activity yet"))],
        method="by_activity",
    )

    segment = ModelChoiceFilter(
        label=_("In segment"),
        queryset=Segment.objects.filter(archived_at__isnull=True),
        method="by_segment",
    )
    state = ChoiceFilter(
        label=_("State"),
        field_name="dormancy_state",
        choices=DormancyState.State.choices,
    )
    score_min = ChanceFilter(
        label=_("Chance of silence, at least"),
        field_name="dormancy_score",
        lookup_expr="gte",
    )

    def by_circle(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Circle,
    ) -> QuerySet[Any]:
        inside = value.memberships.filter(ended_on__isnull=True)
        return queryset.filter(pk__in=inside.values("member_id"))

    def by_segment(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Segment,
    ) -> QuerySet[Any]:
        return queryset.filter(pk__in=value.spells.open().values("member_id"))

    def by_activity(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(level__isnull=value == "none")


class SegmentFilter(SearchFilterSet):
    class Meta:
        model = Segment
        fields = ("kind",)
        search = ("name", "note")


class SegmentApiFilter(SegmentFilter):
    """Segments in the API: also by number."""

    id = NumbersFilter()


class WebhookFilter(SearchFilterSet):
    pause = ChoiceFilter(
        label=_("state"),
        choices=OutboxReceiver.Pause.choices,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("pause",)
        search = ("name", "url")


class WebhookApiFilter(WebhookFilter):
    """Webhooks in the API: also by number."""

    id = NumbersFilter()
