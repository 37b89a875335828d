"""When another message may go to a receiver that takes only so many in so
long.

The count stays below the limit; nothing waits to be refused. A message arrives
at some moment between the begin and the end of its attempt, so an attempt
counts until its end is a window ago: however long each one travelled, no
window of the receiver holds more than its limit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

# For clocks that differ: the receiver counts by its own.
MARGIN = timedelta(seconds=1)


def free_from(
    ends: Sequence[datetime],
    limits: Sequence[tuple[int, timedelta]],
) -> datetime | None:
    """Return from when on another message may go, by the ends of earlier
    attempts in any order; None for at once.

    Errors: ValueError for a limit below 1.
    """
    moments = []
    newest_first = sorted(ends, reverse=True)
    for most, window in limits:
        if most < 1:
            raise ValueError(f"a limit must be at least 1, not {most}")
        if len(newest_first) >= most:
            moments.append(newest_first[most - 1] + window + MARGIN)
    return max(moments, default=None)
