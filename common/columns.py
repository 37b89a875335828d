"""Columns of numbers into a table at once and out of it: binary COPY on PostgreSQL, plain rows elsewhere."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

BLOCK_ROWS = 25_000
POSTGRES_EPOCH_SECONDS = 946_684_800
POSTGRES_EPOCH_DAYS = POSTGRES_EPOCH_SECONDS // 86_400
COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
BLOB_SIZE = "blob:size"
COPY_TRAILER = b"\xff\xff"
_WIRE = {"bool": "u1", "int2": ">i2", "int4": ">i4", "int8": ">i8", "float8": ">f8", "date": ">i4", "instant": ">i8"}


class Column(NamedTuple):
    """A column's name, its PostgreSQL type, its values.

    instant: seconds since 1970 UTC, stored as timestamptz · date: days since 1970-01-01 · bytes: rows of equally
    many bytes (n, width).
    """

    name: str
    kind: str
    values: NDArray[Any]


def write_columns(
    table: str, columns: Sequence[Column], *, blobs: tuple[str, bytes, NDArray[np.int64]] | None = None
) -> None:
    """Rows made of these columns stand in `table`.

    Shape:  every column (n,). blobs: a last bytea column as (name, all bytes, n + 1 offsets).
    """
    names = [column.name for column in columns] + ([blobs[0]] if blobs else [])
    for start in range(0, len(columns[0].values), BLOCK_ROWS):
        stop = start + BLOCK_ROWS
        block = [column._replace(values=column.values[start:stop]) for column in columns]
        offsets = (blobs[0], blobs[1], blobs[2][start : stop + 1]) if blobs else None
        _write_block(table, names, block, offsets)


def _write_block(
    table: str,
    names: Sequence[str],
    columns: Sequence[Column],
    blobs: tuple[str, bytes, NDArray[np.int64]] | None,
) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            stream = io.BytesIO(COPY_HEADER + _wire_rows(columns, blobs) + COPY_TRAILER)
            cursor.copy_expert(f'COPY "{table}" ({listed}) FROM STDIN (FORMAT binary)', stream)
        else:
            marks = ", ".join("?" for _name in names)
            cursor.cursor.executemany(
                f'INSERT INTO "{table}" ({listed}) VALUES ({marks})',  # noqa: S608 - names of our models
                zip(*(_plain(column) for column in columns), *_blob_values(blobs), strict=True),
            )


def _wire_rows(columns: Sequence[Column], blobs: tuple[str, bytes, NDArray[np.int64]] | None) -> bytes:
    fields: list[tuple[str, str]] = [("field_count", ">i2")]
    for column in columns:
        fields += [(f"{column.name}:size", ">i4"), (column.name, _wire_of(column.kind, column.values.shape))]
    if blobs is not None:
        fields.append((BLOB_SIZE, ">i4"))
    rows = np.empty(len(columns[0].values), dtype=np.dtype(fields))
    rows["field_count"] = len(columns) + (1 if blobs else 0)
    for column in columns:
        rows[f"{column.name}:size"] = rows.dtype[column.name].itemsize
        rows[column.name] = _to_wire(column.kind, column.values)
    return rows.tobytes() if blobs is None else _with_blobs(rows, blobs[1], blobs[2])


def _wire_of(kind: str, shape: tuple[int, ...]) -> Any:
    return ("u1", shape[1:]) if kind == "bytes" else _WIRE[kind]


def _to_wire(kind: str, values: NDArray[Any]) -> NDArray[Any]:
    if kind == "instant":
        return np.asarray((values - POSTGRES_EPOCH_SECONDS) * 1_000_000)
    return values - POSTGRES_EPOCH_DAYS if kind == "date" else values


def _with_blobs(rows: NDArray[np.void], content: bytes, offsets: NDArray[np.int64]) -> bytes:
    """Return the bytes of rows whose last fixed field, the size of what follows, is set here."""
    rows[BLOB_SIZE] = np.diff(offsets)
    fixed, width, bounds = rows.tobytes(), rows.dtype.itemsize, offsets.tolist()
    parts: list[bytes] = [b""] * (2 * len(rows))
    parts[::2] = [fixed[at : at + width] for at in range(0, len(fixed), width)]
    parts[1::2] = [content[first:end] for first, end in pairwise(bounds)]
    return b"".join(parts)


def _plain(column: Column) -> list[Any]:
    if column.kind == "bytes":
        return [row.tobytes() for row in column.values]
    if column.kind == "date":
        return [str(date(1970, 1, 1) + timedelta(days=days)) for days in column.values.tolist()]
    if column.kind != "instant":
        return list(column.values.tolist())
    return [
        datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ") for seconds in column.values.tolist()
    ]


def _blob_values(blobs: tuple[str, bytes, NDArray[np.int64]] | None) -> list[list[bytes]]:
    if blobs is None:
        return []
    _name, content, offsets = blobs
    bounds = offsets.tolist()
    return [[content[a:b] for a, b in pairwise(bounds)]]


def read_columns(
    table: str, columns: Sequence[tuple[str, str]], blob: str, *, generation: int, first: int, last: int
) -> tuple[dict[str, NDArray[Any]], list[bytes]]:
    """Return the columns (name, kind) and the blobs of a generation's rows of members first…last, by member id."""
    names = [name for name, _kind in columns]
    where = f"generation = {int(generation)} AND member_id BETWEEN {int(first)} AND {int(last)} ORDER BY member_id"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sink = _RowSink()
            query = f'SELECT {", ".join([*names, blob])} FROM "{table}" WHERE {where}'  # noqa: S608 - our names
            cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", sink)
            return _read_wire(columns, sink.pieces)
        shown = [_NUMBERS_OF.get(kind, "{}").format(name) for name, kind in columns]
        cursor.execute(f'SELECT {", ".join([*shown, blob])} FROM "{table}" WHERE {where}')  # noqa: S608 - our names
        rows = cursor.fetchall()
    kinds = [np.float64 if kind == "float8" else np.int64 for _name, kind in columns]
    values = {name: np.array([row[n] for row in rows], dtype=kinds[n]) for n, name in enumerate(names)}
    return values, [bytes(row[-1]) for row in rows]


