"""Series and summaries of a generation: written whole, read back as columns."""

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from activity.models import ActivitySummary, MemberSeries
from activity.rules.kinds import DIMENSIONS
from activity.rules.rhythm import Rhythm
from activity.rules.series import NEVER_FIRST, D, SeriesSet, empty_series, pack, unpack
from common.columns import COPY_HEADER, POSTGRES_EPOCH_SECONDS, Column, write_columns
from common.partitions import building_table

TOTALS = [f"{dimension.name.lower()}_total" for dimension in DIMENSIONS]
_FIXED = np.dtype(
    [("field_count", ">i2")]
    + [(name, kind) for n in range(3 + D) for name, kind in ((f"size{n}", ">i4"), (f"value{n}", ">i8"))]
    + [("blob_size", ">i4")]
)


def write_series(series: SeriesSet, *, generation: int) -> int:
    """The series of every member with events stand in the generation; returns how many."""
    active = series.first != NEVER_FIRST
    content, offsets = pack(series)
    member = series.member[active]
    chosen = np.concatenate(([0], np.cumsum(np.diff(offsets)[active])))
    columns = [
        Column("generation", "int4", np.full(len(member), generation)),
        Column("member_id", "int8", member),
        Column("first_activity_at", "instant", series.first[active]),
        Column("last_activity_at", "instant", series.last[active]),
        *(Column(name, "int8", series.total[active, d]) for d, name in enumerate(TOTALS)),
    ]
    write_columns(building_table(MemberSeries, generation), columns, blobs=("weeks", content, chosen))
    return len(member)


def read_series(table: str, *, generation: int, members: NDArray[np.int64]) -> SeriesSet:
    """Return the stored series of these members (sorted ids); those without any get empty ones."""
    if not len(members):
        return empty_series(members)
    columns = ["member_id", "first_activity_at", "last_activity_at", *TOTALS, "weeks"]
    read = _read_copy if connection.vendor == "postgresql" else _read_rows
    fixed, packed = read(table, columns, generation, int(members[0]), int(members[-1]))
    series = empty_series(members)
    place = np.searchsorted(members, fixed[:, 0])
    kept = (place < len(members)) & (members[np.minimum(place, len(members) - 1)] == fixed[:, 0])
    place = place[kept]
    series.first[place], series.last[place] = fixed[kept, 1], fixed[kept, 2]
    series.total[place] = fixed[kept, 3:]
    owner, records = unpack([blob for blob, keep in zip(packed, kept.tolist(), strict=True) if keep])
    return series._replace(owner=place[owner].astype(np.int32), records=records)


class _RowSink:
    """Collects the rows of a binary COPY, each of which arrives as one piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> None:
        self.pieces.append(piece)


def _read_copy(
    table: str, columns: list[str], generation: int, first: int, last: int
) -> tuple[NDArray[np.int64], list[bytes]]:
    sink = _RowSink()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY (SELECT {", ".join(columns)} FROM "{table}" WHERE generation = {int(generation)}'  # noqa: S608
            f" AND member_id BETWEEN {int(first)} AND {int(last)} ORDER BY member_id)"
            " TO STDOUT (FORMAT binary)",
            sink,
        )
    pieces = sink.pieces
    pieces[0] = pieces[0][len(COPY_HEADER) :]
    width = _FIXED.itemsize
    rows = [piece for piece in pieces if len(piece) >= width]
    fixed = np.frombuffer(b"".join([row[:width] for row in rows]), dtype=_FIXED)
    values = np.stack([fixed[f"value{n}"].astype(np.int64) for n in range(3 + D)], axis=1)
    values[:, 1:3] = values[:, 1:3] // 1_000_000 + POSTGRES_EPOCH_SECONDS
    return values, [row[width:] for row in rows]


def _read_rows(
    table: str, columns: list[str], generation: int, first: int, last: int
) -> tuple[NDArray[np.int64], list[bytes]]:
    chosen = [f"unixepoch(substr({name}, 1, 19))" if name.endswith("_at") else name for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {", ".join(chosen)} FROM "{table}" WHERE generation = %s'  # noqa: S608
            " AND member_id BETWEEN %s AND %s ORDER BY member_id",
            [generation, first, last],
        )
        rows = cursor.fetchall()
    values = np.array([row[:-1] for row in rows], dtype=np.int64).reshape(-1, 3 + D)
    return values, [bytes(row[-1]) for row in rows]


def write_summaries(
    series: SeriesSet,
    rhythm: Rhythm,
    *,
    percentile: NDArray[np.float64],
    shown: NDArray[np.bool_],
    generation: int,
) -> int:
    """The summaries of the members in `shown` (m,) stand in the generation; returns how many."""
    columns = [
        Column("generation", "int4", np.full(int(shown.sum()), generation)),
        Column("member_id", "int8", series.member[shown]),
        Column("first_activity_at", "instant", series.first[shown]),
        Column("last_activity_at", "instant", series.last[shown]),
        Column("active_days", "int4", rhythm.active_days[shown]),
        Column("active_days_28", "int2", rhythm.active_days_28[shown]),
        Column("active_weeks", "int2", rhythm.active_weeks[shown]),
        Column("active_weeks_52", "int2", rhythm.active_weeks_52[shown]),
        Column("tenure_weeks", "int2", rhythm.tenure_weeks[shown]),
        Column("usual_days_per_week", "float8", rhythm.usual_days_per_week[shown]),
        Column("level", "float8", rhythm.level[shown]),
        Column("long_level", "float8", rhythm.long_level[shown]),
        Column("change", "float8", np.round(rhythm.level - rhythm.long_level, 6)[shown]),
        Column("percentile", "float8", percentile[shown]),
    ]
    for d, dimension in enumerate(DIMENSIONS):
        name = dimension.name.lower()
        columns.append(Column(f"{name}_short", "float8", rhythm.short[shown, d]))
        columns.append(Column(f"{name}_long", "float8", rhythm.long[shown, d]))
    write_columns(building_table(ActivitySummary, generation), columns)
    return int(shown.sum())
