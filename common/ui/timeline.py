"""One time line of many sources, read a page at a time by cursor.

An app declares what it adds: rows with a moment or a day, or a short list that
is known whole. No source reads more rows than a page has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from common.calendar import business_date, day_begins

PAGE_ENTRIES = 50
FIRST_YEAR, LAST_YEAR = 2, 9998
MARK = "~"


class Subject(NamedTuple):
    """Of whom a time line tells, by which generation, and what day it is.

    known_through: the business date of the generation, None before the first.
    """

    member: Any
    generation: int
    known_through: date | None
    today: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a time line.

    when: its moment, or its day · state: the member's state since then, by its
    name · sub: a second, quieter line.
    """

    pk: int
    when: datetime | date
    icon: str
    text: str
    href: str = ""
    more: str = ""
    sub: str = ""
    state: str = ""
    is_urgent: bool = False

    @property
    def at(self) -> datetime:
        """Return its moment; a day is as early as its begin."""
        if isinstance(self.when, datetime):
            return self.when
        return day_begins(self.when)

    @property
    def is_day(self) -> bool:
        """Return whether only its day is known."""
        return not isinstance(self.when, datetime)


class Position(NamedTuple):
    """The line after which a page begins: its moment, the number of its
    source, and its row.
    """

    at: datetime
    source: int
    pk: int


@dataclass(frozen=True, slots=True)
class RowSource:
    """Rows of a member, by the moment or day in `field`.

    kind: the chip under which they stand.
    """

    name: str
    kind: str
    field: str
    rows: Callable[[Subject], QuerySet[Any]]
    entry: Callable[[Any], Entry]
    is_day: bool = False

    def read(
        self,
        subject: Subject,
        before: Position | None,
        number: int,
        limit: int,
    ) -> list[Entry]:
        """Return the latest entries before a position."""
        rows = self.rows(subject)
        if before is not None:
            rows = rows.filter(self._earlier(before, number))
        ordered = rows.order_by(F(self.field).desc(), "-pk")
        return [self.entry(row) for row in ordered[:limit]]

    def _earlier(self, before: Position, number: int) -> Q:
        """Return the condition of the rows that come after a position."""
        at: datetime | date = before.at
        if self.is_day:
            at = business_date(before.at)
            if day_begins(at) < before.at:
                return Q(**{f"{self.field}__lte": at})
        earlier = Q(**{f"{self.field}__lt": at})
        same = Q(**{self.field: at})
        if number > before.source:
            return earlier | same
        if number == before.source:
            return earlier | (same & Q(pk__lt=before.pk))
        return earlier


@dataclass(frozen=True, slots=True)
class ListSource:
    """A short list of entries that is read whole."""

    name: str
    kind: str
    entries: Callable[[Subject], list[Entry]]

    def read(
        self,
        subject: Subject,
        before: Position | None,
        number: int,
        limit: int,
    ) -> list[Entry]:
        """Return the latest entries before a position."""
        found = []
        for entry in self.entries(subject):
            if before is None or _comes_after(entry, before, number):
                found.append(entry)
        found.sort(key=lambda one: (one.at, one.pk), reverse=True)
        return found[:limit]


Source = RowSource | ListSource


def _comes_after(entry: Entry, before: Position, number: int) -> bool:
    """Return whether an entry of a source stands below a position."""
    if entry.at != before.at:
        return entry.at < before.at
    if number != before.source:
        return number > before.source
    return entry.pk < before.pk


class TimelinePage(NamedTuple):
    """A page of a time line, and the cursor of the next one; "" at its end."""

    entries: list[Entry]
    after: str


def count_by_source(
    sources: Sequence[Source],
    subject: Subject,
) -> list[int]:
    """Return how many entries each source has; all rows are counted by one
    query.
    """
    counts = [0] * len(sources)
    queries = []
    for number, source in enumerate(sources):
        if isinstance(source, ListSource):
            counts[number] = len(source.entries(subject))
        else:
            queries.append(_count(number, source.rows(subject)))
    if queries:
        first, *others = queries
        for number, count in first.union(*others, all=True):
            counts[number] = count
    return counts


def _count(number: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    plain = rows.order_by().select_related(None).prefetch_related(None)
    source = Value(number, output_field=IntegerField())
    grouped = plain.annotate(source_number=source).values("source_number")
    counted = grouped.annotate(rows_counted=Count("pk"))
    numbers: QuerySet[Any] = counted.values_list(
        "source_number",
        "rows_counted",
    )
    return numbers


def read_timeline(
    sources: Sequence[Source],
    subject: Subject,
    *,
    wanted: Sequence[int],
    after: str = "",
    limit: int = PAGE_ENTRIES,
) -> TimelinePage:
    """Return a page of the time line: of the sources with these numbers, the
    latest first.

    Errors: BadRequest if `after` is no cursor.
    """
    before = _position_of(after, sources) if after else None
    found: list[tuple[datetime, int, int, Entry]] = []
    for number in wanted:
        for entry in sources[number].read(subject, before, number, limit + 1):
            found.append((entry.at, -number, entry.pk, entry))
    found.sort(key=lambda one: one[:3], reverse=True)
    shown = found[:limit]
    cursor = ""
    if len(found) > limit:
        at, number, pk, _entry = shown[-1]
        name = sources[-number].name
        cursor = MARK.join((at.astimezone(UTC).isoformat(), name, str(pk)))
    return TimelinePage([one[3] for one in shown], cursor)


def _position_of(cursor: str, sources: Sequence[Source]) -> Position:
    names = [source.name for source in sources]
    try:
        moment, name, pk = cursor.split(MARK)
        at = datetime.fromisoformat(moment)
        position = Position(at.astimezone(UTC), names.index(name), int(pk))
    except (ValueError, OverflowError):
        raise BadRequest(_("This is no place in a time line.")) from None
    is_known = FIRST_YEAR <= position.at.year <= LAST_YEAR
    if not is_known or abs(position.pk) >= 2**63:
        raise BadRequest(_("This is no place in a time line."))
    return position
