"""Read events from the database as columns, in chunks: by binary COPY on
PostgreSQL, as joined texts on SQLite.
"""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from activity.rules.series import EventColumns
from common.db.binary_copy import COPY_HEADER, POSTGRES_EPOCH_SECONDS

CHUNK_EVENTS = 25_000
# One number for member, kind and quantity: each column less saves a tenth of
# the time that the rows take out of the database.
_PACKED = "member_id * 262144 + kind * 1024 + quantity - 1"
_ROW = np.dtype(
    [
        ("field_count", ">i2"),
        ("size0", ">i4"),
        ("packed", ">i8"),
        ("size1", ">i4"),
        ("at", ">i8"),
    ],
)


class EventSpan(NamedTuple):
    """Which events a shard of a night reads: members first…last (None: no
    bound), ids up to `through`, before `ends_at`.

    With a base (its `base_through`, `base_ends_at`), only events that the base
    has not read: those stored since, and those that were stored then but lay
    after the base's last day.
    """

    first_member: int | None
    last_member: int | None
    through: int
    ends_at: datetime
    base_through: int | None = None
    base_ends_at: datetime | None = None


def stream_events(
    span: EventSpan,
    take: Callable[[EventColumns], Any],
) -> None:
    """Call `take` with every event of the span, each once, in no given order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for where, values in _conditions(span):
                _stream_copy(cursor, where, values, take)
        else:
            for where, values in _slices(span):
                _take_slice(cursor, where, values, take)


def _conditions(span: EventSpan) -> Iterator[tuple[str, list[Any]]]:
    members, bounds = _of_members(span)
    if span.base_through is None:
        yield f"id <= %s{members}", [span.through, *bounds]
        return
    yield (
        f"id > %s AND id <= %s AND occurred_at < %s{members}",
        [span.base_through, span.through, span.ends_at, *bounds],
    )
    yield (
        f"id <= %s AND occurred_at >= %s AND occurred_at < %s{members}",
        [span.base_through, span.base_ends_at, span.ends_at, *bounds],
    )


def _of_members(span: EventSpan) -> tuple[str, list[int]]:
    where = ""
    bounds = []
    if span.first_member is not None:
        where += " AND member_id >= %s"
        bounds.append(span.first_member)
    if span.last_member is not None:
        where += " AND member_id <= %s"
        bounds.append(span.last_member)
    return where, bounds


def _slices(span: EventSpan) -> Iterator[tuple[str, list[Any]]]:
    """Cut the span into pieces that fit into memory: CHUNK_EVENTS ids, or one
    day of those that the base left out.
    """
    members, bounds = _of_members(span)
    for first in range(span.base_through or 0, span.through, CHUNK_EVENTS):
        last = min(first + CHUNK_EVENTS, span.through)
        yield (
            f"id > %s AND id <= %s AND occurred_at < %s{members}",
            [first, last, span.ends_at, *bounds],
        )
    begins = span.base_ends_at
    while begins is not None and begins < span.ends_at:
        ends = min(begins + timedelta(days=1), span.ends_at)
        yield (
            f"id <= %s AND occurred_at >= %s AND occurred_at < %s{members}",
            [span.base_through, begins, ends, *bounds],
        )
        begins = ends


class _ColumnSink(io.RawIOBase):
    """Takes the bytes of a binary COPY and passes on whole rows as columns."""

    def __init__(self, take: Callable[[EventColumns], Any]) -> None:
        self._take = take
        self._rest = b""
        self._has_begun = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = self._rest + bytes(data)
        if not self._has_begun and len(block) >= len(COPY_HEADER):
            block = block[len(COPY_HEADER) :]
            self._has_begun = True
        count = len(block) // _ROW.itemsize
        self._rest = block[count * _ROW.itemsize :]
        if count and self._has_begun:
            rows = np.frombuffer(block, dtype=_ROW, count=count)
            self._take(_columns_of_rows(rows))
        return len(data)


def _columns_of_rows(rows: NDArray[np.void]) -> EventColumns:
    microseconds = rows["at"].astype(np.int64)
    seconds = microseconds // 1_000_000 + POSTGRES_EPOCH_SECONDS
    return _columns(rows["packed"].astype(np.int64), seconds)


def _columns(
    packed: NDArray[np.int64],
    seconds: NDArray[np.int64],
) -> EventColumns:
    return EventColumns(
        packed >> 18,
        seconds,
        (packed >> 10) & 0xFF,
        (packed & 0x3FF) + 1,
    )


def _stream_copy(
    cursor: Any,
    where: str,
    values: list[Any],
    take: Callable[[EventColumns], Any],
) -> None:
    query = cursor.mogrify(
        f"SELECT {_PACKED}, occurred_at FROM activity_activityevent WHERE {where}",  # noqa: S608
        values,
    ).decode()
    sink = io.BufferedWriter(
        _ColumnSink(take),
        buffer_size=CHUNK_EVENTS * _ROW.itemsize,
    )
    cursor.copy_expert(
        f"COPY ({query}) TO STDOUT (FORMAT binary)",
        sink,
        1 << 16,
    )
    sink.flush()


def _take_slice(
    cursor: Any,
    where: str,
    values: list[Any],
    take: Callable[[EventColumns], Any],
) -> None:
    """Pass on a slice that SQLite has joined into two texts: fetching rows one
    by one takes twice the time.
    """
    cursor.execute(
        f"SELECT group_concat({_PACKED}, ' '),"  # noqa: S608
        f" group_concat(substr(occurred_at, 1, 19), '') FROM activity_activityevent WHERE {where}",
        values,
    )
    packed, moments = cursor.fetchone()
    if packed is None:
        return
    texts = np.frombuffer(moments.encode(), dtype="S19")
    seconds = texts.astype("datetime64[s]").astype(np.int64)
    take(_columns(np.fromstring(packed, dtype=np.int64, sep=" "), seconds))
