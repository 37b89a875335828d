"""Series and summaries of a generation: written whole, read back as columns."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from activity.models import ActivitySummary, MemberSeries
from activity.rules.kinds import DIMENSIONS
from activity.rules.rhythm import Rhythm
from activity.rules.series import NEVER_FIRST, WEEK_RECORD, SeriesSet, empty_series
from common.columns import Column, read_columns, write_columns
from common.partitions import building_table
from common.rules.packing import pack_records, unpack_records

TOTALS = [f"{dimension.name.lower()}_total" for dimension in DIMENSIONS]


def write_series(series: SeriesSet, *, generation: int) -> int:
    """The series of every member with events stand in the generation; returns how many."""
    active = series.first != NEVER_FIRST
    content, offsets = pack_records(series.owner, series.records, len(series.member))
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
    totals = [(name, "int8") for name in TOTALS]
    columns = [("member_id", "int8"), ("first_activity_at", "instant"), ("last_activity_at", "instant"), *totals]
    bounds = {"generation": generation, "first": int(members[0]), "last": int(members[-1])}
    read, packed = read_columns(table, columns, "weeks", **bounds)
    series = empty_series(members)
    place = np.searchsorted(members, read["member_id"])
    kept = (place < len(members)) & (members[np.minimum(place, len(members) - 1)] == read["member_id"])
    place = place[kept]
    series.first[place], series.last[place] = read["first_activity_at"][kept], read["last_activity_at"][kept]
    for d, name in enumerate(TOTALS):
        series.total[place, d] = read[name][kept]
    if not kept.all():
        packed = list(compress(packed, kept.tolist()))
    owner, records = unpack_records(packed, WEEK_RECORD)
    return series._replace(owner=place[owner].astype(np.int32), records=records)


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
