"""What the dormancy score looks at: active days week by week, and sums of them
that fade with age.

An anchor is the end of a week, after which nothing is known yet. Anchors of
one matrix are whole weeks apart, so all of them share its rows. Weights of
past weeks are whole multiples of 2⁻¹⁶ and sums stay below 2⁸, so they are
exact in single precision. The same history therefore gives the same bits
whether it is added up in blocks, night by night or all at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from lifecycle.rules.arrays import Bytes, Floats, Ints

WEIGHT_STEP = 2.0**-16
NEVER_SILENCE = WINDOW_WEEKS * 7
CALENDAR_ROWS = WINDOW_WEEKS + 1
SHORT_HALF_LIFE = 6.0
LONG_HALF_LIFE = 20.0
YEAR_WEEKS = 52


_DAYS_AFTER_LAST = np.array(
    [7 - value.bit_length() if value else 7 for value in range(256)],
    dtype=np.int16,
)


class Histories(NamedTuple):
    """m members over w weeks, oldest week first.

    bits (w, m): active days, bit 0 is a week's first day · first_week (m,):
    row of the first activity, negative if it lies before row 0, w or more for
    members without any.
    """

    bits: Bytes
    first_week: Ints


class Sums(NamedTuple):
    """The sums of m members at a anchors, each (a, m).

    level_6, level_20: active weeks, faded with half-lives of 6 and 20 weeks ·
    days_20: active days, faded · year: active weeks of the last 52 · silence:
    days since the last active day · tenure: weeks since the first activity, 0
    without any, at most WINDOW_WEEKS.
    """

    level_6: Floats
    level_20: Floats
    days_20: Floats
    year: Ints
    silence: Ints
    tenure: Ints


def decay_weights(half_life_weeks: float) -> NDArray[np.float32]:
    """Return 2^(−k/h) for k = 0 … WINDOW_WEEKS−1, rounded to whole multiples of WEIGHT_STEP.

    Errors: ValueError if half_life_weeks <= 0.
    """
    if half_life_weeks <= 0:
        raise ValueError("a half-life must be positive")
    exact = 2.0 ** (-np.arange(WINDOW_WEEKS) / half_life_weeks)
    return np.asarray(
        np.round(exact / WEIGHT_STEP) * WEIGHT_STEP,
        dtype=np.float32,
    )


def full_weight(half_life_weeks: float) -> Floats:
    """Return what attendance in each of n weeks would sum up to, for n = 0 … WINDOW_WEEKS."""
    return np.concatenate(
        ([0.0], np.cumsum(decay_weights(half_life_weeks).astype(np.float64))),
    )


def weekday_of(day: int) -> int:
    """Return the weekday of a day number: 0 Monday … 6 Sunday."""
    return (day + 3) % 7


def joined_days(
    days: Bytes,
    dimensions: Sequence[int],
) -> Bytes:
    """Return the days on which any of these dimensions was active.

    Shape: (r, dimensions) -> (r,).
    """
    joined = days[:, dimensions[0]].copy()
    for dimension in dimensions[1:]:
        joined |= days[:, dimension]
    return joined


def calendar_bits(
    owner: NDArray[np.int32],
    row: Ints,
    days: Bytes,
    shape: tuple[int, int],
) -> Bytes:
    """Return the day bits of records, at most one a member and week.

    Shape: owner, row, days (r,) each -> `shape` (weeks, members).
    """
    bits = np.zeros(shape, dtype=np.uint8)
    bits[row, owner] = days
    return bits


def sliding_bits(
    calendar: Bytes,
    weekday: int,
) -> Bytes:
    """Return the same days in weeks that end with `weekday` (0 Monday … 6
    Sunday) of each calendar week.

    Shape: (w, m) -> (w, m). The first week holds only the days of the first
    calendar week up to `weekday`.
    """
    sliding = (calendar << np.uint8(6 - weekday)) & np.uint8(0x7F)
    sliding[1:] |= calendar[:-1] >> np.uint8(weekday + 1)
    return sliding


def silence_at_end(bits: Bytes) -> Ints:
    """Return whole days between the last active day and the end of the last week.

    Shape: (w, m) -> (m,).
    """
    latest = bits[-WINDOW_WEEKS:]
    age = np.argmax(latest[::-1] > 0, axis=0)
    last = latest[len(latest) - 1 - age, np.arange(latest.shape[1])]
    silence = age * 7 + _DAYS_AFTER_LAST[last]
    return np.where(last > 0, silence, NEVER_SILENCE).astype(np.int64)


def silences(
    bits: Bytes,
    anchors: Ints,
) -> Ints:
    """Return the silence at the end of each anchor row, at most NEVER_SILENCE.

    Shape: (w, m), (a,) -> (a, m).
    """
    result = np.empty((len(anchors), bits.shape[1]), dtype=np.int64)
    for number, row in enumerate(anchors.tolist()):
        if number and row == anchors[number - 1] + 1:
            longer = np.minimum(result[number - 1] + 7, NEVER_SILENCE)
            result[number] = np.where(
                bits[row] > 0,
                _DAYS_AFTER_LAST[bits[row]],
                longer,
            )
        else:
            result[number] = silence_at_end(bits[: row + 1])
    return result


def sum_histories(
    bits: Bytes,
    anchors: Ints,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return level_6, level_20, days_20 and year of Sums at each anchor row.

    Shape: (w, m), (a,) -> (a, m) each.
    """
    oldest = max(int(anchors.min()) - WINDOW_WEEKS + 1, 0)
    days = np.bitwise_count(bits[oldest : int(anchors.max()) + 1])
    age = anchors[:, None] - np.arange(oldest, oldest + len(days))[None, :]
    inside = (age >= 0) & (age < WINDOW_WEEKS)
    age = np.where(inside, age, 0)
    short = np.where(
        inside,
        decay_weights(SHORT_HALF_LIFE)[age],
        np.float32(0),
    )
    long = np.where(inside, decay_weights(LONG_HALF_LIFE)[age], np.float32(0))
    year = (inside & (age < YEAR_WEEKS)).astype(np.float32)
    active = (days > 0).astype(np.float32)
    levels = np.concatenate((short, long, year)) @ active
    faded_days = long @ days.astype(np.float32)
    level_6, level_20, year_weeks = np.split(levels, 3)
    return (
        level_6.astype(np.float64),
        level_20.astype(np.float64),
        faded_days.astype(np.float64),
        year_weeks.astype(np.float64),
    )


def sums_at_end(bits: Bytes, tenure: Ints) -> Sums:
    """Return the sums at the end of the last row.

    Shape: bits (w, m), tenure (m,) -> (1, m) each.
    """
    anchor = np.array([len(bits) - 1])
    level_6, level_20, days_20, year = sum_histories(bits, anchor)
    return Sums(
        level_6,
        level_20,
        days_20,
        year.astype(np.int64),
        silence_at_end(bits)[None, :],
        tenure[None, :],
    )


def measure_histories(
    histories: Histories,
    anchors: Ints,
) -> Sums:
    """Return the sums of all members at the ends of the weeks `anchors` (a,).

    Anchors are rows of the histories.
    """
    level_6, level_20, days_20, year = sum_histories(histories.bits, anchors)
    tenure = np.clip(
        anchors[:, None] - histories.first_week[None, :] + 1,
        0,
        WINDOW_WEEKS,
    )
    return Sums(
        level_6,
        level_20,
        days_20,
        year.astype(np.int64),
        silences(histories.bits, anchors),
        tenure,
    )
