"""Whom staff may invite to answer a question: nobody twice for one question,
nobody too often.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

MAX_INVITATIONS = 3
INVITATION_WINDOW = timedelta(days=30)


class InvitationRefusal(StrEnum):
    """Why a member is not invited."""

    NONE = ""
    ASKER = "asker"
    INVITED = "invited"
    OFTEN = "often"


def check_invitation(
    *,
    is_asker: bool,
    is_invited: bool,
    invited_at: Sequence[datetime],
    now: datetime,
) -> InvitationRefusal:
    """Return why a member is not to be invited, NONE if they may be.

    is_invited: for this question already · invited_at: for any question.
    """
    if is_asker:
        return InvitationRefusal.ASKER
    if is_invited:
        return InvitationRefusal.INVITED
    since = now - INVITATION_WINDOW
    recent = sum(at > since for at in invited_at)
    return (
        InvitationRefusal.OFTEN
        if recent >= MAX_INVITATIONS
        else InvitationRefusal.NONE
    )
