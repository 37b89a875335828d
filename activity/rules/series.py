"""Members' weekly series in a compact form that a night can read, extend and write whole.

A member's series is a run of 17-byte records, one for each calendar week with any activity: the week's
number, for each dimension the days as bits (bit 0 is Monday) and the count of events. Weeks are
calendar weeks, so a record never changes unless an event of that week arrives; the sliding weeks that
scores look at are cut from the day bits. Late events repair the week they belong to. Sums saturate at
65535, and min(65535, min(65535, a) + b) = min(65535, a + b), so the order of events never shows.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS, DayTable, first_kept_week
from activity.rules.kinds import DIMENSIONS, NOT_COUNTED, dimension_table

D = len(DIMENSIONS)
WEEK_RECORD = np.dtype([("week", "<u2"), ("days", "u1", (D,)), ("counts", "<u2", (D,))])
BLOCK_MEMBERS = 8_000
NEVER_FIRST = np.iinfo(np.int64).max
NEVER_LAST = np.iinfo(np.int64).min


class EventColumns(NamedTuple):
    """Events as columns. Shapes: (n,) each. Units: seconds since 1970 UTC, truncated to the second."""

    member: NDArray[np.int64]
    seconds: NDArray[np.int64]
    kind: NDArray[np.int64]
    quantity: NDArray[np.int64]


class SeriesSet(NamedTuple):
    """Series of many members.

    member (m,) sorted ids · first, last (m,) seconds, NEVER_* without events · total (m, D) events ever
    · records (r,) WEEK_RECORD sorted by member, then week · owner (r,) index into member.
    """

    member: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    total: NDArray[np.int64]
    owner: NDArray[np.int32]
    records: NDArray[np.void]


def empty_series(member: NDArray[np.int64]) -> SeriesSet:
    """Return the series of members (m,) who have done nothing."""
    m = len(member)
    return SeriesSet(
        member,
        np.full(m, NEVER_FIRST),
        np.full(m, NEVER_LAST),
        np.zeros((m, D), dtype=np.int64),
        np.zeros(0, dtype=np.int32),
        np.zeros(0, dtype=WEEK_RECORD),
    )


class SeriesAccumulator:
    """Adds up events, in any order, into series up to and including `last_day`."""

    def __init__(self, member: NDArray[np.int64], *, last_day: int, days: DayTable) -> None:
        self.member, self.days = member, days
        self.first_week = first_kept_week(last_day)
        self._last_day = last_day
        self._low = int(member[0]) if len(member) else 0
        span = int(member[-1]) - self._low + 1 if len(member) else 0
        self._index = np.full(span, -1, dtype=np.int32)
        self._index[member - self._low] = np.arange(len(member), dtype=np.int32)
        shape = (WINDOW_WEEKS + 1, len(member), D)
        self._counts = np.zeros(shape, dtype=np.uint32)
        self._bits = np.zeros(shape, dtype=np.uint8)
        self._touched = np.zeros(WINDOW_WEEKS + 1, dtype=bool)
        self._dimension = dimension_table()
        empty = empty_series(member)
        self._first, self._last, self._total = empty.first, empty.last, empty.total

    def add(self, events: EventColumns) -> int:
        """The events count in the series; returns how many did.

        Errors: IndexError if an event's member is not one of this accumulator's.
        """
        dimension = self._dimension[events.kind]
        day = self.days.days(events.seconds)
        counted = (dimension != NOT_COUNTED) & (day <= self._last_day)
        if not counted.all():
            events = EventColumns(*(column[counted] for column in events))
            dimension, day = dimension[counted], day[counted]
        owner = self._index[events.member - self._low].astype(np.intp)
        np.minimum.at(self._first, owner, events.seconds)
        np.maximum.at(self._last, owner, events.seconds)
        self._add_to_weeks(owner * D + dimension, day, events.quantity)
        return len(owner)

    def _add_to_weeks(self, lane: NDArray[np.int64], day: NDArray[np.int32], quantity: NDArray[np.int64]) -> None:
        shifted = day + 3
        week = shifted // 7
        weekday = (shifted - week * 7).astype(np.int8)
        week -= self.first_week
        if len(week) and week.min() < 0:
            kept = week >= 0
            np.add.at(self._total.reshape(-1), lane[~kept], quantity[~kept])
            lane, week, weekday, quantity = lane[kept], week[kept], weekday[kept], quantity[kept]
        cell = week * np.int64(len(self.member) * D) + lane
        np.add.at(self._counts.reshape(-1), cell, quantity.astype(np.uint32))
        bits = self._bits.reshape(-1)
        for bit in range(7):
            bits[cell[weekday == bit]] |= np.uint8(1 << bit)
        if len(week):
            self._touched[week.min() : week.max() + 1] = True

    def series(self) -> SeriesSet:
        """Return all that was added, as series; the accumulator is spent, its memory free."""
        weeks = np.flatnonzero(self._touched)
        for week in weeks:
            self._total += self._counts[week]
        starts = range(0, max(len(self.member), 1), BLOCK_MEMBERS)
        owners, blocks = zip(*(self._block_of_records(weeks, start) for start in starts), strict=True)
        del self._counts, self._bits
        return SeriesSet(
            self.member, self._first, self._last, self._total, np.concatenate(owners), np.concatenate(blocks)
        )

    def _block_of_records(self, weeks: NDArray[np.intp], start: int) -> tuple[NDArray[np.int32], NDArray[np.void]]:
        """Return owners and records of BLOCK_MEMBERS members from `start` on."""
        lanes = self._bits[weeks, start : start + BLOCK_MEMBERS].transpose(2, 1, 0)
        member, nth = np.nonzero(np.bitwise_or.reduce(lanes, axis=0))
        owner, week = start + member, weeks[nth]
        records = np.zeros(len(owner), dtype=WEEK_RECORD)
        records["week"] = self.first_week + week
        records["days"] = self._bits[week, owner]
        records["counts"] = np.minimum(self._counts[week, owner], 65535)
        return owner.astype(np.int32), records


def merge_series(base: SeriesSet, late: SeriesSet) -> SeriesSet:
    """Return the series of both together; both hold the same members in the same order."""
    if not np.array_equal(base.member, late.member):
        raise ValueError("series of different members cannot be merged")
    key, late_key = _record_key(base), _record_key(late)
    place = np.searchsorted(key, late_key)
    known = np.zeros(len(late_key), dtype=bool)
    inside = place < len(key)
    known[inside] = key[place[inside]] == late_key[inside]
    records = np.insert(base.records, place[~known], late.records[~known])
    mended = (place + np.cumsum(~known))[known]
    records["days"][mended] |= late.records["days"][known]
    summed = records["counts"][mended].astype(np.uint32) + late.records["counts"][known]
    records["counts"][mended] = np.minimum(summed, 65535)
    return SeriesSet(
        base.member,
        np.minimum(base.first, late.first),
        np.maximum(base.last, late.last),
        base.total + late.total,
        np.insert(base.owner, place[~known], late.owner[~known]),
        records,
    )


def _record_key(series: SeriesSet) -> NDArray[np.int64]:
    return np.asarray(series.owner.astype(np.int64) * 65536 + series.records["week"], dtype=np.int64)


def drop_weeks_before(series: SeriesSet, week: int) -> SeriesSet:
    """Return the series without records of weeks before `week`; first, last and totals stay."""
    kept = series.records["week"] >= week
    if kept.all():
        return series
    return series._replace(owner=series.owner[kept], records=series.records[kept])


def slice_members(series: SeriesSet, start: int, stop: int) -> SeriesSet:
    """Return the series of members start…stop−1, as views."""
    # Bounds of another type would make numpy copy all owners first.
    first, end = np.searchsorted(series.owner, np.array((start, stop), dtype=series.owner.dtype))
    return SeriesSet(
        series.member[start:stop],
        series.first[start:stop],
        series.last[start:stop],
        series.total[start:stop],
        series.owner[first:end] - np.int32(start),
        series.records[first:end],
    )


def without_members(series: SeriesSet, chosen: NDArray[np.bool_]) -> SeriesSet:
    """Return the series as if the chosen members (m,) had done nothing."""
    kept = ~chosen[series.owner]
    first, last, total = series.first.copy(), series.last.copy(), series.total.copy()
    first[chosen], last[chosen], total[chosen] = NEVER_FIRST, NEVER_LAST, 0
    return SeriesSet(series.member, first, last, total, series.owner[kept], series.records[kept])


def among_members(series: SeriesSet, member: NDArray[np.int64]) -> SeriesSet:
    """Return the series of a few members among all `member` (m,), of whom the others have done nothing.

    Errors: ValueError if one of the few is not among them.
    """
    if not np.isin(series.member, member).all():
        raise ValueError("series of members who are not among these")
    place = np.searchsorted(member, series.member)
    spread = empty_series(member)
    spread.first[place], spread.last[place], spread.total[place] = series.first, series.last, series.total
    return spread._replace(owner=place[series.owner].astype(np.int32), records=series.records)
