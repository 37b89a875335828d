"""Ending sessions before their time."""

from datetime import datetime
from typing import Any

from accounts.models import LoginSession
from common.audit.units import record
from common.db.transactions import atomic_with_retry
from common.models import AuditRecord


@atomic_with_retry
def end_session(*, account: Any, key: str) -> bool:
    """End one session of an account; tell whether it was there."""
    rows = LoginSession.objects.filter(account_id=account.pk, session_key=key)
    count, _by_model = rows.delete()
    if count:
        _note(account, count)
    return bool(count)


@atomic_with_retry
def end_sessions(*, account: Any, except_key: str = "") -> int:
    """End all sessions of an account but one; return how many."""
    rows = LoginSession.objects.filter(account_id=account.pk)
    count, _by_model = rows.exclude(session_key=except_key).delete()
    if count:
        _note(account, count)
    return count


def end_all_sessions() -> int:
    """End the sessions of all accounts, for example those that a restored
    backup has brought back; return how many.
    """
    return LoginSession.objects.all().delete()[0]


def delete_expired(*, now: datetime) -> int:
    """Delete sessions that are over; return how many."""
    rows = LoginSession.objects.filter(expire_date__lt=now)
    return rows.delete()[0]


def _note(account: Any, count: int) -> None:
    record(
        AuditRecord.Act.LOGOUT,
        of=account,
        words=account.get_username(),
        changes={"sessions": count},
    )
