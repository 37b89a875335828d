"""Members invited to answer a question: noted and counted; the invitation
itself is copied and sent by hand.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.labels import REFUSALS
from alerts.models import HelperInvitation, QuestionAct
from alerts.rules.invitations import (
    MAX_INVITATIONS,
    InvitationRefusal,
    check_invitation,
)
from alerts.services.questions import check_open, lock_question, record_act
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from members.models import Member
from members.services.locking import lock_unmerged


@atomic_with_retry
def invite_helper(
    *,
    question_id: int,
    member_id: int,
    channel: str,
    text: str,
    user: Any,
    now: datetime,
) -> HelperInvitation:
    """Note that a member was invited to answer a question, and return the
    invitation.

    Errors: NotFound if there is no such member or question; Invalid if they
    are no person; Conflict if they asked it themselves, were invited to it
    before or too often lately, or it is solved or closed.
    """
    # Locked first, so that two colleagues cannot invite one member too often.
    member = lock_unmerged([member_id])[member_id]
    question = lock_question(question_id)
    check_open(question)
    if member.kind != Member.Kind.PERSON:
        text_of_error = _("Only members can be invited.")
        raise Invalid("no_member", text_of_error)
    valid = HelperInvitation.objects.in_force().filter(member=member)
    moments = dict(valid.values_list("question_id", "invited_at"))
    refusal = check_invitation(
        is_asker=question.post.author_id == member.pk,
        is_invited=question.pk in moments,
        invited_at=list(moments.values()),
        now=now,
    )
    if refusal is not InvitationRefusal.NONE:
        shown = {"name": member, "most": MAX_INVITATIONS}
        raise Conflict(
            f"not_invited_{refusal}", str(REFUSALS[refusal]) % shown
        )
    invitation: HelperInvitation = HelperInvitation.objects.create(
        question=question,
        member=member,
        channel=channel,
        text=text,
        invited_at=now,
        invited_by=user,
    )
    record_act(
        question,
        QuestionAct.Kind.INVITED,
        user=user,
        now=now,
        invitation=invitation,
    )
    return invitation
