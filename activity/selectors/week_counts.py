"""How many members were in a set by week: of the whole community from the sums
of the night, of a filter by its members' bits.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from activity.models import CommunityWeek
from activity.rules.kinds import DIMENSIONS
from activity.rules.member_sets import (
    ACTIVE,
    DIMENSION_SETS,
    NEW,
    RETURNING,
)
from activity.selectors.member_sets import Counts, count_members
from common.ui.dashboards import Scope

_DIMENSION = dict(zip(DIMENSION_SETS, map(int, DIMENSIONS), strict=True))
_SUMS: dict[str, Callable[[Any], int]] = {
    ACTIVE: lambda week: week.active_members,
    NEW: lambda week: week.new_members,
    RETURNING: lambda week: week.returning_members,
}


_TOGETHER = ((ACTIVE, NEW, RETURNING), DIMENSION_SETS)


def count_weeks(
    scope: Scope,
    names: Sequence[str],
    weeks: Sequence[date],
) -> Counts:
    """Return for each set its members by week; None where too much is missing
    because a feed was silent, or nothing is known.

    The weeks are among those shown and as many before, which are read once.
    """
    counts: Counts = {}
    for name in names:
        group = next(one for one in _TOGETHER if name in one)
        known = scope.once(f"weeks:{group[0]}", partial(_read, scope, group))
        counts[name] = [known[name].get(week) for week in weeks]
    return counts


def _read(
    scope: Scope,
    names: Sequence[str],
) -> dict[str, dict[date, int | None]]:
    weeks = scope.all_weeks
    if scope.member_ids is None:
        counts = _sums(scope, names, weeks)
    else:
        counts = count_members(
            scope.generation,
            names,
            weeks,
            scope.member_ids,
        )
    shown = {}
    for name in names:
        dimension = _DIMENSION.get(name)
        shown[name] = {
            week: None if _is_hidden(scope, week, dimension) else count
            for week, count in zip(weeks, counts[name], strict=True)
        }
    return shown


def _is_hidden(scope: Scope, week: date, dimension: int | None) -> bool:
    return any(hold.hides_week(week, dimension) for hold in scope.holds)


def _sums(
    scope: Scope,
    names: Sequence[str],
    weeks: Sequence[date],
) -> Counts:
    rows = CommunityWeek.objects.of_generation(scope.generation)
    known = {row.week_start: row for row in rows.filter(week_start__in=weeks)}
    counts: Counts = {}
    for name in names:
        data: list[int | None] = []
        for week in weeks:
            row = known.get(week)
            data.append(None if row is None else _sum(row, name))
        counts[name] = data
    return counts


def _sum(row: Any, name: str) -> int:
    if name in _DIMENSION:
        return int(row.dimension_members[_DIMENSION[name]])
    return _SUMS[name](row)
