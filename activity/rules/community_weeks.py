"""The community week by week: who was there, who was new, who came back.

New is the week of a member's first activity by event time, so a backfill makes nobody new. Returning is
a week whose first active day follows at least 28 silent days.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from activity.rules.rhythm import BLOCK_MEMBERS
from activity.rules.series import D, SeriesSet, slice_members

RETURN_AFTER_SILENT_DAYS = 28

_FIRST_DAY = np.array([(v & -v).bit_length() - 1 if v else 7 for v in range(256)], dtype=np.int8)
_LAST_DAY = np.array([v.bit_length() - 1 for v in range(256)], dtype=np.int8)

_DIMENSIONS_IN = np.arange(1 << D)[:, None] >> np.arange(D) & 1


class CommunityWeeks(NamedTuple):
    """Columns over WINDOW_WEEKS + 1 calendar weeks, oldest first; per-dimension ones are (weeks, D)."""

    active: NDArray[np.int64]
    new: NDArray[np.int64]
    returning: NDArray[np.int64]
    dimension_active: NDArray[np.int64]
    dimension_events: NDArray[np.int64]

    def plus(self, other: "CommunityWeeks") -> "CommunityWeeks":
        return CommunityWeeks(*(a + b for a, b in zip(self, other, strict=True)))


def count_community_weeks(
    series: SeriesSet, *, counted: NDArray[np.bool_], first_week: int, first_active_week: NDArray[np.int64]
) -> CommunityWeeks:
    """Count members by calendar week.

    Shape: counted (m,) tells who counts; first_active_week (m,) is the calendar week of first activity.
    """
    total = _count_block(slice_members(series, 0, 0), counted[:0], first_week, first_active_week[:0])
    for start in range(0, len(series.member), BLOCK_MEMBERS):
        part = slice(start, start + BLOCK_MEMBERS)
        block = slice_members(series, start, start + BLOCK_MEMBERS)
        total = total.plus(_count_block(block, counted[part], first_week, first_active_week[part]))
    return total


def _count_block(
    series: SeriesSet, counted: NDArray[np.bool_], first_week: int, first_active_week: NDArray[np.int64]
) -> CommunityWeeks:
    owner, records = series.owner, series.records
    if not counted.all():
        mine = counted[owner]
        owner, records = owner[mine], records[mine]
    week = records["week"].astype(np.int64) - first_week
    size = WINDOW_WEEKS + 1
    lanes = np.ascontiguousarray(records["days"].T)
    days = np.bitwise_or.reduce(lanes, axis=0)
    begins = week * 7 + _FIRST_DAY[days]
    ends = week * 7 + _LAST_DAY[days]
    back = np.zeros(len(owner), dtype=bool)
    back[1:] = (owner[1:] == owner[:-1]) & (begins[1:] - ends[:-1] > RETURN_AFTER_SILENT_DAYS)
    born = first_active_week[counted] - first_week
    present = np.zeros(len(owner), dtype=np.int64)
    for d in range(D):
        present |= (lanes[d] > 0).astype(np.int64) << d
    by_week = np.bincount(week << D | present, minlength=size << D).reshape(size, 1 << D)
    return CommunityWeeks(
        active=by_week.sum(axis=1),
        new=np.bincount(born[(born >= 0) & (born < size)], minlength=size),
        returning=np.bincount(week[back], minlength=size),
        dimension_active=by_week @ _DIMENSIONS_IN,
        dimension_events=np.stack(
            [np.bincount(week, weights=records["counts"][:, d], minlength=size).astype(np.int64) for d in range(D)],
            axis=1,
        ),
    )
