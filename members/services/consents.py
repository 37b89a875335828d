"""What members agree to, as they said it."""

from datetime import datetime
from typing import Any

from common.db.transactions import atomic_with_retry
from members.models import MemberConsent
from members.services.locking import lock_unmerged


@atomic_with_retry
def record_consent(
    *,
    member_id: int,
    purpose: str,
    is_given: bool,
    note: str,
    user: Any,
    now: datetime,
) -> MemberConsent:
    """Record that a member agreed to a purpose, or withdrew it; return the row.

    What they said last counts.
    """
    member = lock_unmerged([member_id])[member_id]
    row: MemberConsent = MemberConsent.objects.create(
        member=member,
        purpose=purpose,
        is_given=is_given,
        note=note,
        recorded_at=now,
        recorded_by=user,
    )
    return row
