"""What a member's weekly series says about rhythm, level and trend, on the evening of one day.

Sliding weeks end with that day: week k holds the days 7k … 7k+6 before it. Levels are exponentially
weighted means of active days a week, normalised by the weeks since first activity, so that somebody who
joined three weeks ago is not taken for somebody who slept for three years. The usual rhythm is taken as
it was at the last activity: silence does not erode it (shared design, "Dormancy").
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS, week_number
from activity.rules.series import NEVER_FIRST, D, SeriesSet, slice_members

SHORT_HALF_LIFE_WEEKS = 4.0
LONG_HALF_LIFE_WEEKS = 26.0
RHYTHM_HALF_LIFE_WEEKS = 20.0
BLOCK_MEMBERS = 8_000
LEVEL_STEP = 0.001
LEVEL_STEPS = 7001

Floats = NDArray[np.float64]


class Rhythm(NamedTuple):
    """One value per member, (m,), or per member and dimension, (m, D).

    short, long: active days a week per dimension, half-lives 4 and 26 weeks · level, long_level: the
    same over all dimensions together · usual_days_per_week: own rhythm at the last activity
    · active_days: within the window · active_days_28: within 28 days · active_weeks(_52): sliding
    weeks with activity · tenure_weeks: since first activity, 0 without any, at most WINDOW_WEEKS.
    """

    short: Floats
    long: Floats
    level: Floats
    long_level: Floats
    usual_days_per_week: Floats
    active_days: NDArray[np.int64]
    active_days_28: NDArray[np.int64]
    active_weeks: NDArray[np.int64]
    active_weeks_52: NDArray[np.int64]
    tenure_weeks: NDArray[np.int64]


class SlidingWeeks(NamedTuple):
    """Each record cut where a sliding week begins, into an older and a newer part.

    older_age, newer_age: (r,) ages in weeks · older, newer: day bits (D + 1, r), a row a dimension and last all of
    them together.
    """

    older_age: NDArray[np.int64]
    older: NDArray[np.uint8]
    newer_age: NDArray[np.int64]
    newer: NDArray[np.uint8]


def weight_of_weeks(weeks: Floats, half_life_weeks: float) -> Floats:
    """Return Σ 2^(−k/h) over k = 0 … weeks−1: the weight that a full attendance would have."""
    return np.asarray((1 - 2.0 ** (-weeks / half_life_weeks)) / (1 - 2.0 ** (-1 / half_life_weeks)), dtype=np.float64)


def cut_sliding_weeks(series: SeriesSet, last_day: int) -> SlidingWeeks:
    """Cut calendar weeks into sliding weeks that end with `last_day`; days after it are dropped."""
    position = (last_day + 3) % 7
    upto = np.uint8((1 << (position + 1)) - 1)
    age = week_number(last_day) - series.records["week"].astype(np.int64)
    days = np.empty((D + 1, len(age)), dtype=np.uint8)
    days[:D] = series.records["days"].T
    np.bitwise_or.reduce(days[:D], axis=0, out=days[D])
    older = (days & upto) * (age <= WINDOW_WEEKS - 1)
    newer = (days & ~upto) * (age >= 1)
    return SlidingWeeks(age, older, age - 1, newer)


def measure_rhythm(series: SeriesSet, *, last_day: int, first_day: NDArray[np.int64]) -> Rhythm:
    """Return every member's rhythm on the evening of `last_day`.

    Shape:  m members; first_day (m,) day numbers, ignored for members without events.
    Units:  days a week, weeks. All rounded to 1e-6, so that equal histories give equal bits.
    """
    blocks = [
        _measure_block(
            slice_members(series, start, start + BLOCK_MEMBERS),
            last_day,
            first_day[start : start + BLOCK_MEMBERS],
        )
        for start in range(0, max(len(series.member), 1), BLOCK_MEMBERS)
    ]
    return Rhythm(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def _measure_block(series: SeriesSet, last_day: int, first_day: NDArray[np.int64]) -> Rhythm:
    cut = cut_sliding_weeks(series, last_day)
    m, owner = len(series.member), series.owner
    has_any = series.first != NEVER_FIRST
    tenure = np.where(has_any, np.clip((last_day - first_day) // 7 + 1, 1, WINDOW_WEEKS), 0)
    short = _mean_days(owner, cut, tenure, SHORT_HALF_LIFE_WEEKS)
    long = _mean_days(owner, cut, tenure, LONG_HALF_LIFE_WEEKS)
    usual = _decayed(owner, m, cut, [D], RHYTHM_HALF_LIFE_WEEKS)[0]
    active_weeks, active_weeks_52, silent = _count_active_weeks(series, cut)
    return Rhythm(
        short=short[:D].T,
        long=long[:D].T,
        level=short[D],
        long_level=long[D],
        usual_days_per_week=_usual_days(usual, tenure, silent),
        active_days=_count_days(owner, m, cut, None),
        active_days_28=_count_days(owner, m, cut, 4),
        active_weeks=active_weeks,
        active_weeks_52=active_weeks_52,
        tenure_weeks=tenure,
    )


def _mean_days(owner: NDArray[np.int32], cut: SlidingWeeks, tenure: NDArray[np.int64], half_life: float) -> Floats:
    """Return active days a week, weighted by age. Shape: -> (D + 1, m)."""
    total = _decayed(owner, len(tenure), cut, range(D + 1), half_life)
    weight = weight_of_weeks(tenure.astype(float), half_life)
    return _rounded(np.divide(total, weight, out=np.zeros(total.shape), where=tenure > 0))


def _decayed(owner: NDArray[np.int32], m: int, cut: SlidingWeeks, rows: Iterable[int], half_life: float) -> Floats:
    decay = 2.0 ** (-np.arange(WINDOW_WEEKS + 2) / half_life)
    older, newer = decay[cut.older_age], decay[np.maximum(cut.newer_age, 0)]
    weighted = (np.bitwise_count(cut.older[row]) * older + np.bitwise_count(cut.newer[row]) * newer for row in rows)
    return np.stack([np.bincount(owner, weights=weights, minlength=m) for weights in weighted])


def _count_days(owner: NDArray[np.int32], m: int, cut: SlidingWeeks, weeks: int | None) -> NDArray[np.int64]:
    older, newer = np.bitwise_count(cut.older[D]), np.bitwise_count(cut.newer[D])
    if weeks is not None:
        older, newer = older * (cut.older_age < weeks), newer * (cut.newer_age < weeks)
    return np.bincount(owner, weights=older + newer, minlength=m).astype(np.int64)


def _count_active_weeks(
    series: SeriesSet, cut: SlidingWeeks
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return active sliding weeks in the window, in the last 52, and the age of the latest one."""
    m, owner, older_any, newer_any = len(series.member), series.owner, cut.older[D], cut.newer[D]
    follows = np.zeros(len(owner), dtype=bool)
    follows[1:] = (owner[1:] == owner[:-1]) & (cut.older_age[1:] == cut.newer_age[:-1])
    counted_before = follows.copy()
    counted_before[1:] &= newer_any[:-1] > 0
    older = (older_any > 0) & ~counted_before
    newer = newer_any > 0
    latest = np.full(m, WINDOW_WEEKS, dtype=np.int64)
    np.minimum.at(latest, owner[older_any > 0], cut.older_age[older_any > 0])
    np.minimum.at(latest, owner[newer], cut.newer_age[newer])

    def count(limit: int) -> NDArray[np.int64]:
        parts = (older & (cut.older_age < limit)).astype(float) + (newer & (cut.newer_age < limit))
        return np.bincount(owner, weights=parts, minlength=m).astype(np.int64)

    return count(WINDOW_WEEKS), count(52), latest


