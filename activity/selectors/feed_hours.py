"""The counted days of a source as arrays over hours."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.models import EventSource, FeedDay
from activity.rules.feed_watch import HISTORY_DAYS
from common.calendar import business_zone

HOUR = timedelta(hours=1)
HOURS = 24


class FeedHours(NamedTuple):
    """What one kind of a source, or several together, sent.

    first_day: the day of row 0 · counts (days, 24): events in each hour ·
    arrivals (n,): hours since the beginning of row 0 in which events arrived ·
    last_at: the latest event, None without any.
    """

    first_day: date
    counts: NDArray[np.int64]
    arrivals: NDArray[np.int64]
    last_at: datetime | None

    def hours_until(self, moment: datetime) -> float:
        """Return how many hours of the business clock lie between row 0 and a moment."""
        local = moment.astimezone(business_zone())
        days = (local.date() - self.first_day).days
        return days * 24 + local.hour + local.minute / 60 + local.second / 3600

    def moment_of(self, hours: float) -> datetime:
        """Return the moment that lies so many hours of the business clock after row 0."""
        day = self.first_day + timedelta(days=int(hours // 24))
        start = datetime(day.year, day.month, day.day, tzinfo=business_zone())
        return start + HOUR * (hours % 24)


def read_feed_hours(
    source: EventSource,
    *,
    since: date,
    until: date,
) -> dict[int, FeedHours]:
    """Return the hours of each kind that the source sent between these days,
    both included.
    """
    rows = FeedDay.objects.filter(
        source=source,
        day__gte=since,
        day__lte=until,
    )
    by_kind: dict[int, list[FeedDay]] = {}
    for row in rows.order_by("day").iterator(chunk_size=5_000):
        by_kind.setdefault(row.kind, []).append(row)
    found = {}
    for kind, days in by_kind.items():
        found[kind] = _hours_of_kind(days, since, until)
    return found


def _hours_of_kind(
    days: list[FeedDay],
    since: date,
    until: date,
) -> FeedHours:
    """Return the counted days of one kind, in their order, as the hours from
    the beginning of `since` to the end of `until`; a day without a row has
    no events.
    """
    counts = np.zeros(((until - since).days + 1, HOURS), dtype=np.int64)
    arrivals: list[int] = []
    last_at: datetime | None = None
    for day in days:
        number = (day.day - since).days
        counts[number] = day.hours
        for hour in _hours_of_arrival(day.arrivals):
            arrivals.append(number * HOURS + hour)
        if day.last_at is not None:
            last_at = max(last_at or day.last_at, day.last_at)
    return FeedHours(since, counts, np.array(arrivals, np.int64), last_at)


def _hours_of_arrival(mask: int) -> Iterator[int]:
    """Yield the hours of a day in which events arrived: bit 0 of the mask is
    the hour from midnight, bit 23 the last one.
    """
    for hour in range(HOURS):
        if mask & (1 << hour):
            yield hour


def joined_hours(parts: Sequence[FeedHours]) -> FeedHours:
    """Return several kinds of a source as one feed."""
    total = parts[0].counts.copy()
    for part in parts[1:]:
        total += part.counts
    arrivals = np.unique(np.concatenate([part.arrivals for part in parts]))
    moments = [part.last_at for part in parts if part.last_at is not None]
    return FeedHours(
        parts[0].first_day,
        total,
        arrivals,
        max(moments, default=None),
    )


def history_before(
    hours: FeedHours,
    day: date,
) -> tuple[NDArray[np.int64], int]:
    """Return the counts of the whole days of half a year before a day, from
    the first one with events on, and the weekday of the first.
    """
    end = (day - hours.first_day).days
    start = max(0, end - HISTORY_DAYS)
    counts = hours.counts[start:end]
    active = np.flatnonzero(counts.any(axis=1))
    if len(active):
        start += int(active[0])
        counts = counts[int(active[0]) :]
    first = hours.first_day + timedelta(days=start)
    return counts, first.weekday()
