"""Business days and weeks as numbers: days since 1970-01-01 in the business time zone, weeks from Monday.

Whole nights are arithmetic on these numbers, so the time zone is consulted once per quarter of an hour
and night, not once per event; every zone in use changes its offset on a quarter of an hour.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
QUARTER_SECONDS = 900
WINDOW_WEEKS = 156


def day_number(day: date) -> int:
    """Return how many days a day lies after 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a day number."""
    return EPOCH + timedelta(days=int(number))


def week_number(day: int) -> int:
    """Return the week of a day number; weeks begin on Monday (1970-01-01 was a Thursday)."""
    return (day + 3) // 7


def week_start(week: int) -> date:
    """Return the Monday of a week number."""
    return day_of(week * 7 - 3)


def first_kept_week(last_day: int) -> int:
    """Return the oldest calendar week of which a window of WINDOW_WEEKS sliding weeks needs a day."""
    return week_number(last_day) - WINDOW_WEEKS


def day_starts_at(day: date, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which a day begins in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def business_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day that an instant belongs to in a zone."""
    return moment.astimezone(zone).date()


class DayTable:
    """Looks up the business day number of many instants at once."""

    def __init__(self, first: date, last: date, zone: tzinfo) -> None:
        begin = int(day_starts_at(first, zone).timestamp()) // QUARTER_SECONDS
        end = int(day_starts_at(last + timedelta(days=1), zone).timestamp()) // QUARTER_SECONDS
        starts = [
            int(day_starts_at(first + timedelta(days=i), zone).timestamp()) // QUARTER_SECONDS
            for i in range((last - first).days + 2)
        ]
        quarters = np.arange(begin, end)
        days = np.searchsorted(np.asarray(starts), quarters, side="right") - 1 + day_number(first)
        self._begin, self._days = begin, days.astype(np.int32)

    def days(self, seconds: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return day numbers. Shape: (n,) -> (n,). Units: seconds since 1970 UTC.

        Instants outside the table get the table's first day less one, or its last day plus one.
        """
        quarter = seconds // QUARTER_SECONDS - self._begin
        inside = self._days[np.clip(quarter, 0, len(self._days) - 1)]
        if len(quarter) and (quarter.min() < 0 or quarter.max() >= len(self._days)):
            inside = np.where(quarter < 0, self._days[0] - 1, inside)
            inside = np.where(quarter >= len(self._days), self._days[-1] + 1, inside)
        return inside
