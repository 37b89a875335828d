"""The binary format of PostgreSQL's COPY as numpy arrays of whole rows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

POSTGRES_EPOCH_SECONDS = 946_684_800
POSTGRES_EPOCH_DAYS = POSTGRES_EPOCH_SECONDS // 86_400
COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_TRAILER = b"\xff\xff"
FIELD_COUNT = ("field_count", ">i2")
BLOB_SIZE = "blob:size"
_TYPES = {
    "bool": "u1",
    "int2": ">i2",
    "int4": ">i4",
    "int8": ">i8",
    "float8": ">f8",
    "date": ">i4",
    "instant": ">i8",
}
# A column to read: its name, its PostgreSQL type, its bytes if the type is "bytes".
Layout = Sequence[tuple[str, str, int]]


class CopyColumn(NamedTuple):
    """A column's name, its PostgreSQL type, its values.

    instant: seconds since 1970 UTC, stored as timestamptz · date: days since
    1970-01-01 · bytes: rows of equally many bytes (n, width).
    """

    name: str
    kind: str
    values: NDArray[Any]


class Blobs(NamedTuple):
    """A last column of bytes: its name, all bytes together, and the offset at
    which each row begins (n + 1).
    """

    name: str
    content: bytes
    offsets: NDArray[np.int64]

    def rows(self) -> list[bytes]:
        """Return the bytes of each row."""
        bounds = self.offsets.tolist()
        return [self.content[first:end] for first, end in pairwise(bounds)]


def encode_rows(columns: Sequence[CopyColumn], blobs: Blobs | None) -> bytes:
    """Return the rows made of these columns as COPY takes them, with header and trailer."""
    fields: list[tuple[str, Any]] = [FIELD_COUNT]
    for column in columns:
        width = column.values.shape[1] if column.kind == "bytes" else 0
        fields += _field(column.name, column.kind, width)
    if blobs is not None:
        fields.append((BLOB_SIZE, ">i4"))
    rows = np.empty(len(columns[0].values), dtype=np.dtype(fields))
    rows["field_count"] = len(columns) + (1 if blobs else 0)
    for column in columns:
        rows[f"{column.name}:size"] = rows.dtype[column.name].itemsize
        rows[column.name] = _encode(column)
    encoded = rows.tobytes() if blobs is None else _with_blobs(rows, blobs)
    return COPY_HEADER + encoded + COPY_TRAILER


def decode_rows(layout: Layout, rows: bytes) -> dict[str, NDArray[Any]]:
    """Return the columns of rows without header and trailer."""
    fixed = np.frombuffer(rows, dtype=np.dtype(_fields(layout)))
    return _decode(layout, fixed)


def decode_rows_with_blobs(
    layout: Layout,
    pieces: list[bytes],
) -> tuple[dict[str, NDArray[Any]], list[bytes]]:
    """Return the columns and the last column of bytes of rows that arrived one
    a piece; the first piece begins with the header.
    """
    dtype = np.dtype([*_fields(layout), (BLOB_SIZE, ">i4")])
    pieces[0] = pieces[0][len(COPY_HEADER) :]
    rows = [piece for piece in pieces if len(piece) >= dtype.itemsize]
    starts = b"".join([row[: dtype.itemsize] for row in rows])
    fixed = np.frombuffer(starts, dtype=dtype)
    return _decode(layout, fixed), [row[dtype.itemsize :] for row in rows]


def _fields(layout: Layout) -> list[tuple[str, Any]]:
    fields: list[tuple[str, Any]] = [FIELD_COUNT]
    for name, kind, width in layout:
        fields += _field(name, kind, width)
    return fields


def _field(name: str, kind: str, width: int) -> list[tuple[str, Any]]:
    """Return the two fields of a column: its size and its value."""
    value_type: Any = ("u1", (width,)) if kind == "bytes" else _TYPES[kind]
    return [(f"{name}:size", ">i4"), (name, value_type)]


def _encode(column: CopyColumn) -> NDArray[Any]:
    if column.kind == "instant":
        seconds = column.values - POSTGRES_EPOCH_SECONDS
        return np.asarray(seconds * 1_000_000)
    if column.kind == "date":
        return np.asarray(column.values - POSTGRES_EPOCH_DAYS)
    return column.values


def _decode(
    layout: Layout,
    fixed: NDArray[np.void],
) -> dict[str, NDArray[Any]]:
    values = {}
    for name, kind, _width in layout:
        values[name] = _decode_values(kind, fixed[name])
    return values


def _decode_values(kind: str, values: NDArray[Any]) -> NDArray[Any]:
    if kind == "bytes":
        return values
    if kind == "float8":
        return values.astype(np.float64)
    numbers = values.astype(np.int64)
    if kind == "instant":
        return numbers // 1_000_000 + POSTGRES_EPOCH_SECONDS
    if kind == "date":
        return numbers + POSTGRES_EPOCH_DAYS
    return numbers


def _with_blobs(rows: NDArray[np.void], blobs: Blobs) -> bytes:
    """Return the bytes of the rows, each followed by its blob, whose size is
    the last fixed field.
    """
    rows[BLOB_SIZE] = np.diff(blobs.offsets)
    fixed = rows.tobytes()
    width = rows.dtype.itemsize
    parts: list[bytes] = [b""] * (2 * len(rows))
    parts[::2] = [fixed[at : at + width] for at in range(0, len(fixed), width)]
    parts[1::2] = blobs.rows()
    return b"".join(parts)
