"""Staff disputing a state: the machine goes on, the page shows both, and disputes measure the model."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import ReaderError
from lifecycle.models import DormancyDispute, DormancyState
from members.models import Member

LONGEST_DISPUTE_DAYS = 366


@transaction.atomic
def dispute_state(
    *, member: Member, state: DormancyState | None, reason: str, until: date, now: datetime, today: date, user: Any
) -> DormancyDispute:
    """The member's state is disputed until that day; an earlier open dispute of his is withdrawn.

    Errors: ReaderError if he has no state, or if the day is past or more than a year ahead.
    """
    if state is None or state.state == DormancyState.State.UNKNOWN:
        raise ReaderError("no_state", _("This member has no state that could be disputed."), status=409)
    if not today <= until <= today + timedelta(days=LONGEST_DISPUTE_DAYS):
        raise ReaderError("bad_until", _("Choose a day from today on, at most a year ahead."))
    Member.objects.select_for_update().get(pk=member.pk)
    DormancyDispute.objects.filter(member=member, withdrawn_at__isnull=True).update(withdrawn_at=now)
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


@transaction.atomic
def withdraw_dispute(*, member: Member, now: datetime) -> bool:
    """No dispute about the member holds any longer; returns whether one did."""
    return bool(DormancyDispute.objects.filter(member=member, withdrawn_at__isnull=True).update(withdrawn_at=now))
