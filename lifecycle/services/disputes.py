"""Disputes of states: staff say that a state is wrong, with a reason and an
end date. States are decided as before; the page shows both.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from lifecycle.models import DormancyDispute, DormancyState
from members.models import Member
from members.services.locking import lock_unmerged

LONGEST_DISPUTE_DAYS = 366


@atomic_with_retry
def dispute_state(
    *,
    member: Member,
    state: DormancyState | None,
    reason: str,
    until: date,
    now: datetime,
    today: date,
    user: Any,
) -> DormancyDispute:
    """Dispute the member's state until that day, and return the dispute.

    An earlier open dispute about the member is withdrawn.
    Errors: Conflict if the member has no state; Invalid if the day is past or
    more than a year ahead.
    """
    member = lock_unmerged([member.pk])[member.pk]
    if state is not None and state.member_id != member.pk:
        states = DormancyState.objects.of_generation(state.generation)
        state = states.filter(member=member).first()
    if state is None or state.state == DormancyState.State.UNKNOWN:
        raise Conflict(
            "no_state",
            _("This member has no state that could be disputed."),
        )
    if not today <= until <= today + timedelta(days=LONGEST_DISPUTE_DAYS):
        raise Invalid(
            "bad_until",
            _("Choose a day from today on, at most a year ahead."),
        )
    _withdraw_open(member, now)
    dispute = DormancyDispute(
        member=member,
        disputed_state=state.state,
        score=state.score,
        policy_version=state.policy_version,
        reason=reason,
        until=until,
        created_at=now,
        created_by=user,
    )
    dispute.full_clean(validate_constraints=False)
    dispute.save()
    return dispute


@atomic_with_retry
def withdraw_dispute(*, member: Member, now: datetime) -> bool:
    """Withdraw the member's open dispute; return whether there was one."""
    member = lock_unmerged([member.pk])[member.pk]
    return _withdraw_open(member, now) > 0


def _withdraw_open(member: Member, now: datetime) -> int:
    open_disputes = DormancyDispute.objects.filter(
        member=member,
        withdrawn_at__isnull=True,
    )
    return open_disputes.update(withdrawn_at=now)
