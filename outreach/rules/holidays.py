"""Quiet hours and public holidays of China: when nobody is written to.

A year is known once its days were published and entered. In a year that is not
known no day counts as a holiday, and pages say so.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from common.rules.quiet_hours import quiet_until
from outreach.rules.gate import NEVER, Hours, Reason
from outreach.rules.policy import Policy

ONE_DAY = timedelta(days=1)
# No sequence of holidays and nights is as long.
MOST_STEPS = 120
MOST_HOLIDAYS = 60
# As the State Council published them.
SHIPPED_TEXTS = {
    2026: (
        "01-01..01-03 元旦\n"
        "02-15..02-23 春节\n"
        "04-04..04-06 清明节\n"
        "05-01..05-05 劳动节\n"
        "06-19..06-21 端午节\n"
        "09-25..09-27 中秋节\n"
        "10-01..10-07 国庆节\n"
    ),
}
_LINE = re.compile(
    r"(\d{1,2})-(\d{1,2})(?:\s*(?:\.\.|~|至|—|-)\s*(\d{1,2})-(\d{1,2}))?(?:\s*(\D.*))?",
)


class HolidayError(ValueError):
    """A line of holidays that cannot be read.

    code: unreadable, no_day, backwards, or too_many · line: its number, from 1.
    """

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(f"{code} in line {line}: {text!r}")
        self.code = code
        self.line = line
        self.text = text


class HolidayCalendar(NamedTuple):
    """The holidays of the years that are known."""

    days: frozenset[date]
    years: frozenset[int]

    def is_known(self, day: date) -> bool:
        """Tell whether the holidays of the day's year were entered."""
        return day.year in self.years

    @property
    def known_until(self) -> date | None:
        """Return the last day of the last known year, None if none is known."""
        if not self.years:
            return None
        return date(max(self.years), 12, 31)


def read_days(text: str, year: int) -> list[date]:
    """Return the days of a year's holidays, written one a line as "10-01" or
    "10-01..10-07", with a name behind it if wanted.

    Errors: HolidayError.
    """
    days: list[date] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        days.extend(_read_line(line.strip(), year, number))
        if len(days) > MOST_HOLIDAYS:
            raise HolidayError("too_many", number, line.strip())
    return days


def _read_line(line: str, year: int, number: int) -> list[date]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise HolidayError("unreadable", number, line)
    month, day, last_month, last_day, _name = match.groups()
    try:
        first = date(year, int(month), int(day))
        last = first
        if last_month:
            last = date(year, int(last_month), int(last_day))
    except ValueError:
        raise HolidayError("no_day", number, line) from None
    if last < first:
        raise HolidayError("backwards", number, line)
    count = (last - first).days + 1
    if count > MOST_HOLIDAYS:
        raise HolidayError("too_many", number, line)
    return [first + ONE_DAY * step for step in range(count)]


def make_calendar(entered: Mapping[int, str]) -> HolidayCalendar:
    """Return the calendar of the shipped years and those that were entered,
    which count instead of the shipped ones.
    """
    days: set[date] = set()
    texts = {**SHIPPED_TEXTS, **entered}
    for year, text in texts.items():
        days.update(read_days(text, year))
    return HolidayCalendar(frozenset(days), frozenset(texts))


def hours_at(
    moment: datetime,
    policy: Policy,
    calendar: HolidayCalendar,
    zone: tzinfo,
) -> Hours:
    """Return whether a moment lies in a holiday or in quiet hours, and when
    both are over.
    """
    reason = _reason_at(moment, policy, calendar, zone)
    if reason is None:
        return Hours()
    after = next_lawful(moment, policy, calendar, zone)
    return Hours(reason, NEVER if after is None else after.timestamp())


def next_lawful(
    moment: datetime,
    policy: Policy,
    calendar: HolidayCalendar,
    zone: tzinfo,
) -> datetime | None:
    """Return the first moment from this one on that is neither in a holiday
    nor in quiet hours; None if there is none soon.
    """
    found = moment
    for _step in range(MOST_STEPS):
        reason = _reason_at(found, policy, calendar, zone)
        if reason is None:
            return found
        if reason is Reason.HOLIDAY:
            next_day = found.astimezone(zone).date() + ONE_DAY
            found = datetime.combine(next_day, time(), tzinfo=zone)
            continue
        over = quiet_until(found, policy.quiet_from, policy.quiet_until, zone)
        if over is None:
            return found
        found = over
    return None


def _reason_at(
    moment: datetime,
    policy: Policy,
    calendar: HolidayCalendar,
    zone: tzinfo,
) -> Reason | None:
    if moment.astimezone(zone).date() in calendar.days:
        return Reason.HOLIDAY
    is_quiet = quiet_until(moment, policy.quiet_from, policy.quiet_until, zone)
    return None if is_quiet is None else Reason.QUIET_HOURS
