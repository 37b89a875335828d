"""What the dormancy board shows above its list: counts of tonight and flows over half a year."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lifecycle.models import DormancyFlow, DormancyState
from lifecycle.querysets import weekly_totals

SHOWN_STATES = (
    DormancyState.State.ACTIVE,
    DormancyState.State.COOLING,
    DormancyState.State.DORMANT,
    DormancyState.State.RETURNED,
)


def read_board(generation: int) -> dict[str, Any]:
    """Return the counts of each state with the change of the last week, and two charts of 26 weeks."""
    totals = weekly_totals(DormancyFlow.objects.filter(generation=generation))
    weeks = sorted({row["week_start"] for row in totals})
    return {"cards": _cards(generation, totals, weeks), "charts": _charts(totals, weeks) if weeks else {}}


def _cards(generation: int, totals: list[dict[str, Any]], weeks: list[Any]) -> list[dict[str, Any]]:
    states = DormancyState.objects.of_generation(generation)
    counts = dict(states.order_by().values_list("state").annotate(count=Count("member_id")))
    last = [row for row in totals if weeks and row["week_start"] == weeks[-1]]
    cards = []
    for state in (*SHOWN_STATES, DormancyState.State.UNKNOWN):
        came = sum(row["members"] for row in last if row["after"] == state != row["before"])
        left = sum(row["members"] for row in last if row["before"] == state != row["after"])
        cards.append(
            {"state": state, "label": state.label, "value": counts.get(int(state), 0), "came": came, "left": left}
        )
    browsing = states.filter(is_browsing_only=True).count()
    cards.append({"state": None, "label": _("Browsing only"), "value": browsing, "came": None, "left": None})
    return cards


def _charts(totals: list[dict[str, Any]], weeks: list[Any]) -> dict[str, Any]:
    labels = [str(week) for week in weeks]

    def series(name: str, counts: Any) -> dict[str, Any]:
        by_week = dict.fromkeys(weeks, 0)
        for row in totals:
            if counts(row):
                by_week[row["week_start"]] += row["members"]
        return {"name": name, "data": list(by_week.values())}

    unit = pgettext("unit of an axis", "members")
    held = [series(str(s.label), lambda row, s=s: row["after"] == s) for s in SHOWN_STATES if s != SHOWN_STATES[0]]
    moves = [
        series(str(s.label), lambda row, s=s: row["after"] == s != row["before"] and row["before"] != 0)
        for s in SHOWN_STATES
    ]
    return {
        "held": {"kind": "line", "x": labels, "series": held, "unit": unit},
        "moves": {"kind": "bar", "stacked": True, "x": labels, "series": moves, "unit": unit},
    }
