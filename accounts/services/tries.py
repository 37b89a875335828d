"""Lockout: how often a password or code may be tried."""

from datetime import datetime, timedelta
from typing import NoReturn

from django.utils.translation import gettext as _

from accounts.models import LoginTries
from common.db.fields import blind_index
from common.db.transactions import atomic_with_retry
from common.errors import TooMany

MAX_TRIES = 5
WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)


class LockedOut(TooMany):
    """Too many wrong tries; until when nothing is tried any more."""


def tries_key(kind: str, name: str) -> str:
    """Return the key under which tries for a name are counted."""
    return blind_index(f"{kind}:{name.casefold()}")


@atomic_with_retry
def claim_try(*, key: str, now: datetime) -> bool:
    """Count a try before it is made; tell whether it may be made.

    The row is locked meanwhile, so that of many tries at the same moment
    exactly MAX_TRIES are made. A right one ends the count (`forget_tries`).
    """
    row, _is_new = LoginTries.objects.select_for_update().get_or_create(
        key=key,
        defaults={"began_at": now},
    )
    if row.locked_until is not None and row.locked_until > now:
        return False
    if row.locked_until is not None or now - row.began_at >= WINDOW:
        row.count = 0
        row.began_at = now
        row.locked_until = None
    row.count += 1
    if row.count >= MAX_TRIES:
        row.locked_until = now + LOCKED_FOR
    row.save()
    return True


def forget_tries(*, key: str) -> None:
    """Begin to count anew: the password or code was right."""
    LoginTries.objects.filter(key=key).delete()


def delete_old_tries(*, now: datetime) -> int:
    """Delete counts that no longer matter; return how many."""
    count, _by_model = LoginTries.objects.filter(
        began_at__lt=now - WINDOW - LOCKED_FOR,
    ).delete()
    return count


def refuse() -> NoReturn:
    """Raise the error of a try that may not be made."""
    text = _(
        "Too many wrong tries. Wait %(minutes)s minutes, or ask an administrator for a new link.",
    )
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    raise LockedOut("locked_out", text % {"minutes": minutes})
