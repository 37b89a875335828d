"""Who still comes to read but has stopped contributing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from activity.rules.kinds import Dimension
from activity.rules.series import SeriesSet
from lifecycle.rules.arrays import Bools, Bytes, Ints
from lifecycle.rules.dormancy import score_sums
from lifecycle.rules.histories import (
    calendar_bits,
    joined_days,
    silence_at_end,
    sliding_bits,
    sums_at_end,
    weekday_of,
)
from lifecycle.rules.spells import Rules
from lifecycle.rules.states import Thresholds, is_browsing_only, is_known

CONTRIBUTIONS = [
    dimension for dimension in Dimension if dimension != Dimension.PRESENCE
]


class RecordRows(NamedTuple):
    """A series with the row (r,) of each record's week among `weeks` weeks."""

    series: SeriesSet
    row: Ints
    weeks: int


class LatestSilence(NamedTuple):
    """Days since members last read, and since they last contributed (m,)."""

    presence: Ints
    contributions: Ints


def find_browsing(
    records: RecordRows,
    state: Bytes,
    last_day: int,
    rules: Rules,
) -> Bools:
    """Return who reads but no longer contributes. Shape: state (m,) -> (m,).

    Few members have read lately without contributing; only these are scored.
    """
    limits = rules.limits
    weekday = weekday_of(last_day)
    silence = _latest_silence(records, weekday, limits)
    is_candidate = (silence.presence < limits.presence_days) & (
        silence.contributions >= limits.silent_days
    )
    browses = np.zeros(len(is_candidate), dtype=bool)
    members = np.flatnonzero(is_candidate)
    if not len(members):
        return browses
    bits = _contribution_bits(records, members, weekday)
    has_contributed = bits.any(axis=0)
    first_week = np.argmax(bits > 0, axis=0)
    tenure = np.minimum(len(bits) - first_week, WINDOW_WEEKS)
    sums = sums_at_end(bits, tenure * has_contributed)
    known = is_known(sums.tenure[0], sums.year[0], limits)
    browses[members] = known & is_browsing_only(
        score_sums(sums, rules.card)[0],
        silence.presence[members],
        state[members],
        limits,
    )
    return browses


def _latest_silence(
    records: RecordRows,
    weekday: int,
    limits: Thresholds,
) -> LatestSilence:
    """Return silences from the last weeks alone: older records make nobody a
    candidate.
    """
    series = records.series
    longest_days = max(limits.presence_days, limits.silent_days)
    weeks = min(2 + longest_days // 7, records.weeks)
    first_row = records.weeks - weeks
    late = np.flatnonzero(records.row >= first_row)
    owner = series.owner[late]
    row = records.row[late] - first_row
    days = series.records["days"][late]
    shape = (weeks, len(series.member))

    def silence(active_days: Bytes) -> Ints:
        """Return the days since the last of these active days."""
        calendar = calendar_bits(owner, row, active_days, shape)
        return silence_at_end(sliding_bits(calendar, weekday))

    return LatestSilence(
        presence=silence(days[:, Dimension.PRESENCE]),
        contributions=silence(joined_days(days, CONTRIBUTIONS)),
    )


def _contribution_bits(
    records: RecordRows,
    members: NDArray[np.intp],
    weekday: int,
) -> Bytes:
    """Return the days on which these members contributed. Shape: (w, c)."""
    series = records.series
    is_member = np.zeros(len(series.member), dtype=bool)
    is_member[members] = True
    theirs = np.flatnonzero(is_member[series.owner])
    owner = np.searchsorted(members, series.owner[theirs]).astype(np.int32)
    days = joined_days(series.records["days"][theirs], CONTRIBUTIONS)
    shape = (records.weeks, len(members))
    calendar = calendar_bits(owner, records.row[theirs], days, shape)
    return sliding_bits(calendar, weekday)
