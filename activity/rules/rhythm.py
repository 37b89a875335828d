"""Rhythm, level and trend of members on the evening of one day, measured from
their weekly series, for the member's summary: columns of the member list,
segments, percentiles and the decline that the member page shows.

The dormancy score is not computed from these numbers; lifecycle/rules/histories.py
measures what it looks at.

Sliding weeks end with that day: week k holds the days 7k … 7k+6 before it.
Levels are exponentially weighted means of active days a week, normalised by
the weeks since first activity, so that a member who joined three weeks ago is
not mistaken for one who was silent for three years. The usual rhythm is the
one at the last activity: silence does not lower it.
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
PRIOR_DAYS = 0.3
BLOCK_MEMBERS = 8_000
LEVEL_STEP = 0.001
LEVEL_STEPS = 7001

Floats = NDArray[np.float64]


class Rhythm(NamedTuple):
    """One value per member, (m,), or per member and dimension, (m, D).

    short, long: active days a week per dimension, half-lives 4 and 26 weeks ·
    level, long_level: the same over all dimensions together ·
    usual_days_per_week: own rhythm at the last activity · active_days: within
    the window · active_days_28: within 28 days · active_weeks(_52): sliding
    weeks with activity · tenure_weeks: since first activity, 0 without any, at
    most WINDOW_WEEKS.
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
    """Each record cut into an older and a newer part where a sliding week
    begins.

    older_age, newer_age: (r,) ages in weeks · older, newer: day bits (D + 1,
    r), a row a dimension and last all of them together.
    """

    older_age: NDArray[np.int64]
    older: NDArray[np.uint8]
    newer_age: NDArray[np.int64]
    newer: NDArray[np.uint8]


def weight_of_weeks(weeks: Floats, half_life_weeks: float) -> Floats:
    """Return Σ 2^(−k/h) over k = 0 … weeks−1: the weight that a full attendance would have."""
    return np.asarray(
        (1 - 2.0 ** (-weeks / half_life_weeks))
        / (1 - 2.0 ** (-1 / half_life_weeks)),
        dtype=np.float64,
    )


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


def measure_rhythm(
    series: SeriesSet,
    *,
    last_day: int,
    first_day: NDArray[np.int64],
) -> Rhythm:
    """Return every member's rhythm on the evening of `last_day`.

    Shape:  m members; first_day (m,) day numbers, ignored for members without events.
    Units:  days a week, weeks. All rounded to 1e-6, so that equal histories give equal bits.
    """
    blocks = []
    for start in range(0, max(len(series.member), 1), BLOCK_MEMBERS):
        stop = start + BLOCK_MEMBERS
        block = slice_members(series, start, stop)
        blocks.append(_measure_block(block, last_day, first_day[start:stop]))
    return Rhythm(
        *(np.concatenate(parts) for parts in zip(*blocks, strict=True)),
    )


def _measure_block(
    series: SeriesSet,
    last_day: int,
    first_day: NDArray[np.int64],
) -> Rhythm:
    cut = cut_sliding_weeks(series, last_day)
    m = len(series.member)
    owner = series.owner
    has_any = series.first != NEVER_FIRST
    tenure = np.where(
        has_any,
        np.clip((last_day - first_day) // 7 + 1, 1, WINDOW_WEEKS),
        0,
    )
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


def _mean_days(
    owner: NDArray[np.int32],
    cut: SlidingWeeks,
    tenure: NDArray[np.int64],
    half_life: float,
) -> Floats:
    """Return active days a week, weighted by age. Shape: -> (D + 1, m)."""
    total = _decayed(owner, len(tenure), cut, range(D + 1), half_life)
    weight = weight_of_weeks(tenure.astype(float), half_life)
    return _rounded(
        np.divide(total, weight, out=np.zeros(total.shape), where=tenure > 0),
    )


def _decayed(
    owner: NDArray[np.int32],
    m: int,
    cut: SlidingWeeks,
    rows: Iterable[int],
    half_life: float,
) -> Floats:
    """Return each member's active days, weighted by age. Shape: -> (rows, m)."""
    decay = 2.0 ** (-np.arange(WINDOW_WEEKS + 2) / half_life)
    older_weight = decay[cut.older_age]
    newer_weight = decay[np.maximum(cut.newer_age, 0)]
    totals = []
    for row in rows:
        older = np.bitwise_count(cut.older[row]) * older_weight
        newer = np.bitwise_count(cut.newer[row]) * newer_weight
        totals.append(np.bincount(owner, weights=older + newer, minlength=m))
    return np.stack(totals)


def _count_days(
    owner: NDArray[np.int32],
    m: int,
    cut: SlidingWeeks,
    weeks: int | None,
) -> NDArray[np.int64]:
    """Return each member's active days in the last `weeks`, or in all."""
    older = np.bitwise_count(cut.older[D])
    newer = np.bitwise_count(cut.newer[D])
    if weeks is not None:
        older = older * (cut.older_age < weeks)
        newer = newer * (cut.newer_age < weeks)
    counts = np.bincount(owner, weights=older + newer, minlength=m)
    return counts.astype(np.int64)


def _count_active_weeks(
    series: SeriesSet,
    cut: SlidingWeeks,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return active sliding weeks in the window, in the last 52, and the age of the latest one."""
    m = len(series.member)
    owner = series.owner
    has_older = cut.older[D] > 0
    has_newer = cut.newer[D] > 0
    # The older part of a record and the newer part of the one before it can lie
    # in the same sliding week, which counts once.
    is_same_week = np.zeros(len(owner), dtype=bool)
    is_same_owner = owner[1:] == owner[:-1]
    is_same_week[1:] = is_same_owner & (
        cut.older_age[1:] == cut.newer_age[:-1]
    )
    is_same_week[1:] &= has_newer[:-1]
    counts_older = has_older & ~is_same_week
    latest = np.full(m, WINDOW_WEEKS, dtype=np.int64)
    np.minimum.at(latest, owner[has_older], cut.older_age[has_older])
    np.minimum.at(latest, owner[has_newer], cut.newer_age[has_newer])

    def count(limit: int) -> NDArray[np.int64]:
        older = (counts_older & (cut.older_age < limit)).astype(float)
        newer = has_newer & (cut.newer_age < limit)
        counts = np.bincount(owner, weights=older + newer, minlength=m)
        return counts.astype(np.int64)

    return count(WINDOW_WEEKS), count(52), latest


def _usual_days(
    decayed: Floats,
    tenure: NDArray[np.int64],
    silent: NDArray[np.int64],
) -> Floats:
    """Return active days a week as they were at the last activity, with one
    week of PRIOR_DAYS as prior.
    """
    weeks_until_silence = np.maximum(tenure - silent, 1).astype(float)
    total = decayed * 2.0 ** (silent / RHYTHM_HALF_LIFE_WEEKS)
    weight = weight_of_weeks(weeks_until_silence, RHYTHM_HALF_LIFE_WEEKS)
    usual = (total + PRIOR_DAYS) / (weight + 1)
    return _rounded(np.where(tenure > 0, usual, 0.0))


def _rounded(values: Floats, digits: int = 6) -> Floats:
    return np.asarray(np.round(values, digits), dtype=np.float64)


def level_histogram(level: Floats) -> NDArray[np.int64]:
    """Return how many levels fall on each thousandth of a day a week. Shape:
    (n,) -> (LEVEL_STEPS,).
    """
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
    steps = np.rint(level / LEVEL_STEP)
    return np.clip(steps, 0, LEVEL_STEPS - 1).astype(np.int64)
