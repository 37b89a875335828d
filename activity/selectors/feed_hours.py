"""The counted days of a source as arrays over hours."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.models import EventSource, FeedDay
from activity.rules.feed_watch import HISTORY_DAYS
from common.calendar import business_zone

HOUR = timedelta(hours=1)


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
    return {
        kind: _hours_of(days, since, until) for kind, days in by_kind.items()
    }


def _hours_of(rows: list[FeedDay], since: date, until: date) -> FeedHours:
    counts = np.zeros(((until - since).days + 1, 24), dtype=np.int64)
    arrived = np.zeros(counts.shape, dtype=bool)
    last_at: datetime | None = None
    for row in rows:
        number = (row.day - since).days
        counts[number] = row.hours
        for hour in range(24):
            arrived[number, hour] = row.arrivals >> hour & 1
        if row.last_at is not None:
            last_at = max(last_at or row.last_at, row.last_at)
    return FeedHours(since, counts, np.flatnonzero(arrived), last_at)


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
