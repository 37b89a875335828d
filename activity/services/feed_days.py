"""Count events by source, kind, day and hour as they come in, so that nobody
has to read them all to know how a feed usually comes.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from activity.models import ActivityEvent, FeedCursor, FeedDay
from activity.selectors.feed_counts import arrival_hours, count_by_hour
from common.calendar import business_zone
from common.db.committed_ids import committed_through
from common.db.locks import exclusive

EVENTS_AT_ONCE = 2_000_000
_Key = tuple[int, int, date]


def count_feed_days(*, now: datetime, anew: bool = False) -> int:
    """Count the events stored since the last time; return up to which id.

    `anew`: count all of them. So does a table that holds less than was counted.
    """
    with exclusive("feeds:count", wait=True):
        through = committed_through(ActivityEvent)
        cursor = FeedCursor.objects.filter(pk=1).first() or FeedCursor()
        if anew or cursor.events_through > through:
            with transaction.atomic():
                FeedDay.objects.all().delete()
                cursor.events_through = 0
                cursor.save()
        while cursor.events_through < through:
            last = min(cursor.events_through + EVENTS_AT_ONCE, through)
            with transaction.atomic():
                _count_span(cursor.events_through, last)
                cursor.events_through = last
                cursor.counted_at = now
                cursor.save()
        return through


def _count_span(after: int, through: int) -> None:
    zone = business_zone()
    counted: dict[_Key, FeedDay] = {}

    def day_of(source: int, kind: int, at: datetime) -> FeedDay:
        key = (source, kind, at.date())
        if key not in counted:
            counted[key] = FeedDay(source_id=source, kind=kind, day=at.date())
        return counted[key]

    for count in count_by_hour(after, through):
        at = count.hour.astimezone(zone)
        row = day_of(count.source, count.kind, at)
        row.hours[at.hour] += count.events
        row.last_at = max(row.last_at or count.last, count.last)
    for arrival in arrival_hours(after, through):
        at = arrival.hour.astimezone(zone)
        row = day_of(arrival.source, arrival.kind, at)
        row.arrivals |= 1 << at.hour
    _add_to_stored(counted)


def _add_to_stored(counted: dict[_Key, FeedDay]) -> None:
    """Store these counts, added to what is stored for the same days."""
    if not counted:
        return
    days = [day for _source, _kind, day in counted]
    stored = FeedDay.objects.filter(day__gte=min(days), day__lte=max(days))
    changed = []
    for row in stored.iterator(chunk_size=5_000):
        more = counted.pop((row.source_id, row.kind, row.day), None)
        if more is not None:
            changed.append(_sum_of(row, more))
    fields = ["hours", "last_at", "arrivals"]
    FeedDay.objects.bulk_update(changed, fields, batch_size=500)
    FeedDay.objects.bulk_create(counted.values(), batch_size=2_000)


def _sum_of(row: FeedDay, more: FeedDay) -> FeedDay:
    row.hours = _sums(row.hours, more.hours)
    moments = [at for at in (row.last_at, more.last_at) if at is not None]
    row.last_at = max(moments, default=None)
    row.arrivals |= more.arrivals
    return row


def _sums(some: Iterable[int], others: Iterable[int]) -> list[Any]:
    return [one + other for one, other in zip(some, others, strict=True)]
