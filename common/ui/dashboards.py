"""What apps declare for dashboards: cards, and rows of what is urgent.

A card answers one question about a period; kocops/composition.py puts the
cards of all apps together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from numpy.typing import NDArray

ONE_WEEK = timedelta(weeks=1)
LAST_OF_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Scope:
    """Of whom and of which weeks a dashboard shows figures.

    generation, last_day: the night that is shown, and its business date, None
    before the first · query: the filters, as lists of members know them ·
    member_ids: the sorted ids of whom they choose, None without a filter ·
    is_past: `today` is the last day of weeks that are over.
    """

    generation: int
    now: datetime
    today: date
    last_day: date | None
    week_count: int
    query: dict[str, str] = field(default_factory=dict)
    member_ids: NDArray[np.int64] | None = None
    holds: Sequence[Any] = ()
    compares: bool = True
    is_past: bool = False
    memory: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def weeks(self) -> list[date]:
        """Return the Mondays that are shown, up to the week of the night."""
        return self._ending(self.last_day or self.today)

    @property
    def live_weeks(self) -> list[date]:
        """Return the Mondays up to this week, for what no night computes."""
        return self._ending(self.today)

    @property
    def is_open(self) -> bool:
        """Tell whether the week of the night is not over for it."""
        day = self.last_day or self.today
        return day.weekday() < LAST_OF_WEEK.days

    @property
    def is_live_open(self) -> bool:
        """Tell whether the last of the live weeks is not over."""
        return not self.is_past

    @property
    def last_whole_week(self) -> date:
        """Return the last Monday whose week the night knows to its end."""
        return self.weeks[-1] - (ONE_WEEK if self.is_open else timedelta())

    @property
    def all_weeks(self) -> list[date]:
        """Return the weeks shown and as many before."""
        return [*self.before(self.weeks), *self.weeks]

    def before(self, weeks: Sequence[date]) -> list[date]:
        """Return as many weeks before these."""
        return [week - len(weeks) * ONE_WEEK for week in weeks]

    def _ending(self, day: date) -> list[date]:
        last = day - timedelta(days=day.weekday())
        back = range(self.week_count - 1, -1, -1)
        return [last - n * ONE_WEEK for n in back]

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """Return what several cards need, read for the first that asks."""
        if name not in self.memory:
            self.memory[name] = read()
        return self.memory[name]

    def address(self, path: str, **parameters: str) -> str:
        """Return the address of a list of the members whom the filters choose."""
        return with_query(path, {**self.query, **parameters})


class Cell(NamedTuple):
    """A cell of a table: a text or a number with the rows behind it.

    is_count: the number is that of these rows · state: the sign it is shown
    with · role, letter: the square it is shown with · tone: better or worse ·
    figure, of: which figure of whom it is.
    """

    text: Any
    href: str = ""
    is_count: bool = False
    state: str = ""
    role: str = ""
    letter: str = ""
    tone: str = ""
    figure: str = ""
    of: str = ""

    @property
    def shown(self) -> str:
        """Return the text, numbers with separators of thousands."""
        if isinstance(self.text, int):
            return f"{self.text:,}"
        return str(self.text)


class Listing(NamedTuple):
    """A small table: what its columns are called, and its rows.

    roles: the name and letter of columns that are shown as a square.
    """

    columns: list[str]
    rows: list[list[Cell]]
    roles: dict[str, tuple[str, str]] | None = None

    @property
    def heads(self) -> list[Cell]:
        """Return the columns as cells."""
        signs = self.roles or {}
        cells = []
        for name in self.columns:
            role, letter = signs.get(name, ("", ""))
            cells.append(Cell(name, role=role, letter=letter))
        return cells


@dataclass(frozen=True)
class CardContent:
    """What a card shows: a chart or a table, the answer in one sentence, and
    where to go on.
    """

    chart: dict[str, Any] = field(default_factory=dict)
    listing: Listing | None = None
    answer: str = ""
    href: str = ""
    href_label: str = ""
    empty: str = ""

    @property
    def data(self) -> Listing | None:
        """Return the table behind the chart, each number with its rows."""
        return table_of(self.chart) if self.chart else None


class CardSpec(NamedTuple):
    """A card of the library.

    title: the question that it answers · reads: what it is made of · page:
    who may see this page may see the card · follows_filter: it understands
    the filters of members, not the period alone · is_wide: it takes two
    columns · is_lazy: it is read when it comes into sight, because it takes
    longer than the others together.
    """

    name: str
    title: str | Promise
    reads: str | Promise
    page: str
    read: Callable[[Scope], CardContent]
    follows_filter: bool = False
    is_wide: bool = False
    is_lazy: bool = False


class Viewer(NamedTuple):
    """Who looks at what is urgent, and when."""

    user: Any
    roles: frozenset[str]
    now: datetime
    today: date
    freshness: Any


class UrgentRow(NamedTuple):
    """Something that cannot wait: what, how long, and the act that deals with
    it.

    number, rows_href: how many there are, and the list of as many rows.
    """

    icon: str
    text: str
    href: str
    act: str
    act_href: str
    sub: str = ""
    when: str = ""
    is_urgent: bool = False
    number: int | None = None
    rows_href: str = ""
    mark: str = ""


class UrgentSpec(NamedTuple):
    """Something that an app finds urgent; the lowest rank comes first."""

    name: str
    rank: int
    page: str
    read: Callable[[Viewer], list[UrgentRow]]


def with_query(path: str, parameters: dict[str, str]) -> str:
    """Return an address with parameters; braces stay, charts fill them in."""
    query = urlencode(parameters, safe="{}")
    return f"{path}?{query}" if query else path


def by_week(
    kind: str,
    weeks: Sequence[date],
    series: list[dict[str, Any]],
    *,
    unit: str,
    is_open: bool,
    stacked: bool = False,
) -> dict[str, Any]:
    """Return a chart of figures by week for static/js/charts.js; the last week
    is marked if it is not over.
    """
    return {
        "kind": kind,
        "stacked": stacked,
        "x": [week.isoformat() for week in weeks],
        "ends": [(week + LAST_OF_WEEK).isoformat() for week in weeks],
        "series": series,
        "unit": unit,
        "partial_last": _("week not over") if is_open else "",
        "no_data": _("no data"),
    }


def datum_href(chart: dict[str, Any], one: dict[str, Any], at: int) -> str:
    """Return the address of the rows behind a point or bar, "" without any."""
    href: str = one.get("href", "")
    value = one["data"][at]
    if not href or value is None:
        return ""
    weeks = one.get("x", chart["x"])
    end = date.fromisoformat(weeks[at]) + LAST_OF_WEEK
    return href.replace("{x}", weeks[at]).replace("{end}", end.isoformat())


def table_of(chart: dict[str, Any]) -> Listing:
    """Return the figures of a chart as a table."""
    columns = [_("Week"), *(str(one["name"]) for one in chart["series"])]
    rows = []
    for at, week in enumerate(chart["x"]):
        is_open = chart["partial_last"] and at == len(chart["x"]) - 1
        name = f"{week} ({chart['partial_last']})" if is_open else week
        cells = [Cell(name)]
        for one in chart["series"]:
            value = one["data"][at]
            href = datum_href(chart, one, at)
            is_count = bool(href) and one.get("is_count", True)
            shown = chart["no_data"] if value is None else value
            cells.append(Cell(shown, href, is_count))
        rows.append(cells)
    return Listing(columns, rows)


def latest(data: Sequence[float | None], *, is_open: bool) -> float | None:
    """Return the last value of a whole week."""
    whole = list(data[:-1] if is_open else data)
    return whole[-1] if whole else None


def hours_text(hours: float) -> str:
    """Return a time in the largest sensible unit."""
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return _("%(n)s hours") % {"n": f"{hours:.0f}"}
    return _("%(n)s days") % {"n": f"{hours / 24:.0f}"}
