"""What the dormancy board shows above its list: tonight's counts, and flows
over half a year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.rules.calendar import weeks_through
from lifecycle.models import DormancyFlow, DormancyState
from lifecycle.querysets import weekly_totals

State = DormancyState.State
SHOWN_STATES = (State.ACTIVE, State.COOLING, State.DORMANT, State.RETURNED)
Total = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BoardCard:
    """Members in a state tonight, and how many came and left last week.

    The card of members who only browse has no state, `came` or `left`.
    """

    label: str
    value: int
    state: State | None = None
    name: str = ""
    came: int | None = None
    left: int | None = None


def read_board(generation: int) -> dict[str, Any]:
    """Return the cards and the charts of the board."""
    totals = weekly_totals(DormancyFlow.objects.filter(generation=generation))
    known = []
    for row in totals:
        known.append(row["week_start"])
    weeks = weeks_through(min(known), max(known)) if known else []
    cards = _cards(generation, totals, weeks)
    judged = sum(card.value for card in cards if card.state is not None)
    return {
        "cards": cards,
        "judged": judged,
        "charts": _charts(totals, weeks) if weeks else {},
    }


def _cards(
    generation: int,
    totals: list[Total],
    weeks: list[date],
) -> list[BoardCard]:
    states = DormancyState.objects.of_generation(generation)
    grouped = states.order_by().values_list("state")
    counts = dict(grouped.annotate(count=Count("member_id")))
    last_week = [
        row for row in totals if weeks and row["week_start"] == weeks[-1]
    ]
    cards = []
    for state in (*SHOWN_STATES, State.UNKNOWN):
        came = 0
        left = 0
        for row in last_week:
            if row["before"] == row["after"]:
                continue
            if row["after"] == state:
                came += row["members"]
            if row["before"] == state:
                left += row["members"]
        cards.append(
            BoardCard(
                label=str(state.label),
                value=counts.get(int(state), 0),
                state=state,
                name=state.name.lower(),
                came=came,
                left=left,
            ),
        )
    browsing = states.filter(is_browsing_only=True).count()
    cards.append(BoardCard(label=_("Browsing only"), value=browsing))
    return cards


def _charts(totals: list[Total], weeks: list[date]) -> dict[str, Any]:
    held = []
    moved = []
    for state in SHOWN_STATES:
        if state != State.ACTIVE:
            held.append(_series(state, totals, weeks, _is_in))
        moved.append(_series(state, totals, weeks, _moves_to))
    shared = {
        "x": [str(week) for week in weeks],
        "unit": pgettext("unit of an axis", "members"),
    }
    return {
        "held": {"kind": "line", "series": held, **shared},
        "moves": {"kind": "bar", "stacked": True, "series": moved, **shared},
    }


def _is_in(row: Total, state: State) -> bool:
    return bool(row["after"] == state)


def _moves_to(row: Total, state: State) -> bool:
    before = row["before"]
    return row["after"] == state and before not in (state, State.UNKNOWN)


def _series(
    state: State,
    totals: list[Total],
    weeks: list[date],
    counts: Callable[[Total, State], bool],
) -> dict[str, Any]:
    by_week = dict.fromkeys(weeks, 0)
    for row in totals:
        if counts(row, state):
            by_week[row["week_start"]] += row["members"]
    return {
        "name": str(state.label),
        "state": state.name.lower(),
        "data": list(by_week.values()),
    }
