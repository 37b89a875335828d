"""Members' weekly series in a compact form that a night reads, extends and
writes in one piece.

A member's series is a run of 17-byte records, one for each calendar week with
any activity: the week's number, for each dimension the days as bits (bit 0 is
Monday) and the count of events. Weeks are calendar weeks, so a record changes
only when an event of that week arrives; the sliding weeks that scores use are
cut from the day bits. Late events correct the week they belong to. Sums
saturate at 65535, and min(65535, min(65535, a) + b) = min(65535, a + b), so
the order of events makes no difference.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS, DayTable, first_kept_week
from activity.rules.kinds import DIMENSIONS, NOT_COUNTED, dimension_table

D = len(DIMENSIONS)
WEEK_RECORD = np.dtype(
    [("week", "<u2"), ("days", "u1", (D,)), ("counts", "<u2", (D,))],
)
BLOCK_MEMBERS = 8_000
NEVER_FIRST = np.iinfo(np.int64).max
NEVER_LAST = np.iinfo(np.int64).min


class EventColumns(NamedTuple):
    """Events as columns. Shapes: (n,) each. Units: seconds since 1970 UTC,
    truncated to the second.
    """

    member: NDArray[np.int64]
    seconds: NDArray[np.int64]
    kind: NDArray[np.int64]
    quantity: NDArray[np.int64]


class SeriesSet(NamedTuple):
    """Series of many members.

    member (m,) sorted ids · first, last (m,) seconds, NEVER_* without events ·
    total (m, D) events ever · records (r,) WEEK_RECORD sorted by member, then
    week · owner (r,) index into member.
    """

    member: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    total: NDArray[np.int64]
    owner: NDArray[np.int32]
    records: NDArray[np.void]


def empty_series(member: NDArray[np.int64]) -> SeriesSet:
    """Return the series of members (m,) without any events."""
    m = len(member)
    return SeriesSet(
        member,
        np.full(m, NEVER_FIRST),
        np.full(m, NEVER_LAST),
        np.zeros((m, D), dtype=np.int64),
        np.zeros(0, dtype=np.int32),
        np.zeros(0, dtype=WEEK_RECORD),
    )


def _index_of(
    member: NDArray[np.int64],
    lowest_id: int,
) -> NDArray[np.int32]:
    """Return the index of every id from the lowest to the highest; -1 for ids
    of no member.
    """
    span = int(member[-1]) - lowest_id + 1 if len(member) else 0
    index = np.full(span, -1, dtype=np.int32)
    index[member - lowest_id] = np.arange(len(member), dtype=np.int32)
    return index


class SeriesAccumulator:
    """Adds up events, in any order, into series up to and including `last_day`."""

    def __init__(
        self,
        member: NDArray[np.int64],
        *,
        last_day: int,
        days: DayTable,
    ) -> None:
        self.member = member
        self.days = days
        self.first_week = first_kept_week(last_day)
        self._last_day = last_day
        self._lowest_id = int(member[0]) if len(member) else 0
        self._index = _index_of(member, self._lowest_id)
        shape = (WINDOW_WEEKS + 1, len(member), D)
        self._counts = np.zeros(shape, dtype=np.uint32)
        self._bits = np.zeros(shape, dtype=np.uint8)
        self._touched = np.zeros(WINDOW_WEEKS + 1, dtype=bool)
        self._dimension = dimension_table()
        empty = empty_series(member)
        self._first = empty.first
        self._last = empty.last
        self._total = empty.total

    def add(self, events: EventColumns) -> int:
        """Add the events to the series; return how many counted.

        Errors: IndexError if an event's member is not one of this accumulator's.
        """
        dimension = self._dimension[events.kind]
        day = self.days.days(events.seconds)
        counted = (dimension != NOT_COUNTED) & (day <= self._last_day)
        if not counted.all():
            events = EventColumns(*(column[counted] for column in events))
            dimension = dimension[counted]
            day = day[counted]
        owner = self._index[events.member - self._lowest_id].astype(np.intp)
        np.minimum.at(self._first, owner, events.seconds)
        np.maximum.at(self._last, owner, events.seconds)
        self._add_to_weeks(owner * D + dimension, day, events.quantity)
        return len(owner)

    def _add_to_weeks(
        self,
        member_dimension_index: NDArray[np.int64],
        day: NDArray[np.int32],
        quantity: NDArray[np.int64],
    ) -> None:
        shifted = day + 3
        week = shifted // 7
        weekday = (shifted - week * 7).astype(np.int8)
        week -= self.first_week
        if len(week) and week.min() < 0:
            kept = week >= 0
            totals = self._total.reshape(-1)
            older = member_dimension_index[~kept]
            np.add.at(totals, older, quantity[~kept])
            member_dimension_index = member_dimension_index[kept]
            week = week[kept]
            weekday = weekday[kept]
            quantity = quantity[kept]
        cell = week * np.int64(len(self.member) * D) + member_dimension_index
        np.add.at(self._counts.reshape(-1), cell, quantity.astype(np.uint32))
        bits = self._bits.reshape(-1)
        for bit in range(7):
            bits[cell[weekday == bit]] |= np.uint8(1 << bit)
        if len(week):
            self._touched[week.min() : week.max() + 1] = True

    def series(self) -> SeriesSet:
        """Return the series of all that was added; free the accumulator's memory."""
        weeks = np.flatnonzero(self._touched)
        for week in weeks:
            self._total += self._counts[week]
        starts = range(0, max(len(self.member), 1), BLOCK_MEMBERS)
        owners, blocks = zip(
            *(self._block_of_records(weeks, start) for start in starts),
            strict=True,
        )
        del self._counts, self._bits
        return SeriesSet(
            self.member,
            self._first,
            self._last,
            self._total,
            np.concatenate(owners),
            np.concatenate(blocks),
        )

    def _block_of_records(
        self,
        weeks: NDArray[np.intp],
        start: int,
    ) -> tuple[NDArray[np.int32], NDArray[np.void]]:
        """Return owners and records of BLOCK_MEMBERS members from `start` on."""
        dimension_bits = self._bits[
            weeks,
            start : start + BLOCK_MEMBERS,
        ].transpose(2, 1, 0)
        member, nth = np.nonzero(np.bitwise_or.reduce(dimension_bits, axis=0))
        owner = start + member
        week = weeks[nth]
        records = np.zeros(len(owner), dtype=WEEK_RECORD)
        records["week"] = self.first_week + week
        records["days"] = self._bits[week, owner]
        records["counts"] = np.minimum(self._counts[week, owner], 65535)
        return owner.astype(np.int32), records


