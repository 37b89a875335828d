"""What the community shows on the member page, and by what panels of a circle read."""

from datetime import date, datetime
from typing import Any, NamedTuple

from community.forms import JoinForm
from community.models import Circle, CircleMembership
from members.models import Member


class CircleReading(NamedTuple):
    """What the panels of a circle read by: the published generation, up to
    which day it reaches, and now.
    """

    generation: int
    known_through: date | None
    now: datetime


def circles_now(member: Member) -> list[Circle]:
    """Return the circles a member belongs to, by name."""
    present = Circle.objects.filter(
        memberships__member=member,
        memberships__ended_on__isnull=True,
    )
    return list(present.order_by("name"))


def circle_panel(member: Member) -> dict[str, Any]:
    """Return the circles a member belongs or belonged to, present ones first."""
    spells = CircleMembership.objects.filter(member=member)
    return {
        "spells": sorted(spells.select_related("circle"), key=_order),
        "join_form": JoinForm(auto_id="join_%s"),
    }


def _order(spell: CircleMembership) -> tuple[bool, int]:
    """Return a key that sorts open spells first, then the latest."""
    is_over = spell.ended_on is not None
    return is_over, -spell.started_on.toordinal()
