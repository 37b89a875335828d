"""Secret addresses of the calendar: made, ended, and read."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from campaigns.models import CalendarAddress
from common.db.transactions import atomic_with_retry

SECRET_BYTES = 24


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@atomic_with_retry
def renew_address(*, user: Any, now: datetime) -> str:
    """End a colleague's present address and return the secret of a new one,
    which is stored nowhere.
    """
    end_addresses(user=user, now=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarAddress.objects.create(
        digest=_digest(secret),
        user=user,
        created_at=now,
    )
    return secret


@atomic_with_retry
def end_addresses(*, user: Any, now: datetime) -> int:
    """End all addresses of a colleague; return how many there were."""
    rows = CalendarAddress.objects.filter(user=user, ended_at__isnull=True)
    return int(rows.update(ended_at=now))


def open_address(*, secret: str, now: datetime) -> CalendarAddress | None:
    """Return the address with this secret, and note that it was read; None if
    there is none, it has ended, or its colleague has left.
    """
    row: CalendarAddress | None = CalendarAddress.objects.filter(
        digest=_digest(secret),
        ended_at__isnull=True,
        user__is_active=True,
    ).first()
    if row is not None:
        CalendarAddress.objects.filter(pk=row.pk).update(last_read_at=now)
    return row
