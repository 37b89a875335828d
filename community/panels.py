"""What the community shows on the member page."""

from typing import Any

from community.forms import JoinForm
from community.models import CircleMembership
from members.models import Member


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
