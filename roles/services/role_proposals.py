"""What staff answer to a proposed role, and for how long it is remembered."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from members.models import Member
from members.services.locking import lock_unmerged
from roles.models import RoleSuggestionAnswer
from roles.selectors.role_proposals import RoleProposal, read_role_proposals
from roles.services.overrides import override_role

Answer = RoleSuggestionAnswer.Answer
QUIET_DAYS = {Answer.ACCEPTED: 180, Answer.IGNORED: 30, Answer.REJECTED: 180}


@atomic_with_retry
def answer_role_proposal(
    *,
    member: Member,
    role: int,
    answer: str,
    generation: int,
    now: datetime,
    today: date,
    user: Any,
) -> RoleSuggestionAnswer:
    """Store the answer and return it. If it was accepted, the member holds the
    role from the next night on, until the answer expires.

    Errors: DomainError if the role is not proposed, or not any longer.
    """
    member = lock_unmerged([member.pk])[member.pk]
    proposal = _find_proposal(member, role, generation, today)
    until = today + timedelta(days=QUIET_DAYS[Answer(answer)])
    if answer == Answer.ACCEPTED:
        reason = _("Suggestion accepted at strength %(strength)s") % {
            "strength": round(proposal.strength),
        }
        override_role(
            member=member,
            role=role,
            holds=True,
            reason=reason,
            until=until,
            now=now,
            today=today,
            user=user,
        )
    return RoleSuggestionAnswer.objects.create(
        member=member,
        role=role,
        answer=answer,
        strength=proposal.strength,
        quiet_until=until,
        answered_at=now,
        answered_by=user,
    )


def _find_proposal(
    member: Member,
    role: int,
    generation: int,
    today: date,
) -> RoleProposal:
    for proposal in read_role_proposals(generation=generation, today=today):
        if proposal.member.pk == member.pk and proposal.role == role:
            return proposal
    raise Conflict("not_suggested", _("This is not suggested any longer."))
