"""When a connection that failed is tried again."""

from datetime import timedelta

from common.jobs.backoff import pause_after

STRETCH = 30
LONGEST = timedelta(minutes=15)
LONGEST_ASKED = timedelta(days=1)


def wait_after(
    failures: int,
    *,
    jitter: float,
    retry_after: float | None = None,
) -> timedelta:
    """Return how long to wait after so many failures in a row: half a minute,
    doubled each time up to a quarter of an hour; never less than the platform
    asks for, at most a day.

    `jitter` (0 to 1) takes up to half of our own pause away.
    """
    pause = timedelta(seconds=STRETCH * pause_after(failures, jitter=jitter))
    asked = timedelta(0)
    if retry_after is not None and retry_after > 0:
        asked = timedelta(
            seconds=min(retry_after, LONGEST_ASKED.total_seconds())
        )
        asked += timedelta(seconds=jitter)
    return max(min(pause, LONGEST), asked)
