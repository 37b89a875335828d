"""What the overview shows: the community's weeks, who moves, and the last nights."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.models import ActivitySummary, CommunityWeek, Night
from activity.services.freshness import Freshness
from activity.services.wording import dimension_names
from members.models import Member

SHOWN_WEEKS = 52
SHOWN_MOVERS = 8
SHOWN_NIGHTS = 7
MOVER_TENURE_WEEKS = 8


def read_overview(freshness: Freshness) -> dict[str, Any]:
    """Return everything the overview page shows, from the published generation."""
    weeks = list(CommunityWeek.objects.of_generation(freshness.generation).order_by("-week_start")[:SHOWN_WEEKS])
    weeks.reverse()
    rising, falling = _movers(freshness.generation)
    return {
        "cards": _cards(weeks, freshness),
        "charts": _charts(weeks) if weeks else {},
        "rising": rising,
        "falling": falling,
        "nights": Night.objects.all()[:SHOWN_NIGHTS],
        "has_activity": any(week.active_members for week in weeks),
    }


def _cards(weeks: list[CommunityWeek], freshness: Freshness) -> list[dict[str, Any]]:
    by_status = freshness.members_by_status or Member.objects.counted().by_owner_status()
    whole = weeks[:-1]
    last, before = (whole[-1], whole[-2]) if len(whole) > 1 else (None, None)
    cards = [
        {"label": _("Members"), "value": sum(by_status.values()), "note": _status_note(by_status)},
    ]
    for name, label in (
        ("active_members", _("Active last week")),
        ("new_members", _("New last week")),
        ("returning_members", _("Back last week after 28 silent days")),
    ):
        value = getattr(last, name) if last else 0
        cards.append({"label": label, "value": value, "change": value - getattr(before, name) if before else None})
    return cards


def _status_note(by_status: dict[str, int]) -> str:
    """Return the statuses in the order in which a member passes them."""
    choices = Member.OwnerStatus.choices
    return " · ".join(f"{label} {by_status[status]:,}" for status, label in choices if by_status.get(status))


def _charts(weeks: list[CommunityWeek]) -> dict[str, Any]:
    labels = [str(week.week_start) for week in weeks]
    per_dimension = [
        {"name": name, "data": [week.dimension_members[d] for week in weeks]}
        for d, name in enumerate(dimension_names())
    ]
    flows = [
        {"name": _("New"), "data": [week.new_members for week in weeks]},
        {"name": _("Returning"), "data": [week.returning_members for week in weeks]},
    ]
    unit = pgettext("unit of an axis", "members")
    return {
        "active": {"kind": "line", "x": labels, "series": per_dimension, "unit": unit, "partial_last": True},
        "flow": {"kind": "bar", "x": labels, "series": flows, "unit": unit, "partial_last": True},
    }


def _movers(generation: int) -> tuple[list[ActivitySummary], list[ActivitySummary]]:
    """Return who rises and who falls most against his own long-term level."""
    known = ActivitySummary.objects.of_generation(generation).filter(tenure_weeks__gte=MOVER_TENURE_WEEKS)
    rows = known.select_related("member")
    return (
        list(rows.filter(change__gt=0).order_by("-change", "member_id")[:SHOWN_MOVERS]),
        list(rows.filter(change__lt=0).order_by("change", "member_id")[:SHOWN_MOVERS]),
    )
