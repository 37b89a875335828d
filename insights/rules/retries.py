"""When a failed delivery is tried again.

A receiver that is down for a night or a weekend must miss nothing, and one
that is gone must not be called for ever. The waits are those recommended by
the Standard Webhooks specification (about three days in all).
"""

from datetime import timedelta

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
