"""What a review has to talk about, in the order in which it matters."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

MOVED_SHOWN = 5
# Below so many in the period before, a ratio says nothing.
LEAST_BEFORE = 10
MOVED_BY = 0.2


class AgendaItem(NamedTuple):
    """A point of an agenda: what it is (missed, met, late, moved), whose, and
    the numbers behind it, with the address of their rows.

    An agenda stays as it was. So it holds no text that people write freely: a
    late node is named by its campaign and its number, and a figure that moved
    by its code.
    """

    kind: str
    name: str
    actual: float | None = None
    before: float | None = None
    href: str = ""
    node: int | None = None


class Figure(NamedTuple):
    """A figure, by its code, in the period and in as many days before it."""

    name: str
    actual: float
    before: float
    href: str


class JudgedCampaign(NamedTuple):
    """A campaign with what it reached and should have reached."""

    name: str
    actual: float
    target: float
    href: str


def moved_most(figures: Iterable[Figure]) -> list[AgendaItem]:
    """Return the figures that have changed most against the period before."""
    changes = []
    for one in figures:
        if one.before < LEAST_BEFORE:
            continue
        change = one.actual / one.before - 1
        if abs(change) >= MOVED_BY:
            changes.append((abs(change), one))
    changes.sort(key=lambda pair: (-pair[0], pair[1].name))
    found = []
    for _size, one in changes[:MOVED_SHOWN]:
        item = AgendaItem("moved", one.name, one.actual, one.before, one.href)
        found.append(item)
    return found


def judged(campaigns: Iterable[JudgedCampaign]) -> list[AgendaItem]:
    """Return the campaigns of a period, those that missed their targets by
    most first.
    """
    known = sorted(campaigns, key=lambda one: one.actual / (one.target or 1))
    found = []
    for one in known:
        kind = "met" if one.actual >= one.target else "missed"
        item = AgendaItem(kind, one.name, one.actual, one.target, one.href)
        found.append(item)
    return found


def may_close(unread: int) -> bool:
    """Tell whether a review can be closed: every check that is due was read."""
    return unread == 0


def period_before(since: date, until: date) -> tuple[date, date]:
    """Return as many days before a period."""
    length = until - since
    last = date.fromordinal(since.toordinal() - 1)
    return last - length, last