def _usual_days(decayed: Floats, tenure: NDArray[np.int64], silent: NDArray[np.int64]) -> Floats:
    lived = np.maximum(tenure - silent, 1).astype(float)
    awake = decayed * 2.0 ** (silent / RHYTHM_HALF_LIFE_WEEKS)
    usual = (awake + 0.3) / (weight_of_weeks(lived, RHYTHM_HALF_LIFE_WEEKS) + 1)
    return _rounded(np.where(tenure > 0, usual, 0.0))


def _rounded(values: Floats, digits: int = 6) -> Floats:
    return np.asarray(np.round(values, digits), dtype=np.float64)


def level_histogram(level: Floats) -> NDArray[np.int64]:
    """Return how many levels fall on each thousandth of a day a week. Shape: (n,) -> (LEVEL_STEPS,)."""
    return np.bincount(_level_step(level), minlength=LEVEL_STEPS)


def percentile_of(level: Floats, histogram: NDArray[np.int64]) -> Floats:
    """Return each level's percentile 0…100 in the community, ties at their middle."""
    total = int(histogram.sum())
    if total == 0:
        return np.zeros(len(level))
    below = np.concatenate(([0], np.cumsum(histogram)))[:-1]
    middle = (below + histogram / 2) / total * 100
    return _rounded(middle[_level_step(level)], 2)


def _level_step(level: Floats) -> NDArray[np.int64]:
    return np.clip(np.rint(level / LEVEL_STEP), 0, LEVEL_STEPS - 1).astype(np.int64)
