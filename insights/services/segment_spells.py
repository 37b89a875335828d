"""Memberships of segments: begun and ended by the thousand, and counted."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.services.webhooks import announce_changes

CHUNK = 50_000
BATCH = 5000
# Rows are one JSON text: a parameter for each value takes thirty times as long.
_SET = (
    "UPDATE {table} SET ended_at = %s, ended_version = %s, end_reason = "
    "one.reason, end_values = one.own FROM "
)
_POSTGRES = (
    "(SELECT (value->>0)::bigint, value->1, value->2 FROM "
    "jsonb_array_elements(%s::jsonb)) one(pk, reason, own) "
)
_SQLITE = (
    "(SELECT value->>0 AS pk, value->1 AS reason, value->2 AS own"
    " FROM json_each(%s)) AS one "
)
_WHERE = (
    "WHERE segment_id = %s AND member_id = one.pk AND {table}.ended_at IS NULL"
)


class BegunSpell(NamedTuple):
    """A member who joins, the conditions that hold, and their own values."""

    member_id: int
    reason: list[int]
    values: list[Any] | None


class EndedSpell(NamedTuple):
    """A member who leaves, the conditions that failed, and their own values."""

    member_id: int
    reason: list[int]
    values: list[Any]


def next_moment(segment: Segment, now: datetime) -> datetime:
    """Return the moment of a change: later than the last one, which may have
    been handed out as `as_of` already.
    """
    if segment.counted_at is None:
        return now
    return max(now, segment.counted_at + timedelta(microseconds=1))


def begin_spells(
    segment: Segment,
    begun: Sequence[BegunSpell],
    *,
    version: int,
    at: AsOf,
) -> None:
    """Begin the memberships of these members now."""
    for start in range(0, len(begun), CHUNK):
        spells = [
            SegmentSpell(
                segment=segment,
                member_id=one.member_id,
                started_at=at.now,
                version=version,
                reason=one.reason,
                start_values=one.values,
            )
            for one in begun[start : start + CHUNK]
        ]
        SegmentSpell.objects.bulk_create(spells, batch_size=BATCH)


def end_spells(
    segment: Segment,
    ended: Sequence[EndedSpell],
    *,
    version: int,
    at: AsOf,
) -> None:
    """End the open memberships of these members now, each with its reasons."""
    is_postgres = connection.vendor == "postgresql"
    rows = _POSTGRES if is_postgres else _SQLITE
    statement = (_SET + rows + _WHERE).format(
        table=SegmentSpell._meta.db_table,
    )
    moment = connection.ops.adapt_datetimefield_value(at.now)
    for start in range(0, len(ended), BATCH):
        packed = json.dumps(ended[start : start + BATCH])
        with connection.cursor() as cursor:
            cursor.execute(statement, [moment, version, packed, segment.pk])


def count_members(segment: Segment, *, at: AsOf, version: int) -> None:
    """Store how many members the segment has now, and announce its changes."""
    inside = SegmentSpell.objects.open().filter(segment=segment)
    segment.member_count = inside.count()
    segment.counted_at = at.now
    segment.counted_generation = at.generation
    segment.counted_version = version
    segment.failure = ""
    segment.save(
        update_fields=[
            "member_count",
            "counted_at",
            "counted_generation",
            "counted_version",
            "failure",
        ],
    )
    announce_changes(segment=segment, at=at.now)
