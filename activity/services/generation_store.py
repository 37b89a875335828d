"""Write the series and summaries of a generation, each table whole."""

import numpy as np
from numpy.typing import NDArray

from activity.models import ActivitySummary, MemberSeries
from activity.rules.kinds import DIMENSIONS
from activity.rules.rhythm import Rhythm
from activity.rules.series import NEVER_FIRST, SeriesSet
from activity.selectors.series import TOTAL_FIELDS
from common.db.binary_copy import Blobs, Column
from common.db.bulk_copy import write_columns
from common.db.partitions import building_table
from common.rules.packing import pack_records


def write_series(series: SeriesSet, *, generation: int) -> int:
    """Add the series of every member with events to the generation; return how many."""
    active = series.first != NEVER_FIRST
    content, offsets = pack_records(
        series.owner,
        series.records,
        len(series.member),
    )
    sizes = np.diff(offsets)[active]
    member = series.member[active]
    columns = [
        Column("generation", "int4", np.full(len(member), generation)),
        Column("member_id", "int8", member),
        Column("first_activity_at", "instant", series.first[active]),
        Column("last_activity_at", "instant", series.last[active]),
    ]
    for dimension, name in enumerate(TOTAL_FIELDS):
        total = series.total[active, dimension]
        columns.append(Column(name, "int8", total))
    bounds = np.concatenate(([0], np.cumsum(sizes)))
    write_columns(
        building_table(MemberSeries, generation),
        columns,
        blobs=Blobs("weeks", content, bounds),
    )
    return len(member)


def write_summaries(
    series: SeriesSet,
    rhythm: Rhythm,
    *,
    percentile: NDArray[np.float64],
    shown: NDArray[np.bool_],
    generation: int,
) -> int:
    """Add the summaries of the members in `shown` (m,) to the generation; return how many."""
    count = int(shown.sum())
    change = np.round(rhythm.level - rhythm.long_level, 6)
    columns = [
        Column("generation", "int4", np.full(count, generation)),
        Column("member_id", "int8", series.member[shown]),
        Column("first_activity_at", "instant", series.first[shown]),
        Column("last_activity_at", "instant", series.last[shown]),
        Column("active_days", "int4", rhythm.active_days[shown]),
        Column("active_days_28", "int2", rhythm.active_days_28[shown]),
        Column("active_weeks", "int2", rhythm.active_weeks[shown]),
        Column("active_weeks_52", "int2", rhythm.active_weeks_52[shown]),
        Column("tenure_weeks", "int2", rhythm.tenure_weeks[shown]),
        Column(
            "usual_days_per_week",
            "float8",
            rhythm.usual_days_per_week[shown],
        ),
        Column("level", "float8", rhythm.level[shown]),
        Column("long_level", "float8", rhythm.long_level[shown]),
        Column("change", "float8", change[shown]),
        Column("percentile", "float8", percentile[shown]),
    ]
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short = rhythm.short[shown, dimension]
        long = rhythm.long[shown, dimension]
        columns.append(Column(f"{name}_short", "float8", short))
        columns.append(Column(f"{name}_long", "float8", long))
    write_columns(building_table(ActivitySummary, generation), columns)
    return count
