"""How long a question may wait for its first answer."""

from collections.abc import Sequence
from math import inf, isinf
from statistics import median

SERVICE_LEVEL_HOURS = 24


def median_wait(hours: Sequence[float], asked: int) -> float | None:
    """Return the median time to the first answer of so many questions, given
    the hours of those that have one; what has none yet takes longer than any.

    None if at least half of them wait, or if nothing was asked.
    """
    waits = [*hours, *[inf] * (asked - len(hours))]
    middle = median(waits) if waits else inf
    return None if isinf(middle) else round(middle, 1)
