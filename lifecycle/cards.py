"""What lifecycle shows on dashboards: states now and week by week, and moves
between them.
"""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.cards import MEMBERS, members_unit, set_series
from common.ui.dashboards import (
    ONE_WEEK,
    CardContent,
    CardSpec,
    Cell,
    Listing,
    Scope,
    by_week,
)
from lifecycle.models import DormancyState
from lifecycle.rules.state_sets import (
    ALL_STATES,
    MOVED_STATES,
    NAMED_STATES,
    in_state,
    moved_to,
)
from lifecycle.rules.states import State
from lifecycle.selectors.state_counts import count_states, count_states_now

BOARD = "lifecycle:dormancy_board"
# More members in these states are worse, fewer are better.
UNWANTED = (State.COOLING, State.DORMANT)


def _label(state: State) -> str:
    """Return what a state is called."""
    return str(DormancyState.State(state).label)


def _states(scope: Scope) -> CardContent:
    now = count_states_now(scope)
    total = sum(now.values())
    then = _states_before(scope)
    rows = []
    for state in ALL_STATES:
        count = now[state]
        href = scope.address(reverse(MEMBERS), state=str(int(state)))
        share = f"{100 * count / total:.1f}%" if total else "–"
        change = _change(state, count, then.get(state))
        rows.append(
            [
                Cell(_label(state), state=state.name.lower()),
                Cell(count, href, is_count=True),
                Cell(share),
                change,
            ],
        )
    columns = [
        _("State"),
        _("Members"),
        _("Share of all"),
        _("Against before"),
    ]
    answer = _("Of %(n)s members who ever did anything.")
    return CardContent(
        listing=Listing(columns, rows),
        href=reverse(BOARD),
        href_label=_("Who is cooling down?"),
        answer=answer % {"n": f"{total:,}"},
    )


def _states_before(scope: Scope) -> dict[State, int | None]:
    """Return the states at the end of the period before."""
    if not scope.compares:
        return {}
    week = scope.last_whole_week - scope.week_count * ONE_WEEK
    names = []
    for state in NAMED_STATES:
        names.append(in_state(state))
    counts = count_states(scope, names, [week])
    return {state: counts[in_state(state)][0] for state in NAMED_STATES}


def _change(state: State, now: int, then: int | None) -> Cell:
    if then is None:
        return Cell("–")
    difference = now - then
    if not difference:
        return Cell("0")
    is_worse = state in UNWANTED and difference > 0
    return Cell(f"{difference:+,}", tone="worse" if is_worse else "")


def _whole_weeks(scope: Scope) -> list[date]:
    """Return the weeks that are over: a state is decided at their end."""
    found: list[date] = []
    for week in scope.weeks:
        if week <= scope.last_whole_week:
            found.append(week)
    return found


def _count_weeks(
    scope: Scope,
    names: list[str],
    weeks: list[date],
) -> dict[str, list[int | None]]:
    """Return the members of these sets by week; None for a week of which too
    much is missing because a feed was silent: its states are those of before.
    """
    counts = count_states(scope, names, weeks)
    for at, week in enumerate(weeks):
        if any(hold.hides_week(week) for hold in scope.holds):
            for name in names:
                counts[name][at] = None
    return counts


def _state_weeks(scope: Scope) -> CardContent:
    weeks = _whole_weeks(scope)
    names = {state: in_state(state) for state in MOVED_STATES}
    counts = _count_weeks(scope, list(names.values()), weeks)
    series = []
    for state, name in names.items():
        series.append(_series(scope, state, name, counts[name]))
    return CardContent(
        chart=by_week(
            "line",
            weeks,
            series,
            unit=members_unit(),
            is_open=False,
        ),
        answer=_("Members at the end of each week."),
    )


def _moves(scope: Scope) -> CardContent:
    weeks = _whole_weeks(scope)
    names = {state: moved_to(state) for state in MOVED_STATES}
    counts = _count_weeks(scope, list(names.values()), weeks)
    series = []
    for state, name in names.items():
        series.append(_series(scope, state, name, counts[name]))
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=members_unit(),
            is_open=False,
        ),
        href=reverse(BOARD),
        href_label=_("Who is cooling down?"),
    )


def _series(
    scope: Scope,
    state: State,
    name: str,
    data: list[int | None],
) -> dict[str, Any]:
    sign = state.name.lower()
    return set_series(scope, name, _label(state), data, state=sign)


CARDS = (
    CardSpec(
        name="states",
        title=gettext_lazy("How are the members now?"),
        reads=gettext_lazy(
            "States of the last night, against the period before"
        ),
        page=MEMBERS,
        read=_states,
        follows_filter=True,
    ),
    CardSpec(
        name="moves",
        title=gettext_lazy("Who is cooling down, and who comes back?"),
        reads=gettext_lazy("Members who changed into a state, by week"),
        page=MEMBERS,
        read=_moves,
        follows_filter=True,
    ),
    CardSpec(
        name="state_weeks",
        title=gettext_lazy("How many are cooling, dormant, back?"),
        reads=gettext_lazy("Members in each state at the end of each week"),
        page=MEMBERS,
        read=_state_weeks,
        follows_filter=True,
    ),
)
