"""What members show on the member page: who it is, cars, interests."""

from typing import Any

from members.forms import TagForm
from members.models import Member


def identity_panel(member: Member) -> dict[str, Any]:
    """Return cars (with software), kept tags and identities of a member."""
    return {
        "vehicles": list(member.vehicles.prefetch_related("software")),
        "tags": list(member.tags.filter(is_rejected=False)),
        "identities": list(member.identities.order_by("platform")),
        "tag_form": TagForm(),
    }
