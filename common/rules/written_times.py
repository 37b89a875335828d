"""Take a written time apart: 2026年5月1日 下午3:05, 2026-5-1 9:05:00.000 UTC.

Nothing here asks whether there is such a day; datetime does that.
"""

import re
import unicodedata
from datetime import UTC, timedelta, timezone, tzinfo
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

LONGEST = 80


class DayOrder(Enum):
    """What stands first in 5/1/2026: UNKNOWN if the source does not say it."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNKNOWN = "unknown"


class Written(NamedTuple):
    """The parts of a written time; `zone` is None where it names none.

    is_end_of_day: it says 24:00, the first moment of the next day.
    """

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    is_end_of_day: bool = False
    zone: tzinfo | None = None


class _Clock(NamedTuple):
    """A time of day, and the zone that stands behind it."""

    hour: int
    minute: int
    second: int
    microsecond: int
    zone: tzinfo | None


_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH = "|".join(_MONTHS)
_WEEKDAY = re.compile(
    r"[(,]?\s*(?:(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]"
    r"|\b(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?)"
    r"\s*[),]?\s*",
)
_COMMENT = re.compile(r"\s*\([^()]*\)$")
# What most files hold: read without a look at rarer signs.
_COMMON = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?",
    re.ASCII,
)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:\s?年\s?|[-/.])(\d{1,2})(?:\s?月\s?|[-/.])(\d{1,2})(?:\s?[日号號])?",
)
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(\d\d)(\d\d)[t ]?(?:(\d\d)(\d\d)(\d\d)?)?(z)?$",
)
_MONTH_NAMED = (
    re.compile(rf"(\d{{1,2}})[- ]({_MONTH})[a-z]*\.?,?[- ](\d{{4}})"),
    re.compile(
        rf"({_MONTH})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})"
    ),
)
_OTHER_ORDER = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)(?!\d)")
_HALF_DAY = "上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|夜里|夜晚|午夜|am|pm|a\\.m\\.|p\\.m\\."
_TIME = re.compile(
    rf"[t,]?\s*({_HALF_DAY})?\s*(\d{{1,2}})"
    r"(?:\s?[:点點时時]\s?(?:(\d{1,2})(?:\s?[:分]\s?"
    r"(?:(\d{1,2})(?:[.,:](\d+))?\s?秒?)?)?|(半)|整|钟)?)?"
    rf"\s*({_HALF_DAY})?\s*"
    r"(z|utc|gmt)?\s?(?:([+-])(\d{1,2}):?(\d\d)?(?::?(\d\d))?)?$",
)
_HAS_MINUTES = re.compile(r"[:点點时時]|am|pm|[上下]午|凌晨|晚上|中午")


def read_written(text: str) -> Written | None:
    """Return the parts of a time whose year stands first or whose month has a
    name; None if the text is none.
    """
    common = _COMMON.fullmatch(text)
    if common is not None:
        return _end_of_day(_written(common.groups()))
    plain = _plain(text)
    compact = _COMPACT.match(plain)
    if compact is not None:
        written = _written(compact.groups()[:6])
        return written._replace(zone=UTC if compact[7] else None)
    found = _YEAR_FIRST.match(plain)
    if found is not None:
        year, month, day = map(int, found.groups())
        rest = plain[found.end() :]
        # "2026-05-0110:00" is no time: something must part day and hour.
        is_parted = not rest[:1].isdigit() or not found[0][-1].isdigit()
        return _with_time(year, month, day, rest) if is_parted else None
    return _read_month_named(plain)


def _written(parts: tuple[str | None, ...]) -> Written:
    """Return year, month, day, hour, minute and second; missing ones are 0."""
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    return Written(year, month, day, hour, minute, second)


def begins_with_day_or_month(text: str) -> bool:
    """Tell whether a text is a time like 5/1/2026, which only its source can
    explain.
    """
    return read_day_and_month(text, DayOrder.DAY_FIRST) is not None


def read_day_and_month(text: str, order: DayOrder) -> Written | None:
    """Return the parts of a time that begins with day and month, in this
    order; None if the text is none, or the order is unknown.
    """
    if order is DayOrder.UNKNOWN:
        return None
    plain = _plain(text)
    found = _OTHER_ORDER.match(plain)
    if found is None:
        return None
    first, second, year = map(int, found.groups())
    if len(found[3]) == 2:
        year += 2000
    rest = plain[found.end() :]
    if order is DayOrder.MONTH_FIRST:
        return _with_time(year, first, second, rest)
    return _with_time(year, second, first, rest)


@lru_cache(maxsize=2)
def _plain(text: str) -> str:
    """Return the text in half-width small letters, without the day of the week
    and without a comment at its end.
    """
    if len(text) > LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = " ".join(folded.replace("\u2212", "-").split())
    without_comment = _COMMENT.sub("", _WEEKDAY.sub(" ", folded, count=1))
    return without_comment.strip()


def _read_month_named(plain: str) -> Written | None:
    for number, pattern in enumerate(_MONTH_NAMED):
        found = pattern.match(plain)
        if found is None:
            continue
        day, name = (found[2], found[1]) if number else (found[1], found[2])
        month = _MONTHS.index(name) + 1
        rest = plain[found.end() :]
        return _with_time(int(found[3]), month, int(day), rest)
    return None


def _with_time(year: int, month: int, day: int, rest: str) -> Written | None:
    """Return the day with the time that the rest of the text names."""
    if not rest:
        return Written(year, month, day)
    clock = _read_clock(rest)
    if clock is None:
        return None
    written = Written(
        year,
        month,
        day,
        clock.hour,
        clock.minute,
        clock.second,
        clock.microsecond,
        zone=clock.zone,
    )
    return _end_of_day(written)


def _end_of_day(written: Written) -> Written | None:
    """Return the time with 24:00 as the end of its day; None for 24:01."""
    if written.hour != 24:
        return written
    if written.minute or written.second or written.microsecond:
        return None
    return written._replace(hour=0, is_end_of_day=True)


def _read_clock(rest: str) -> _Clock | None:
    found = _TIME.fullmatch(rest.lstrip())
    if found is None or not _HAS_MINUTES.search(rest):
        return None
    half_day = found[1] or found[7] or ""
    if found[1] and found[7]:
        return None
    hour = _hour_of_day(int(found[2]), half_day.replace(".", ""))
    if hour is None:
        return None
    try:
        zone = _zone_of(found)
    except ValueError:
        return None
    minute = 30 if found[6] else int(found[3] or 0)
    microsecond = int((found[5] or "0")[:6].ljust(6, "0"))
    return _Clock(hour, minute, int(found[4] or 0), microsecond, zone)


def _zone_of(found: re.Match[str]) -> tzinfo | None:
    """Return the zone behind a time, None without one.

    Errors: ValueError if no zone is like it.
    """
    if found[9] is None:
        return UTC if found[8] else None
    hours = int(found[10])
    minutes = int(found[11] or 0)
    seconds = int(found[12] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(hours)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if found[9] == "-" else offset)


def _hour_of_day(hour: int, half_day: str) -> int | None:
    """Return the hour from 0 to 24; None if the part of the day contradicts it.

    晚上12:30 may be the night before or after, and 晚上2:00 as well.
    """
    if not half_day or hour > 12:
        is_morning = half_day in ("am", "上午", "凌晨", "清晨", "早上", "早晨")
        return None if is_morning else hour
    if half_day in ("am", "上午", "凌晨", "清晨", "早上", "早晨", "午夜"):
        return hour % 12
    if half_day in ("pm", "下午", "傍晚"):
        return hour % 12 + 12
    if half_day == "中午":
        return hour if hour >= 11 else hour + 12
    return hour + 12 if 5 <= hour <= 11 else None
