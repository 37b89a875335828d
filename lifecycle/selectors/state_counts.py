"""How many members were in each state, or moved into it, by week: of the whole
community from the flows of the night, of a filter by its members' bits.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count

from activity.selectors.member_sets import Counts, count_members
from common.db.ids import known_ids
from common.ui.dashboards import Scope
from lifecycle.models import DormancyFlow, DormancyState
from lifecycle.querysets import weekly_totals
from lifecycle.rules.state_sets import ALL_STATES, in_state
from lifecycle.rules.states import State


def count_states(
    scope: Scope,
    names: Sequence[str],
    weeks: Sequence[date],
) -> Counts:
    """Return the members of these sets of states by week; None for a week of
    which nothing is kept.
    """
    if scope.member_ids is not None:
        ids = scope.member_ids
        return count_members(scope.generation, names, weeks, ids)
    totals = scope.once("flows", partial(_totals, scope.generation))
    known = set()
    for row in totals:
        known.add(row["week_start"])
    counts: Counts = {}
    for name in names:
        by_week = _by_week(totals, name)
        counts[name] = [
            by_week[week] if week in known else None for week in weeks
        ]
    return counts


def count_states_now(scope: Scope) -> dict[State, int]:
    """Return how many members are in each state by the night."""
    counted: dict[State, int] = scope.once(
        "states_now",
        partial(_count_now, scope),
    )
    return counted


def _count_now(scope: Scope) -> dict[State, int]:
    """States are decided week by week, so the last whole week knows them;
    while a feed is silent, members are decided about as of different weeks.
    """
    if not scope.holds:
        names = {state: in_state(state) for state in ALL_STATES}
        week = scope.last_whole_week
        counts = count_states(scope, list(names.values()), [week])
        return {state: counts[name][0] or 0 for state, name in names.items()}
    rows = DormancyState.objects.of_generation(scope.generation)
    if scope.member_ids is not None:
        rows = rows.filter(member_id__in=known_ids(scope.member_ids))
    grouped = rows.order_by().values_list("state")
    found = dict(grouped.annotate(count=Count("member_id")))
    result: dict[State, int] = {}
    for state in State:
        result[state] = found.get(int(state), 0)
    return result


def _totals(generation: int) -> list[dict[str, Any]]:
    return weekly_totals(DormancyFlow.objects.filter(generation=generation))


def _by_week(totals: list[dict[str, Any]], name: str) -> Counter[date]:
    """Return how many members the flows bring into a set, by week."""
    kind, _underscore, state_name = name.partition("_")
    state = State[state_name.upper()]
    counts: Counter[date] = Counter()
    for row in totals:
        stayed = row["before"] in (state, State.UNKNOWN)
        if row["after"] == state and not (kind == "moved" and stayed):
            counts[row["week_start"]] += row["members"]
    return counts
