"""How each dimension of one member moves against their own past: for the
explanation, not for the score.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.arrays import Bytes, Ints

FALLING_SHARE = 0.5
STALLED_DAYS = 28
USUAL_GAP_QUANTILE = 0.9
MIN_LEVEL = 0.02


class Trend(NamedTuple):
    """The trend of one dimension.

    is_used: at all · is_falling: below half its own long-term level ·
    is_stalled: silent for longer than long_silence_days, which is long for
    this member · last_day: the last active day number.
    """

    is_used: bool
    is_falling: bool
    is_stalled: bool
    last_day: int | None
    long_silence_days: int


def dimension_trend(
    days: Ints,
    *,
    short: float,
    long: float,
    today: int,
) -> Trend:
    """Return the trend of a dimension active on these days.

    days: sorted, distinct day numbers · short, long: active days a week with
    half-lives of 4 and 26 weeks. A dimension has stalled when its silence is
    longer than 28 days and than nine tenths of the member's own gaps in it.
    """
    if not len(days):
        return Trend(
            is_used=False,
            is_falling=False,
            is_stalled=False,
            last_day=None,
            long_silence_days=STALLED_DAYS,
        )
    last_day = int(days[-1])
    long_silence = STALLED_DAYS
    gaps = np.diff(days)
    if len(gaps):
        usual = np.quantile(gaps, USUAL_GAP_QUANTILE, method="higher")
        long_silence = max(STALLED_DAYS, int(usual))
    return Trend(
        is_used=True,
        is_falling=long >= MIN_LEVEL and short < FALLING_SHARE * long,
        is_stalled=today - last_day > long_silence,
        last_day=last_day,
        long_silence_days=long_silence,
    )


def active_days(
    weeks: NDArray[np.uint16],
    bits: Bytes,
) -> Ints:
    """Return the day numbers of a member's records.

    Shape: calendar week numbers and day bits (r,), Monday first.
    """
    held = (bits[:, None] >> np.arange(7)) & 1 > 0
    days = weeks.astype(np.int64)[:, None] * 7 - 3 + np.arange(7)
    return days[held]
