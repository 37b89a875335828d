"""What the overview shows: the community's weeks, who moves, and the last nights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.labels import dimension_names
from activity.models import ActivitySummary, CommunityWeek, NightlyRun
from activity.selectors.feed_holds import FeedHold
from activity.selectors.freshness import Freshness
from members.models import Member

SHOWN_WEEKS = 52
SHOWN_MOVERS = 8
SHOWN_NIGHTS = 7
MOVER_TENURE_WEEKS = 8


@dataclass(frozen=True, slots=True)
class OverviewCard:
    """A figure with a name, what it is counted of, and a note or a change.

    value: None if there are no data to count.
    """

    name: str
    of: str
    label: str
    value: int | None
    note: str = ""
    change: int | None = None


def read_overview(freshness: Freshness) -> dict[str, Any]:
    """Return what the overview shows of the published generation."""
    newest_first = CommunityWeek.objects.of_generation(freshness.generation)
    weeks = list(newest_first.order_by("-week_start")[:SHOWN_WEEKS])
    weeks.reverse()
    charts = {}
    if weeks:
        is_partial = not _is_whole(weeks[-1], freshness)
        charts = _charts(weeks, freshness.holds, is_partial=is_partial)
    movers = _known_members(freshness.generation)
    rising = movers.filter(change__gt=0).order_by("-change", "member_id")
    falling = movers.filter(change__lt=0).order_by("change", "member_id")
    return {
        "cards": _cards(weeks, freshness),
        "charts": charts,
        "rising": list(rising[:SHOWN_MOVERS]),
        "falling": list(falling[:SHOWN_MOVERS]),
        "nights": NightlyRun.objects.all()[:SHOWN_NIGHTS],
        "levels_are_held": bool(weeks)
        and _is_hidden(
            weeks[-1],
            freshness.holds,
        ),
        "has_activity": any(week.active_members for week in weeks),
    }


def _known_members(generation: int) -> QuerySet[ActivitySummary]:
    """Return members known for long enough to rise or fall against their own
    long-term level.
    """
    summaries: QuerySet[ActivitySummary] = (
        ActivitySummary.objects.of_generation(generation)
    )
    known = summaries.filter(tenure_weeks__gte=MOVER_TENURE_WEEKS)
    return known.select_related("member")


def _is_whole(week: CommunityWeek, freshness: Freshness) -> bool:
    """Return whether the published nights reach the week's Sunday."""
    return (
        freshness.business_date is not None
        and week.week_start + timedelta(days=6) <= freshness.business_date
    )


def _cards(
    weeks: list[CommunityWeek],
    freshness: Freshness,
) -> list[OverviewCard]:
    by_status = freshness.members_by_status
    if not by_status:
        by_status = Member.objects.real_people().by_owner_status()
    cards = [
        OverviewCard(
            name="members",
            of="community:",
            label=_("Members"),
            value=sum(by_status.values()),
            note=_status_note(by_status),
        ),
    ]
    whole = [week for week in weeks if _is_whole(week, freshness)]
    labels = {
        "active_members": _("Active last week"),
        "new_members": _("New last week"),
        "returning_members": _("Back last week after 28 silent days"),
    }
    for name, label in labels.items():
        if whole and _is_hidden(whole[-1], freshness.holds):
            cards.append(_no_data_card(name, label, whole[-1], freshness))
        else:
            cards.append(_week_card(name, label, whole))
    return cards


def _no_data_card(
    name: str,
    label: str,
    week: CommunityWeek,
    freshness: Freshness,
) -> OverviewCard:
    """Return a figure of a week in which a feed was silent: nothing, and why."""
    note = _("no data: %(sources)s silent since %(day)s") % {
        "sources": ", ".join(freshness.held_by),
        "day": freshness.held_since,
    }
    return OverviewCard(
        name=name,
        of=f"week:{week.week_start}",
        label=label,
        value=None,
        note=note,
    )


def _week_card(
    name: str,
    label: str,
    whole: list[CommunityWeek],
) -> OverviewCard:
    """Return a figure of the last whole week, and its change since the week
    before; 0 without two whole weeks.
    """
    if len(whole) < 2:
        return OverviewCard(name=name, of="", label=label, value=0)
    value = getattr(whole[-1], name)
    return OverviewCard(
        name=name,
        of=f"week:{whole[-1].week_start}",
        label=label,
        value=value,
        change=value - getattr(whole[-2], name),
    )


def _status_note(by_status: dict[str, int]) -> str:
    """Return the statuses in the order in which a member passes them."""
    parts = []
    for status, label in Member.OwnerStatus.choices:
        if by_status.get(status):
            parts.append(f"{label} {by_status[status]:,}")
    return " · ".join(parts)


def _charts(
    weeks: list[CommunityWeek],
    holds: Sequence[FeedHold],
    *,
    is_partial: bool,
) -> dict[str, Any]:
    dimensions = []
    for number, name in enumerate(dimension_names()):
        data: list[int | None] = []
        for week in weeks:
            is_hidden = _is_hidden(week, holds, number)
            known = week.dimension_members[number]
            data.append(None if is_hidden else known)
        dimensions.append({"name": name, "data": data})
    flows = [
        _week_series(_("New"), weeks, holds, "new_members"),
        _week_series(_("Returning"), weeks, holds, "returning_members"),
    ]
    shared = {
        "x": [str(week.week_start) for week in weeks],
        "unit": pgettext("unit of an axis", "members"),
        "partial_last": _("week not over") if is_partial else "",
        "no_data": _("no data"),
    }
    return {
        "active": {"kind": "line", "series": dimensions, **shared},
        "flow": {"kind": "bar", "series": flows, **shared},
    }


def _is_hidden(
    week: CommunityWeek,
    holds: Sequence[FeedHold],
    dimension: int | None = None,
) -> bool:
    """Tell whether a silent feed leaves too little of a week to be shown: of
    one dimension, or of all together.
    """
    monday = week.week_start
    return any(hold.hides_week(monday, dimension) for hold in holds)


def _week_series(
    label: str,
    weeks: list[CommunityWeek],
    holds: Sequence[FeedHold],
    field: str,
) -> dict[str, Any]:
    data = []
    for week in weeks:
        is_hidden = _is_hidden(week, holds)
        data.append(None if is_hidden else getattr(week, field))
    return {"name": label, "data": data}
