"""Filters of the member directory."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from activity.rules.calendar import monday_of
from activity.selectors.member_sets import members_in
from activity.selectors.newcomers import joined_since
from activity.selectors.nights import published
from common.db.ids import known_ids
from common.ui.filter_groups import FilterGroup
from common.ui.filters import (
    BusinessDayFilter,
    ChanceFilter,
    DateFilter,
    NumberFilter,
)
from community.models import Circle
from insights.labels import WEEK_SET_CHOICES
from insights.models import Segment
from koc.filters import TierFilter
from koc.labels import STATUS_LABELS
from koc.models import KocSpell
from koc.querysets import were_koc
from lifecycle.models import DormancyState, held_days_since
from members.querysets import MemberQuerySet
from roles.filters import RoleFilter

# Members whom the team looks after, and all other records.
CURRENT, ASIDE = "current", "aside"
RECORDS = [
    (CURRENT, _("Current members")),
    (ASIDE, _("Staff, bots, test accounts and former owners")),
]
SIX_DAYS = timedelta(days=6)


class MemberDirectoryFilter(RoleFilter):
    """Members by roles, activity, circles, segments and state."""

    records = ChoiceFilter(
        label=_("Records"),
        choices=RECORDS,
        method="by_records",
    )
    circle = ModelChoiceFilter(
        label=_("In circle"),
        queryset=Circle.objects.all(),
        method="by_circle",
    )
    last_since = BusinessDayFilter(
        label=_("Active since"),
        field_name="last_activity_at",
        lookup_expr="gte",
    )
    last_until = BusinessDayFilter(
        label=_("Last active until"),
        field_name="last_activity_at",
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
    koc = ChoiceFilter(
        label=_("KOC status"),
        choices=list(STATUS_LABELS.items()),
        method="by_koc",
    )
    koc_tier = TierFilter(method="by_koc_tier")
    score_min = ChanceFilter(
        label=_("Chance of silence, at least"),
        field_name="dormancy_score",
        lookup_expr="gte",
    )

    in_week = ChoiceFilter(
        label=_("In the week, according to the night"),
        choices=WEEK_SET_CHOICES,
        method="by_week_set",
    )
    week = DateFilter(label=_("Week, by its Monday"), method="by_week_set")

    def by_week_set(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Any,
    ) -> QuerySet[Any]:
        """Both parameters together choose the members that a bar counts; without
        a week it is the last whole one.
        """
        cleaned = self.form.cleaned_data
        chosen = cleaned.get("in_week")
        seen = published()
        if not chosen or name == "week":
            return queryset
        if seen is None:
            return queryset.none()
        week = cleaned.get("week") or seen.business_date - SIX_DAYS
        members = members_in(seen.generation, chosen, monday_of(week))
        return queryset.filter(pk__in=known_ids(members))

    state_since = DateFilter(
        label=_("In this state since"),
        field_name="state_since",
        lookup_expr="gte",
    )
    held_since = DateFilter(
        label=_("State held since"),
        method="by_held_since",
    )
    newcomer_since = DateFilter(
        label=_("Newcomers since"),
        method="by_newcomer",
    )
    groups = (
        *RoleFilter.groups,
        FilterGroup(
            _("Circles and segments"),
            ("records", "circle", "segment", "newcomer_since"),
        ),
        FilterGroup(_("KOC"), ("koc", "koc_tier")),
        FilterGroup(
            _("State and last activity"),
            (
                "state",
                "state_since",
                "held_since",
                "in_week",
                "week",
                "last_since",
                "last_until",
                "activity",
            ),
        ),
        FilterGroup(
            _("Finer measures of activity"),
            (
                "level_min",
                "level_max",
                "change_min",
                "change_max",
                "percentile_min",
                "score_min",
            ),
            is_open=False,
        ),
    )

    def by_held_since(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: date,
    ) -> QuerySet[Any]:
        """Members whose state lacks the data from this day on."""
        seen = published()
        if seen is None:
            return queryset.none()
        days = held_days_since(value, seen.business_date)
        return queryset.filter(state_held_days=days, state_held_days__gt=0)

    def by_records(
        self,
        queryset: MemberQuerySet,
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        if value == CURRENT:
            return queryset.current()
        return queryset.not_current()

    def by_circle(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Circle,
    ) -> QuerySet[Any]:
        inside = value.memberships.filter(ended_on__isnull=True)
        return queryset.filter(pk__in=inside.values("member_id"))

    def by_newcomer(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: date,
    ) -> QuerySet[Any]:
        return queryset.filter(joined_since(value))

    def by_segment(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Segment,
    ) -> QuerySet[Any]:
        return queryset.filter(pk__in=value.spells.open().values("member_id"))

    def by_koc(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        spells = KocSpell.objects.all()
        if value == "former":
            return queryset.filter(were_koc(spells))
        if value == "now":
            held = spells.open().values("member_id")
            return queryset.filter(pk__in=held)
        ever = spells.open() | spells.former()
        return queryset.exclude(pk__in=ever.values("member_id"))

    def by_koc_tier(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        held = KocSpell.objects.open().filter(tier=value)
        return queryset.filter(pk__in=held.values("member_id"))

    def by_activity(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(level__isnull=value == "none")
