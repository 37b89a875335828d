"""Write columns of numbers into a table at once, and read them back: by binary
COPY on PostgreSQL, as plain rows elsewhere.
"""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

from common.db.binary_copy import (
    COPY_HEADER,
    COPY_TRAILER,
    Blobs,
    CopyColumn,
    decode_rows,
    decode_rows_with_blobs,
    encode_rows,
)

BLOCK_ROWS = 25_000
EPOCH = date(1970, 1, 1)
# How SQLite gives moments and days as numbers.
_NUMBERS_OF = {
    "instant": "unixepoch(substr({}, 1, 19))",
    "date": "unixepoch({}) / 86400",
}


def write_columns(
    table: str,
    columns: Sequence[CopyColumn],
    *,
    blobs: Blobs | None = None,
) -> None:
    """Add the rows made of these columns to `table`.

    Shape: every column (n,); `blobs` is a last column of bytes.
    """
    for start in range(0, len(columns[0].values), BLOCK_ROWS):
        stop = start + BLOCK_ROWS
        block = []
        for column in columns:
            values = column.values[start:stop]
            block.append(column._replace(values=values))
        if blobs is None:
            _write_block(table, block, None)
        else:
            offsets = blobs.offsets[start : stop + 1]
            _write_block(table, block, blobs._replace(offsets=offsets))


def _write_block(
    table: str,
    columns: Sequence[CopyColumn],
    blobs: Blobs | None,
) -> None:
    names = [column.name for column in columns]
    if blobs is not None:
        names.append(blobs.name)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(
                f'COPY "{table}" ({quoted}) FROM STDIN (FORMAT binary)',
                io.BytesIO(encode_rows(columns, blobs)),
            )
            return
        values: list[list[Any]] = [_plain_values(column) for column in columns]
        if blobs is not None:
            values.append(blobs.rows())
        marks = ", ".join(["?"] * len(names))
        cursor.cursor.executemany(
            f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})',  # noqa: S608 - our names
            zip(*values, strict=True),
        )


def _plain_values(column: CopyColumn) -> list[Any]:
    """Return the values of a column as SQLite takes them."""
    if column.kind == "bytes":
        return [row.tobytes() for row in column.values]
    values = column.values.tolist()
    if column.kind == "date":
        return [str(EPOCH + timedelta(days=days)) for days in values]
    if column.kind == "instant":
        return [_sqlite_moment(seconds) for seconds in values]
    return list(values)


def _sqlite_moment(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.replace(tzinfo=None).isoformat(" ")


def read_columns(
    table: str,
    columns: Sequence[tuple[str, str]],
    blob: str,
    *,
    generation: int,
    first: int,
    last: int,
) -> tuple[dict[str, NDArray[Any]], list[bytes]]:
    """Return the columns (name, kind) and the blobs of a generation's rows of
    members first…last, by member id.
    """
    where = _of_members(generation, first, last)
    if connection.vendor == "postgresql":
        names = [name for name, _kind in columns]
        listed = ", ".join([*names, blob])
        query = f'SELECT {listed} FROM "{table}" {where}'  # noqa: S608 - our names
        sink = _RowSink()
        with connection.cursor() as cursor:
            cursor.copy_expert(_copy_of(query), sink)
        return decode_rows_with_blobs(_layout(columns), sink.pieces)
    shown = [
        _NUMBERS_OF.get(kind, "{}").format(name) for name, kind in columns
    ]
    listed = ", ".join([*shown, blob])
    rows = _fetch(f'SELECT {listed} FROM "{table}" {where}')  # noqa: S608 - our names
    values = {}
    for n, (name, kind) in enumerate(columns):
        number = np.float64 if kind == "float8" else np.int64
        values[name] = np.array([row[n] for row in rows], dtype=number)
    return values, [bytes(row[-1]) for row in rows]


def read_fixed_columns(
    table: str,
    columns: Sequence[tuple[str, str, int]],
    *,
    generation: int,
    first: int,
    last: int,
) -> dict[str, NDArray[Any]]:
    """Return the columns (name, kind, bytes; 0 unless the kind is bytes) of a
    generation's rows of members first…last.
    """
    names = ", ".join([name for name, _kind, _width in columns])
    where = _of_members(generation, first, last)
    query = f'SELECT {names} FROM "{table}" {where}'  # noqa: S608 - our names
    if connection.vendor == "postgresql":
        return decode_rows(columns, _copy_out(query))
    rows = _fetch(query)
    values: dict[str, NDArray[Any]] = {}
    for n, (name, kind, width) in enumerate(columns):
        cells = [row[n] for row in rows]
        if kind == "bytes":
            joined = np.frombuffer(b"".join(map(bytes, cells)), dtype=np.uint8)
            values[name] = joined.reshape(-1, width)
        else:
            number = np.float64 if kind == "float8" else np.int64
            values[name] = np.array(cells, dtype=number)
    return values


def _of_members(generation: int, first: int, last: int) -> str:
    return (
        f"WHERE generation = {int(generation)} AND member_id "
        f"BETWEEN {int(first)} AND {int(last)} ORDER BY member_id"
    )


def read_queryset(
    rows: QuerySet[Any],
    columns: Sequence[tuple[str, str]],
) -> dict[str, NDArray[Any]]:
    """Return these fields (name, kind) of a queryset as columns; none of them may be null."""
    rows = rows.values_list(*(name for name, _kind in columns))
    if connection.vendor == "postgresql":
        return _copy_queryset(rows, columns)
    fetched = list(rows.iterator())
    values = {}
    for n, (name, kind) in enumerate(columns):
        values[name] = _array_of(kind, [row[n] for row in fetched])
    return values


def _copy_queryset(
    rows: QuerySet[Any],
    columns: Sequence[tuple[str, str]],
) -> dict[str, NDArray[Any]]:
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return {name: _array_of(kind, []) for name, kind in columns}
    with connection.cursor() as cursor:
        query = cursor.mogrify(sql, parameters).decode()
    values = decode_rows(_layout(columns), _copy_out(query))
    for name, kind in columns:
        if kind == "bool":
            values[name] = values[name].astype(bool)
    return values


def _layout(
    columns: Sequence[tuple[str, str]],
) -> list[tuple[str, str, int]]:
    return [(name, kind, 0) for name, kind in columns]


def _array_of(kind: str, values: list[Any]) -> NDArray[Any]:
    if kind == "instant":
        seconds = [int(value.timestamp()) for value in values]
        return np.array(seconds, dtype=np.int64)
    if kind == "date":
        days = [(value - EPOCH).days for value in values]
        return np.array(days, dtype=np.int64)
    if kind == "bool":
        return np.array(values, dtype=bool)
    if kind == "float8":
        return np.array(values, dtype=np.float64)
    return np.array(values, dtype=np.int64)


def _fetch(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _copy_of(query: str) -> str:
    return f"COPY ({query}) TO STDOUT (FORMAT binary)"


def _copy_out(query: str) -> bytes:
    """Return the rows of a query in binary form, fetched in few calls:
    psycopg2 passes on every row by itself.
    """
    rows = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(_copy_of(query), rows, 1 << 16)
    return rows.getvalue()[len(COPY_HEADER) : -len(COPY_TRAILER)]


class _RowSink:
    """Collects the rows of a binary COPY, each of which arrives as one piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.write = self.pieces.append
