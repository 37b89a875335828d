"""Who may answer a handover."""

from typing import Any

from common.security.access import LEADS, roles_of
from teamwork.models import Handover


def may_refuse(handover: Handover, user: Any) -> bool:
    """Return whether the user may refuse a proposal: the receiver, the present
    contact, and leads.
    """
    if user.pk in (handover.to_user_id, handover.from_user_id):
        return True
    return bool(roles_of(user) & LEADS)
