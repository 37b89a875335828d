"""The words of faults, verdicts and agendas."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

PLAN_FAULTS = {
    "no_audience": _("Choose the segment for which it is."),
    "no_target": _("Choose the primary measure, and say what it shall reach."),
    "begun": _(
        "Its first day has passed: a plan is fixed before the first day, or "
        "nobody could say that it was not written afterwards. Move the days.",
    ),
    "no_control": _(
        "Without a control group a draw says nothing: leave out at least 1 %.",
    ),
    "no_comparison": _("Choose the segment with which it is compared."),
}
# Why nothing can be said about an effect.
UNSAYABLE = {
    "no_method": _(
        "No effect can be said: the plan has no comparison, so nobody knows "
        "what would have happened anyway.",
    ),
    "own_measure": _(
        "No effect can be said: only those who take part can have this "
        "measure.",
    ),
    "early": _("No verdict before the last planned day is over."),
    "too_few": _(
        "No effect can be said: a group has less than 20 members.",
    ),
    "trend": _(
        "No effect can be said: both groups were moving apart before the "
        "campaign began.",
    ),
    "no_spread": _(
        "No effect can be said: nobody in either group differs.",
    ),
}
# Why a row about a participant is refused.
ROW_FAULTS = {
    "future": _("This day has not come yet: enter it once it has happened."),
    "no_day": _("Say when the member signed up or attended."),
    "no_person": _("Only persons can take part."),
    "full": _("All places are taken."),
}
AGENDA_TEXTS = {
    "missed": _("Target missed: %(name)s reached %(actual)s of %(before)s"),
    "met": _("Target met: %(name)s reached %(actual)s of %(before)s"),
    "late": _("Overdue node: %(name)s"),
    "moved": _("%(name)s: %(actual)s, in as many days before %(before)s"),
}
# Figures that a review looks at in every period.
FIGURES = {
    "openings": _("Threads opened"),
    "questions": _("Questions asked"),
    "issues": _("Issues opened"),
    "talks": _("Talks with members"),
    "active": _("Active members"),
}


def plan_fault_text(code: str) -> str:
    """Return why a campaign cannot start."""
    return str(PLAN_FAULTS[code])


def row_fault_text(code: str) -> str:
    """Return why a row about a participant is refused."""
    return str(ROW_FAULTS[code])


def unsayable_text(code: str) -> str:
    """Return why nothing can be said about an effect, "" if something can."""
    return str(UNSAYABLE.get(code, ""))


class AgendaLine(NamedTuple):
    """A point of an agenda in words, with the address of its rows."""

    kind: str
    text: str
    href: str


def agenda_lines(
    items: Iterable[Mapping[str, Any]], nodes: Mapping[int, str]
) -> list[AgendaLine]:
    """Return the points of an agenda in the reader's words; `nodes`: what is to
    be done, by number.
    """
    found = []
    for item in items:
        shown = {
            "name": _name_of(item, nodes),
            "actual": _number(item["actual"]),
            "before": _number(item["before"]),
        }
        text = str(AGENDA_TEXTS[item["kind"]]) % shown
        found.append(AgendaLine(item["kind"], text, item["href"]))
    return found


def _name_of(item: Mapping[str, Any], nodes: Mapping[int, str]) -> str:
    name: str = item["name"]
    if item["kind"] == "moved":
        return str(FIGURES[name])
    if item["node"] is not None:
        return f"{name}: {nodes.get(item['node'], '–')}"
    return name


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"
