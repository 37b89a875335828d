"""When a message that was not sent is tried again.

A receiver that is down for a night or a weekend must miss nothing, and one
that is gone must not be called for ever. The waits are those recommended by
the Standard Webhooks specification (about three days in all).
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)

LONGEST_WAIT = max(WAITS)


def wait_after(failures: int) -> timedelta | None:
    """Return how long to wait after so many failures in a row; None to stop.

    Units:  failures are counted from 1.
    Errors: ValueError if failures < 1.
    Source: Standard Webhooks, section on retries.
    """
    if failures < 1:
        raise ValueError(f"failures must be at least 1, not {failures}")
    return WAITS[failures - 1] if failures <= len(WAITS) else None


def next_attempt(
    failures: int,
    *,
    now: datetime,
    retry_after: float | None = None,
) -> datetime | None:
    """Return when to try again after so many failures in a row; None to stop.

    A receiver that asks to be left alone for longer (seconds) is, for at most
    LONGEST_WAIT.
    """
    wait = wait_after(failures)
    if wait is None:
        return None
    longest = LONGEST_WAIT.total_seconds()
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), longest))
    return now + max(wait, asked)


def asked_seconds(retry_after: str, *, answered: str) -> float | None:
    """Return for how many seconds an answer asks to be left alone, by its
    headers Retry-After and Date; None if it does not say.

    A moment counts by the receiver's own clock.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text[:9]), int(LONGEST_WAIT.total_seconds())))
    try:
        until = parsedate_to_datetime(text)
        seconds = (until - parsedate_to_datetime(answered)).total_seconds()
    except (TypeError, ValueError):
        return None
    return max(seconds, 0.0)