def merge_series(base: SeriesSet, late: SeriesSet) -> SeriesSet:
    """Return the series of both together; both hold the same members in the same order."""
    if not np.array_equal(base.member, late.member):
        raise ValueError("series of different members cannot be merged")
    key = _record_key(base)
    late_key = _record_key(late)
    row = np.searchsorted(key, late_key)
    known = np.zeros(len(late_key), dtype=bool)
    inside = row < len(key)
    known[inside] = key[row[inside]] == late_key[inside]
    records = np.insert(base.records, row[~known], late.records[~known])
    changed = (row + np.cumsum(~known))[known]
    records["days"][changed] |= late.records["days"][known]
    counts = records["counts"][changed].astype(np.uint32)
    summed = counts + late.records["counts"][known]
    records["counts"][changed] = np.minimum(summed, 65535)
    return SeriesSet(
        base.member,
        np.minimum(base.first, late.first),
        np.maximum(base.last, late.last),
        base.total + late.total,
        np.insert(base.owner, row[~known], late.owner[~known]),
        records,
    )


def _record_key(series: SeriesSet) -> NDArray[np.int64]:
    return np.asarray(
        series.owner.astype(np.int64) * 65536 + series.records["week"],
        dtype=np.int64,
    )


def drop_weeks_before(series: SeriesSet, week: int) -> SeriesSet:
    """Return the series without records of weeks before `week`; first, last and totals stay."""
    return _with_records(series, series.records["week"] >= week)


def drop_weeks_after(series: SeriesSet, week: int) -> SeriesSet:
    """Return the series without records of weeks after `week`; first, last and totals stay."""
    return _with_records(series, series.records["week"] <= week)


def _with_records(series: SeriesSet, kept: NDArray[np.bool_]) -> SeriesSet:
    if kept.all():
        return series
    return series._replace(
        owner=series.owner[kept],
        records=series.records[kept],
    )


def slice_members(series: SeriesSet, start: int, stop: int) -> SeriesSet:
    """Return the series of members start…stop−1, as views."""
    # Bounds of another type would make numpy copy all owners first.
    first, end = np.searchsorted(
        series.owner,
        np.array((start, stop), dtype=series.owner.dtype),
    )
    return SeriesSet(
        series.member[start:stop],
        series.first[start:stop],
        series.last[start:stop],
        series.total[start:stop],
        series.owner[first:end] - np.int32(start),
        series.records[first:end],
    )


def without_members(series: SeriesSet, chosen: NDArray[np.bool_]) -> SeriesSet:
    """Return the series as if the chosen members (m,) had no events."""
    kept = ~chosen[series.owner]
    first = series.first.copy()
    last = series.last.copy()
    total = series.total.copy()
    first[chosen] = NEVER_FIRST
    last[chosen] = NEVER_LAST
    total[chosen] = 0
    return SeriesSet(
        series.member,
        first,
        last,
        total,
        series.owner[kept],
        series.records[kept],
    )


def among_members(series: SeriesSet, member: NDArray[np.int64]) -> SeriesSet:
    """Return the series of a few members spread over all of `member` (m,); the
    others have no events.

    Errors: ValueError if one of the few is not among them.
    """
    if not np.isin(series.member, member).all():
        raise ValueError("series of members who are not among these")
    row = np.searchsorted(member, series.member)
    spread = empty_series(member)
    spread.first[row] = series.first
    spread.last[row] = series.last
    spread.total[row] = series.total
    return spread._replace(
        owner=row[series.owner].astype(np.int32),
        records=series.records,
    )
