"""Columns of numbers into a table at once: binary COPY on PostgreSQL, one executemany elsewhere."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

BLOCK_ROWS = 25_000
POSTGRES_EPOCH_SECONDS = 946_684_800
COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_TRAILER = b"\xff\xff"
_WIRE = {"int2": ">i2", "int4": ">i4", "int8": ">i8", "float8": ">f8", "instant": ">i8"}


class Column(NamedTuple):
    """A column's name, its PostgreSQL type (instant: seconds since 1970 UTC, stored as timestamptz), its values."""

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
        fields += [(f"{column.name}:size", ">i4"), (column.name, _WIRE[column.kind])]
    rows = np.empty(len(columns[0].values), dtype=np.dtype(fields))
    rows["field_count"] = len(columns) + (1 if blobs else 0)
    for column in columns:
        rows[f"{column.name}:size"] = np.dtype(_WIRE[column.kind]).itemsize
        values = column.values
        if column.kind == "instant":
            values = (values - POSTGRES_EPOCH_SECONDS) * 1_000_000
        rows[column.name] = values
    if blobs is None:
        return rows.tobytes()
    return _with_blobs(rows.tobytes(), rows.dtype.itemsize, blobs[1], blobs[2])


def _with_blobs(fixed: bytes, width: int, content: bytes, offsets: NDArray[np.int64]) -> bytes:
    sizes = np.diff(offsets).astype(">i4").tobytes()
    bounds = offsets.tolist()
    parts: list[bytes] = []
    for i in range(len(bounds) - 1):
        parts += (
            fixed[i * width : (i + 1) * width],
            sizes[i * 4 : i * 4 + 4],
            content[bounds[i] : bounds[i + 1]],
        )
    return b"".join(parts)


def _plain(column: Column) -> list[Any]:
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