def read_fixed_columns(
    table: str, columns: Sequence[tuple[str, str, int]], *, generation: int, first: int, last: int
) -> dict[str, NDArray[Any]]:
    """Return the columns (name, kind, bytes; 0 where the kind says it) of a generation's rows of members first…last."""
    names = [name for name, _kind, _width in columns]
    where = f"generation = {int(generation)} AND member_id BETWEEN {int(first)} AND {int(last)} ORDER BY member_id"
    query = f'SELECT {", ".join(names)} FROM "{table}" WHERE {where}'  # noqa: S608 - names of our models
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _split_wire(columns, _copy_out(cursor, query))
        cursor.execute(query)
        fetched = cursor.fetchall()
    values: dict[str, NDArray[Any]] = {}
    for n, (name, kind, width) in enumerate(columns):
        if kind == "bytes":
            joined = b"".join([bytes(row[n]) for row in fetched])
            values[name] = np.frombuffer(joined, dtype=np.uint8).reshape(-1, width)
        else:
            values[name] = np.array([row[n] for row in fetched], dtype=np.float64 if kind == "float8" else np.int64)
    return values


def read_queryset(rows: QuerySet[Any], columns: Sequence[tuple[str, str]]) -> dict[str, NDArray[Any]]:
    """Return these fields (name, kind) of a queryset as columns; none of them may be null."""
    rows = rows.values_list(*(name for name, _kind in columns))
    if connection.vendor == "postgresql":
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            return {name: _array_of(kind, []) for name, kind in columns}
        with connection.cursor() as cursor:
            wire = _copy_out(cursor, cursor.mogrify(sql, values).decode())
        told = _split_wire([(name, kind, 0) for name, kind in columns], wire)
        return {name: told[name].astype(bool) if kind == "bool" else told[name] for name, kind in columns}
    fetched = list(rows.iterator())
    return {name: _array_of(kind, [row[n] for row in fetched]) for n, (name, kind) in enumerate(columns)}


def _array_of(kind: str, values: list[Any]) -> NDArray[Any]:
    if kind == "instant":
        return np.array([int(value.timestamp()) for value in values], dtype=np.int64)
    return np.array(values, dtype={"bool": bool, "float8": np.float64}.get(kind, np.int64))


def _copy_out(cursor: Any, query: str) -> bytes:
    """Return the rows of a query as they come over the wire, in few calls: psycopg2 hands on every row by itself."""
    rows = io.BytesIO()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", rows, 1 << 16)
    return rows.getvalue()[len(COPY_HEADER) : -len(COPY_TRAILER)]


def _split_wire(columns: Sequence[tuple[str, str, int]], rows: bytes) -> dict[str, NDArray[Any]]:
    layout: list[tuple[str, Any]] = [("field_count", ">i2")]
    for name, kind, width in columns:
        layout += [(f"{name}:size", ">i4"), (name, _wire_of(kind, (0, width)))]
    fixed = np.frombuffer(rows, dtype=np.dtype(layout))
    return {name: fixed[name] if kind == "bytes" else _from_wire(kind, fixed[name]) for name, kind, _width in columns}


_NUMBERS_OF = {"instant": "unixepoch(substr({}, 1, 19))", "date": "unixepoch({}) / 86400"}


class _RowSink:
    """Collects the rows of a binary COPY, each of which arrives as one piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.write = self.pieces.append


def _read_wire(columns: Sequence[tuple[str, str]], pieces: list[bytes]) -> tuple[dict[str, NDArray[Any]], list[bytes]]:
    layout: list[tuple[str, str]] = [("field_count", ">i2")]
    for name, kind in columns:
        layout += [(f"{name}:size", ">i4"), (name, _WIRE[kind])]
    row = np.dtype([*layout, (BLOB_SIZE, ">i4")])
    pieces[0] = pieces[0][len(COPY_HEADER) :]
    rows = [piece for piece in pieces if len(piece) >= row.itemsize]
    fixed = np.frombuffer(b"".join([piece[: row.itemsize] for piece in rows]), dtype=row)
    values = {name: _from_wire(kind, fixed[name]) for name, kind in columns}
    return values, [piece[row.itemsize :] for piece in rows]


def _from_wire(kind: str, values: NDArray[Any]) -> NDArray[Any]:
    if kind == "float8":
        return values.astype(np.float64)
    plain = values.astype(np.int64)
    if kind == "instant":
        return plain // 1_000_000 + POSTGRES_EPOCH_SECONDS
    return plain + POSTGRES_EPOCH_DAYS if kind == "date" else plain
