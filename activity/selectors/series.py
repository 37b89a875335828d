"""Stored weekly series of a generation, read back as columns."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from activity.rules.kinds import DIMENSIONS
from activity.rules.series import WEEK_RECORD, SeriesSet, empty_series
from common.db.bulk_copy import read_columns
from common.rules.packing import unpack_records

TOTAL_FIELDS = [f"{dimension.name.lower()}_total" for dimension in DIMENSIONS]
_COLUMNS = [
    ("member_id", "int8"),
    ("first_activity_at", "instant"),
    ("last_activity_at", "instant"),
    *((name, "int8") for name in TOTAL_FIELDS),
]


def read_series(
    table: str,
    *,
    generation: int,
    members: NDArray[np.int64],
) -> SeriesSet:
    """Return the stored series of these members (sorted ids); those without any get empty ones."""
    series = empty_series(members)
    if not len(members):
        return series
    stored, packed = read_columns(
        table,
        _COLUMNS,
        "weeks",
        generation=generation,
        first=int(members[0]),
        last=int(members[-1]),
    )
    row = np.searchsorted(members, stored["member_id"])
    nearest = members[np.minimum(row, len(members) - 1)]
    kept = (row < len(members)) & (nearest == stored["member_id"])
    row = row[kept]
    series.first[row] = stored["first_activity_at"][kept]
    series.last[row] = stored["last_activity_at"][kept]
    for dimension, name in enumerate(TOTAL_FIELDS):
        series.total[row, dimension] = stored[name][kept]
    if not kept.all():
        packed = list(compress(packed, kept.tolist()))
    owner, records = unpack_records(packed, WEEK_RECORD)
    return series._replace(owner=row[owner].astype(np.int32), records=records)
