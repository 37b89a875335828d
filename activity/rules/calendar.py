"""Business days and weeks as numbers: days since 1970-01-01 in the business
time zone, weeks from Monday.

A night computes with these numbers, so it looks up the time zone once per
quarter of an hour instead of once per event. Every zone in use changes its
offset on a quarter of an hour.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
QUARTER_SECONDS = 900
WINDOW_WEEKS = 156
Days = TypeVar("Days", int, NDArray[np.int64])


def day_number(day: date) -> int:
    """Return how many days a day lies after 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a day number."""
    return EPOCH + timedelta(days=int(number))


def week_number(day: Days) -> Days:
    """Return the week of a day number, or of each of an array of them.

    Weeks begin on Monday; 1970-01-01 was a Thursday.
    """
    return (day + 3) // 7


def week_start(week: int) -> date:
    """Return the Monday of a week number."""
    return day_of(week * 7 - 3)


def first_kept_week(last_day: int) -> int:
    """Return the oldest calendar week of which a window of WINDOW_WEEKS
    sliding weeks needs a day.
    """
    return week_number(last_day) - WINDOW_WEEKS


def day_starts_at(day: date, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which a day begins in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def monday_of(day: date) -> date:
    """Return the Monday of the week that a day belongs to."""
    return day - timedelta(days=day.weekday())


def days_through(first: date, last: date) -> list[date]:
    """Return every day from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def weeks_through(first: date, last: date) -> list[date]:
    """Return the Monday of every week from that of the first day to that of the last."""
    return days_through(monday_of(first), monday_of(last))[::7]


class DayTable:
    """Looks up the business day number of many instants at once."""

    def __init__(self, first: date, last: date, zone: tzinfo) -> None:
        after_last = last + timedelta(days=1)
        starts = np.array(
            [
                _first_quarter(day, zone)
                for day in days_through(first, after_last)
            ],
        )
        quarters = np.arange(starts[0], starts[-1])
        nth_day = np.searchsorted(starts, quarters, side="right") - 1
        self._begin = int(starts[0])
        self._days = (nth_day + day_number(first)).astype(np.int32)

    def days(self, seconds: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return day numbers. Shape: (n,) -> (n,). Units: seconds since 1970 UTC.

        Instants outside the table get the table's first day less one, or its last day plus one.
        """
        size = len(self._days)
        quarter = seconds // QUARTER_SECONDS - self._begin
        days = self._days[np.clip(quarter, 0, size - 1)]
        if not len(quarter):
            return days
        if quarter.min() < 0 or quarter.max() >= size:
            days = np.where(quarter < 0, self._days[0] - 1, days)
            days = np.where(quarter >= size, self._days[-1] + 1, days)
        return days


def _first_quarter(day: date, zone: tzinfo) -> int:
    """Return the quarter of an hour since 1970 UTC at which a day begins."""
    return int(day_starts_at(day, zone).timestamp()) // QUARTER_SECONDS
