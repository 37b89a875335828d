"""A month as weeks of days, with what happens on each."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Entry(NamedTuple):
    """Something on one day or on several: its words, where it is found, and
    what it is: campaign, node, holiday or sales.
    """

    first: date
    last: date
    text: str
    kind: str
    href: str = ""


class Day(NamedTuple):
    """A day of a month; days of its neighbours fill the first and last week."""

    day: date
    is_inside: bool
    is_today: bool
    entries: tuple[Entry, ...]


def weeks_of(
    month: date,
    entries: Iterable[Entry],
    *,
    today: date,
) -> list[list[Day]]:
    """Return the weeks of a month, Monday first."""
    known = list(entries)
    weeks = []
    for week in Calendar().monthdatescalendar(month.year, month.month):
        days = []
        for day in week:
            found = [one for one in known if one.first <= day <= one.last]
            inside = day.month == month.month
            days.append(Day(day, inside, day == today, tuple(found)))
        weeks.append(days)
    return weeks


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    if month.month == 1:
        return date(month.year - 1, 12, 1)
    return date(month.year, month.month - 1, 1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    if month.month == 12:
        return date(month.year + 1, 1, 1)
    return date(month.year, month.month + 1, 1)
