"""How each dimension of one member moves against his own past: for the explanation, not for the score."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FALLING_SHARE = 0.5
STALLED_DAYS = 28
USUAL_GAP_QUANTILE = 0.9
LEAST_LEVEL = 0.02


class Trend(NamedTuple):
    """One dimension: whether it is used at all, falls below half its own long level, or has stalled; the last
    active day number, and the silence in days that would be long for this member.
    """

    is_used: bool
    is_falling: bool
    is_stalled: bool
    last_day: int | None
    long_silence_days: int


def dimension_trend(days: NDArray[np.int64], *, short: float, long: float, today: int) -> Trend:
    """Return the trend of a dimension active on these day numbers (sorted, distinct).

    Units:  short, long: active days a week, half-lives 4 and 26 weeks. Stalled is a silence longer than 28 days
    and than nine tenths of the member's own gaps in this dimension.
    """
    if not len(days):
        return Trend(False, False, False, None, STALLED_DAYS)
    gaps = np.diff(days)
    usual = int(np.quantile(gaps, USUAL_GAP_QUANTILE, method="higher")) if len(gaps) else 0
    limit = max(STALLED_DAYS, usual)
    stalled = today - int(days[-1]) > limit
    falling = long >= LEAST_LEVEL and short < FALLING_SHARE * long
    return Trend(True, falling, stalled, int(days[-1]), limit)


def active_days(weeks: NDArray[np.uint16], bits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the day numbers of a member's records: (r,) calendar week numbers and day bits, Monday first."""
    held = (bits[:, None] >> np.arange(7)) & 1 > 0
    days = weeks.astype(np.int64)[:, None] * 7 - 3 + np.arange(7)
    return days[held]
