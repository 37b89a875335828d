"""The community week by week: active, new and returning members.

A member is new in the week of their first activity by event time, so a
backfill makes nobody new. A member returns in a week whose first active day
follows at least 28 silent days.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from activity.rules.rhythm import BLOCK_MEMBERS
from activity.rules.series import D, SeriesSet, slice_members

RETURN_AFTER_SILENT_DAYS = 28

_FIRST_DAY = np.array(
    [(v & -v).bit_length() - 1 if v else 7 for v in range(256)],
    dtype=np.int8,
)
_LAST_DAY = np.array([v.bit_length() - 1 for v in range(256)], dtype=np.int8)

_DIMENSIONS_IN = np.arange(1 << D)[:, None] >> np.arange(D) & 1


class CommunityWeeks(NamedTuple):
    """Columns over WINDOW_WEEKS + 1 calendar weeks, oldest first;
    per-dimension ones are (weeks, D).
    """

    active: NDArray[np.int64]
    new: NDArray[np.int64]
    returning: NDArray[np.int64]
    dimension_active: NDArray[np.int64]
    dimension_events: NDArray[np.int64]

    def plus(self, other: "CommunityWeeks") -> "CommunityWeeks":
        """Return the sums of both."""
        return CommunityWeeks(
            *(a + b for a, b in zip(self, other, strict=True)),
        )


def count_community_weeks(
    series: SeriesSet,
    *,
    counted: NDArray[np.bool_],
    first_week: int,
    first_active_week: NDArray[np.int64],
) -> CommunityWeeks:
    """Count members by calendar week.

    Shape: counted (m,) says who counts; first_active_week (m,) is the calendar
    week of first activity.
    """
    total = _count_block(
        slice_members(series, 0, 0),
        counted[:0],
        first_week,
        first_active_week[:0],
    )
    for start in range(0, len(series.member), BLOCK_MEMBERS):
        stop = start + BLOCK_MEMBERS
        block = _count_block(
            slice_members(series, start, stop),
            counted[start:stop],
            first_week,
            first_active_week[start:stop],
        )
        total = total.plus(block)
    return total


def _count_block(
    series: SeriesSet,
    counted: NDArray[np.bool_],
    first_week: int,
    first_active_week: NDArray[np.int64],
) -> CommunityWeeks:
    owner = series.owner
    records = series.records
    if not counted.all():
        is_counted = counted[owner]
        owner = owner[is_counted]
        records = records[is_counted]
    size = WINDOW_WEEKS + 1
    week = records["week"].astype(np.int64) - first_week
    dimension_bits = np.ascontiguousarray(records["days"].T)
    returns = returning_records(owner, week, dimension_bits)
    new_week = first_active_week[counted] - first_week
    new_week = new_week[(new_week >= 0) & (new_week < size)]
    by_week = _combinations_by_week(week, dimension_bits)
    return CommunityWeeks(
        active=by_week.sum(axis=1),
        new=np.bincount(new_week, minlength=size),
        returning=np.bincount(week[returns], minlength=size),
        dimension_active=by_week @ _DIMENSIONS_IN,
        dimension_events=_events_by_week(week, records["counts"]),
    )


def returning_records(
    owner: NDArray[np.int32],
    week: NDArray[np.int64],
    dimension_bits: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Tell for each record, sorted by owner and week, whether its first day ends
    a long silence."""
    days = np.bitwise_or.reduce(dimension_bits, axis=0)
    begins = week * 7 + _FIRST_DAY[days]
    ends = week * 7 + _LAST_DAY[days]
    returns = np.zeros(len(owner), dtype=bool)
    is_same_owner = owner[1:] == owner[:-1]
    silent_days = begins[1:] - ends[:-1]
    returns[1:] = is_same_owner & (silent_days > RETURN_AFTER_SILENT_DAYS)
    return returns


def _combinations_by_week(
    week: NDArray[np.int64],
    dimension_bits: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Count records by week and by the set of their dimensions. Shape: -> (weeks, 2**D)."""
    size = WINDOW_WEEKS + 1
    present = np.zeros(len(week), dtype=np.int64)
    for d in range(D):
        present |= (dimension_bits[d] > 0).astype(np.int64) << d
    counts = np.bincount(week << D | present, minlength=size << D)
    return counts.reshape(size, 1 << D)


def _events_by_week(
    week: NDArray[np.int64],
    counts: NDArray[np.uint16],
) -> NDArray[np.int64]:
    """Sum events by week and dimension. Shape: counts (r, D) -> (weeks, D)."""
    columns = []
    for d in range(D):
        events = np.bincount(
            week,
            weights=counts[:, d],
            minlength=WINDOW_WEEKS + 1,
        )
        columns.append(events.astype(np.int64))
    return np.stack(columns, axis=1)
