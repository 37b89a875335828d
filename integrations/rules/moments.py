"""Moments of platforms as ISO texts with an offset.

A value that is no moment is returned as it is: the import refuses it by name.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
_RAILS = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)? ?UTC$")


def from_seconds(value: Any) -> str:
    """Return the moment of so many seconds since 1970."""
    return _from_epoch(value, 1)


def from_milliseconds(value: Any) -> str:
    """Return the moment of so many milliseconds since 1970; ten digits are
    seconds, as the platforms' own clients take them.
    """
    text = str(value).strip()
    is_seconds = text.isascii() and text.isdigit() and len(text) == 10
    return _from_epoch(value, 1 if is_seconds else 1000)


def _from_epoch(value: Any, units_of_a_second: int) -> str:
    text = str(value).strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 16
    if not is_number:
        return "" if value is None else text
    seconds = int(text) / units_of_a_second
    try:
        return (EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return text


def from_rails(value: Any) -> str:
    """Return the moment of `2024-01-31 08:15:00 UTC`, or of an ISO text."""
    text = "" if value is None else str(value).strip()
    found = _RAILS.match(text)
    if found is None:
        return text
    return f"{found[1]}T{found[2]}{found[3] or ''}+00:00"


def read(value: Any) -> datetime | None:
    """Return the moment of an ISO text with an offset, None if it is none."""
    try:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            return None
        # The first and the last day of the calendar do not exist everywhere.
        moment.astimezone(UTC)
        moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        return None
    return moment


def day_of(value: Any) -> str:
    """Return the day in China of an ISO text with an offset, "" if it is none."""
    moment = read(value)
    if moment is None:
        return ""
    return moment.astimezone(CHINA).date().isoformat()
