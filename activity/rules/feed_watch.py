"""Whether a feed has been silent for longer than usual.

A feed is a source, or a dimension or kind of it. Its usual rhythm is how many
events each weekday brings and how they spread over the hours of a day, in the
business time zone, over the half year before its last event. A silence is
judged on that profile: it is an alarm if it is longer than any usual gap of
the feed, events would have been due, and either its chance is tiny or it is
far longer than any usual gap.

The chance. Counts of a day are a gamma-Poisson mixture (negative binomial)
with mean e and size r: the mean of a day varies around its weekday's by
1/√r. No event in days with means e₁ … eₙ has the chance Π (1 + eᵢ/r)^(−r),
which is the Poisson tail exp(−Σ eᵢ) for r → ∞. r is estimated by moments, with
a day's count cut at thrice its mean so that one loud day does not excuse
silence, and never so large that the past has more empty days than it explains.

The gap. A feed of files, or one that is regular, is not a Poisson process: a
monthly export has 29 empty days each month. For these the longest usual gap
between two events counts. Former outages are no usual gaps, see
`usual_gaps()`. Deliveries have gaps of their own: a feed that comes by file
once a week cannot be silent before the next file is overdue.

Source: Cameron and Trivedi, Regression Analysis of Count Data (the negative
binomial as a gamma-Poisson mixture); constants were set by their reasons, then
measured with `manage.py evaluate_feed_watch` (docs/benchmarks.md).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A half year: each weekday is seen 26 times and a monthly export six times.
HISTORY_DAYS = 182
# A feed that shrinks is judged by its last eight weeks: two monthly exports.
RECENT_DAYS = 56
# Less than four weeks, or fewer events, is no rhythm.
MIN_DAYS = 28
MIN_EVENTS = 20
# The busiest feed has about a million gaps a year: one false alarm of it.
ALPHA = 1e-6
# A silence in which hardly anything was due proves nothing.
MIN_EXPECTED = 5.0
# Maintenance at night ends by itself; no state depends on half a day.
MIN_SILENCE_HOURS = 12.0
# Random sparse feeds: their longest gap of half a year, doubled, comes about
# once in ten years.
GAP_FACTOR = 2.0
# A delivery is overdue when half of its usual interval has passed once more.
DELIVERY_FACTOR = 1.5
# The day-to-day variation that every feed has: at least 22 %.
MAX_SIZE = 20.0
LOUD_DAY = 3.0
# Up to two gaps of half a year, each thrice as long as all others, were
# outages; with fewer than ten gaps nothing is known of them.
MAX_OUTAGES = 2
OUTAGE_FACTOR = 3.0
MIN_GAPS = 10
# Rows that were refused explain a silence: then less silence is needed.
REFUSED_CHANCE = 0.01
REFUSED_SHARE = 0.5


class FeedRhythm(NamedTuple):
    """How a feed usually comes.

    weekday (7,): events a day, Monday first · hours (25,): which share of a
    day's events has come when each hour begins · size: r of the module's text
    · gap: hours between two events, at most, in usual times.
    """

    weekday: Floats
    hours: Floats
    size: float
    gap: float


class Silence(NamedTuple):
    """A span without events: its length, how many events were due in it, and
    the logarithm of its chance.
    """

    hours: float
    expected: float
    log_chance: float


def read_rhythm(counts: Ints, first_weekday: int) -> FeedRhythm | None:
    """Return the rhythm of a feed, None if too little is known.

    Shape: counts (days, 24), whole days, oldest first; the first is a
    `first_weekday` (0 Monday).
    """
    days = counts.sum(axis=1)
    if len(days) < MIN_DAYS or days.sum() < MIN_EVENTS:
        return None
    active_hours = np.flatnonzero(counts.ravel())
    gap, outages = usual_gaps(active_hours)
    kept = np.ones(len(days), dtype=bool)
    for begins, ends in outages:
        kept[begins // 24 : ends // 24 + 1] = False
    weekday = (np.arange(len(days)) + first_weekday) % 7
    if kept.sum() < MIN_DAYS:
        return None
    means = _weekday_means(days[kept], weekday[kept])
    size = _size(days[kept], means[weekday[kept]])
    shrunk = _shrinkage(days[kept])
    by_hour = counts[kept].sum(axis=0)
    passed = np.concatenate(([0.0], np.cumsum(by_hour)))
    return FeedRhythm(
        weekday=means * shrunk,
        hours=passed / max(passed[-1], 1.0),
        size=size,
        gap=gap,
    )


def usual_gaps(moments: Ints) -> tuple[float, list[tuple[int, int]]]:
    """Return the longest usual gap between successive moments (n,), in hours,
    and the former outages as pairs of moments.

    The one or two longest gaps are outages if each is more than OUTAGE_FACTOR
    times as long as every other.
    """
    gaps = np.diff(moments)
    if not len(gaps):
        return 0.0, []
    order = np.argsort(gaps)[::-1]
    longest = gaps[order]
    count = 0
    if len(gaps) >= MIN_GAPS:
        for n in range(MAX_OUTAGES):
            if longest[n] > OUTAGE_FACTOR * longest[n + 1]:
                count = n + 1
    outages = []
    for n in order[:count].tolist():
        outages.append((int(moments[n]), int(moments[n + 1])))
    return float(longest[count]), outages


def _weekday_means(days: Ints, weekday: Ints) -> Floats:
    """Return the mean count of each weekday. Shape: (d,), (d,) -> (7,)."""
    sums = np.bincount(weekday, weights=days, minlength=7)
    held = np.bincount(weekday, minlength=7)
    return np.asarray(sums / np.maximum(held, 1))


def _shrinkage(days: Ints) -> float:
    """Return the recent level as a share of the whole, at most 1: of a feed
    that grows less is expected than it brings, which is safe.
    """
    whole = float(days.mean())
    recent = float(days[-RECENT_DAYS:].mean())
    return min(1.0, recent / whole) if whole else 1.0


def _size(days: Ints, means: Floats) -> float:
    """Return r of the module's text. Shape: (d,), (d,)."""
    cut = np.minimum(days, LOUD_DAY * means)
    excess = ((cut - means) ** 2 - means).sum() / max((means**2).sum(), 1e-9)
    size = 1.0 / max(float(excess), 1.0 / MAX_SIZE)
    due = means > 0
    empty = int((days[due] == 0).sum())
    return min(size, _size_of_empty_days(means[due], empty))


