"""Who may answer a handover."""

from typing import Any

from common.security.access import LEADS, roles_of
from members.models import Member
from teamwork.models import Handover


def open_handover(member: Member) -> Handover | None:
    """Return the handover of a member that is under way, None if there is none."""
    under_way = (Handover.State.PROPOSED, Handover.State.ACCEPTED)
    rows = Handover.objects.filter(rows__member=member, state__in=under_way)
    found: Handover | None = rows.select_related(
        "from_user", "to_user"
    ).first()
    return found


def may_refuse(handover: Handover, user: Any) -> bool:
    """Return whether the user may refuse a proposal: the receiver, the present
    contact, and leads.
    """
    if user.pk in (handover.to_user_id, handover.from_user_id):
        return True
    return bool(roles_of(user) & LEADS)
