"""Days that everybody who plans a campaign in China has to know: public
holidays by name, and days of great sales.
"""

from collections.abc import Mapping
from datetime import date

from campaigns.rules.months import Entry
from outreach.rules.holidays import SHIPPED_TEXTS, HolidayError, read_days

# Month and day of the first and the last day, and the name.
SALES_DAYS = (
    ((3, 8), (3, 8), "38 女神节"),
    ((6, 1), (6, 18), "618 大促"),
    ((9, 9), (9, 9), "99 大促"),
    ((11, 1), (11, 11), "双十一"),
    ((12, 12), (12, 12), "双十二"),
)


def sales_days(year: int) -> list[Entry]:
    """Return the days of great sales of a year."""
    found = []
    for first, last, name in SALES_DAYS:
        one = Entry(date(year, *first), date(year, *last), name, "sales")
        found.append(one)
    return found


def named_holidays(year: int, entered: Mapping[int, str]) -> list[Entry]:
    """Return the public holidays of a year; none if they are not known yet.
    What was entered counts instead of what is shipped.
    """
    text = entered.get(year, SHIPPED_TEXTS.get(year, ""))
    found = []
    for line in text.splitlines():
        try:
            days = read_days(line, year)
        except HolidayError:
            continue
        if days:
            name = _name_of(line)
            found.append(Entry(days[0], days[-1], name, "holiday"))
    return found


def is_known(year: int, entered: Mapping[int, str]) -> bool:
    """Tell whether the public holidays of a year are known."""
    return year in entered or year in SHIPPED_TEXTS


def _name_of(line: str) -> str:
    return line.strip().lstrip("0123456789-.~ 至—").strip() or line.strip()
