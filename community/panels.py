"""What the community shows on the member page."""

from typing import Any

from community.models import CircleMembership
from members.models import Member


def circle_panel(member: Member) -> dict[str, Any]:
    """Return the circles a member belongs or belonged to, present ones first."""
    spells = CircleMembership.objects.filter(member=member).select_related("circle")
    return {"spells": sorted(spells, key=lambda spell: (spell.ended_on is not None, -spell.started_on.toordinal()))}
