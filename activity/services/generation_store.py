"""Write the series and summaries of a generation, each table whole."""

import numpy as np
from numpy.typing import NDArray

from activity.models import ActivitySummary, MemberSeries
from activity.rules.kinds import DIMENSIONS
from activity.rules.rhythm import Rhythm
from activity.rules.series import NEVER_FIRST, SeriesSet
from activity.selectors.series import TOTAL_FIELDS
from common.db.binary_copy import Blobs, CopyColumn
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
        CopyColumn("generation", "int4", np.full(len(member), generation)),
        CopyColumn("member_id", "int8", member),
        CopyColumn("first_activity_at", "instant", series.first[active]),
        CopyColumn("last_activity_at", "instant", series.last[active]),
    ]
    for dimension, name in enumerate(TOTAL_FIELDS):
        total = series.total[active, dimension]
        columns.append(CopyColumn(name, "int8", total))
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
        CopyColumn("generation", "int4", np.full(count, generation)),
        CopyColumn("member_id", "int8", series.member[shown]),
        CopyColumn("first_activity_at", "instant", series.first[shown]),
        CopyColumn("last_activity_at", "instant", series.last[shown]),
        CopyColumn("active_days", "int4", rhythm.active_days[shown]),
        CopyColumn("active_days_28", "int2", rhythm.active_days_28[shown]),
        CopyColumn("active_weeks", "int2", rhythm.active_weeks[shown]),
        CopyColumn("active_weeks_52", "int2", rhythm.active_weeks_52[shown]),
        CopyColumn("tenure_weeks", "int2", rhythm.tenure_weeks[shown]),
        CopyColumn(
            "usual_days_per_week",
            "float8",
            rhythm.usual_days_per_week[shown],
        ),
        CopyColumn("level", "float8", rhythm.level[shown]),
        CopyColumn("long_level", "float8", rhythm.long_level[shown]),
        CopyColumn("change", "float8", change[shown]),
        CopyColumn("percentile", "float8", percentile[shown]),
    ]
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short = rhythm.short[shown, dimension]
        long = rhythm.long[shown, dimension]
        columns.append(CopyColumn(f"{name}_short", "float8", short))
        columns.append(CopyColumn(f"{name}_long", "float8", long))
    write_columns(building_table(ActivitySummary, generation), columns)
    return count
