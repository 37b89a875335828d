"""Events added up by source, kind and hour, without reading each of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection


class HourCount(NamedTuple):
    """Events of a kind of a source in one hour; `hour` is its beginning in UTC.

    last: the latest of them.
    """

    source: int
    kind: int
    hour: datetime
    events: int
    last: datetime


class ArrivalHour(NamedTuple):
    """An hour in which events of a kind of a source arrived."""

    source: int
    kind: int
    hour: datetime


_HOUR = {
    "postgresql": "date_trunc('hour', {} AT TIME ZONE 'UTC')",
    "sqlite": "substr({}, 1, 13) || ':00'",
}
_COUNTS = """
    SELECT source_id, kind, {hour} AS hour, count(*), max(occurred_at)
    FROM activity_activityevent WHERE id > %s AND id <= %s
    GROUP BY source_id, kind, {hour}
"""
_ARRIVALS = """
    SELECT DISTINCT e.source_id, e.kind, {hour}
    FROM activity_activityevent e
    JOIN activity_ingestbatch b ON b.id = e.batch_id
    WHERE e.id > %s AND e.id <= %s
"""


def count_by_hour(after: int, through: int) -> Iterator[HourCount]:
    """Yield the counts of the events with ids above `after`, up to `through`."""
    sql = _COUNTS.format(hour=_hour_of("occurred_at"))
    for source, kind, hour, events, last in _fetch(sql, after, through):
        yield HourCount(source, kind, _utc(hour), events, _utc(last))


def arrival_hours(after: int, through: int) -> Iterator[ArrivalHour]:
    """Yield the hours in which the deliveries of these events began."""
    sql = _ARRIVALS.format(hour=_hour_of("b.started_at"))
    for source, kind, hour in _fetch(sql, after, through):
        yield ArrivalHour(source, kind, _utc(hour))


def _hour_of(column: str) -> str:
    return _HOUR[connection.vendor].format(column)


def _fetch(sql: str, after: int, through: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [after, through])
        return list(cursor.fetchall())


def _utc(value: Any) -> datetime:
    """Return a moment as the database gives it, SQLite as text, in UTC."""
    moment: datetime = value
    if not isinstance(value, datetime):
        moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