def _size_of_empty_days(means: Floats, empty: int) -> float:
    """Return the largest r under which so many empty days are expected."""
    if _empty_days(means, MAX_SIZE) >= empty:
        return MAX_SIZE
    low = -12.0
    high = math.log(MAX_SIZE)
    for _step in range(40):
        middle = (low + high) / 2
        if _empty_days(means, math.exp(middle)) >= empty:
            low = middle
        else:
            high = middle
    return math.exp(low)


def _empty_days(means: Floats, size: float) -> float:
    return float(np.exp(-size * np.log1p(means / size)).sum())


def judge_silence(
    rhythm: FeedRhythm,
    *,
    begins: float,
    ends: float,
    first_weekday: int,
) -> Silence:
    """Return what a span without events is worth under the usual rhythm.

    begins, ends: hours since a midnight that begins a `first_weekday`.
    """
    if ends <= begins:
        return Silence(0.0, 0.0, 0.0)
    day = np.arange(int(begins // 24), int(ends // 24) + 1)
    since = np.clip(begins - day * 24, 0, 24)
    until = np.clip(ends - day * 24, 0, 24)
    clock = np.arange(25)
    share = np.interp(until, clock, rhythm.hours)
    share -= np.interp(since, clock, rhythm.hours)
    due = rhythm.weekday[(day + first_weekday) % 7] * share
    chance = -rhythm.size * np.log1p(due / rhythm.size).sum()
    return Silence(ends - begins, float(due.sum()), float(chance))


def is_unusual(rhythm: FeedRhythm, silence: Silence) -> bool:
    """Tell whether a silence is an alarm."""
    if silence.hours < MIN_SILENCE_HOURS or silence.expected < MIN_EXPECTED:
        return False
    if silence.hours <= rhythm.gap:
        return False
    is_improbable = silence.log_chance < math.log(ALPHA)
    return is_improbable or silence.hours > GAP_FACTOR * rhythm.gap


def needs_explanation(silence: Silence) -> bool:
    """Tell whether a silence is long enough to ask whether rows were refused."""
    is_rare = silence.log_chance < math.log(REFUSED_CHANCE)
    return silence.expected >= MIN_EXPECTED and is_rare


def is_explained_by_refusals(silence: Silence, refused: int) -> bool:
    """Tell whether a silence is an alarm because about as many rows were
    refused as events are missing.
    """
    is_many = refused >= REFUSED_SHARE * silence.expected
    return needs_explanation(silence) and is_many


def awaits_delivery(arrivals: Ints, now: float) -> bool:
    """Tell whether the next delivery is not overdue yet.

    Shape: arrivals (n,), hours in which events arrived, sorted. A single
    arrival has no rhythm: it may be the first load of a live feed.
    """
    if len(arrivals) < 2:
        return False
    usual, _outages = usual_gaps(arrivals)
    return bool(now - arrivals[-1] <= DELIVERY_FACTOR * usual)


def empty_runs(active_hours: Ints, until: float) -> list[tuple[float, float]]:
    """Return the spans between successive active hours, the last one up to
    `until`, oldest first.
    """
    ends = [*active_hours[1:].tolist(), until]
    runs = []
    for hour, end in zip(active_hours.tolist(), ends, strict=True):
        if end > hour + 1:
            runs.append((float(hour + 1), float(end)))
    return runs
