"""Sets of members by calendar week, as bits: who was active, new or returning.

A set has one row of bits a week. Bit n of a row is the member whose id is
n above the lowest one.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.community_weeks import returning_records
from activity.rules.kinds import DIMENSIONS
from activity.rules.series import SeriesSet

KEPT_WEEKS = 105
ACTIVE = "active"
NEW = "new"
RETURNING = "returning"
DIMENSION_SETS = tuple(dimension.name.lower() for dimension in DIMENSIONS)
# Which weeks each member is in, by the name of the set. Shape: (weeks, m).
Sets = dict[str, NDArray[np.bool_]]


class WeekBits(NamedTuple):
    """A set of members in successive weeks, of one shard.

    first_member: the id of bit 0 · first_week: the number of the first row ·
    rows (weeks, bytes).
    """

    first_member: int
    first_week: int
    rows: NDArray[np.uint8]

    def of_week(self, week: int) -> NDArray[np.uint8] | None:
        """Return the bits of a week, None outside of the weeks that are kept."""
        at = week - self.first_week
        return self.rows[at] if 0 <= at < len(self.rows) else None


def activity_sets(
    series: SeriesSet,
    *,
    shown: NDArray[np.bool_],
    first_week: int,
    first_active_week: NDArray[np.int64],
) -> Sets:
    """Return in which of KEPT_WEEKS weeks each member was active, in each
    dimension, new, and returning; members who are not shown are in none.

    Shape: shown, first_active_week (m,) -> (KEPT_WEEKS, m) each.
    """
    shape = (KEPT_WEEKS, len(series.member))
    owner = series.owner
    week = series.records["week"].astype(np.int64) - first_week
    bits = np.ascontiguousarray(series.records["days"].T)
    counts = shown[owner] & (week >= 0) & (week < KEPT_WEEKS)
    sets: Sets = {}
    for number, name in enumerate(DIMENSION_SETS):
        sets[name] = _marked(shape, week, owner, counts & (bits[number] > 0))
    sets[ACTIVE] = _marked(shape, week, owner, counts)
    returns = returning_records(owner, week, bits)
    sets[RETURNING] = _marked(shape, week, owner, counts & returns)
    new_week = first_active_week - first_week
    is_new = shown & (new_week >= 0) & (new_week < KEPT_WEEKS)
    everybody = np.arange(len(series.member))
    sets[NEW] = _marked(shape, new_week, everybody, is_new)
    return sets


def _marked(
    shape: tuple[int, int],
    week: NDArray[np.int64],
    member: NDArray[np.integer],
    chosen: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    marked = np.zeros(shape, dtype=bool)
    marked[week[chosen], member[chosen]] = True
    return marked


def pack_set(
    marked: NDArray[np.bool_],
    member: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Return the bits of a set. Shape: marked (w, m), sorted ids (m,) -> (w, bytes)."""
    span = int(member[-1] - member[0]) + 1
    by_id = np.zeros((len(marked), span), dtype=bool)
    by_id[:, member - member[0]] = marked
    return np.packbits(by_id, axis=1)


def count_bits(
    shards: list[WeekBits],
    week: int,
    wanted: NDArray[np.int64] | None,
) -> int | None:
    """Return how many members are in a week, of all or of the wanted sorted
    ids; None if the week is not kept.
    """
    total: int | None = None
    for shard in shards:
        bits = shard.of_week(week)
        if bits is None:
            continue
        if wanted is not None:
            bits = bits & _mask(shard.first_member, len(bits), wanted)
        total = (total or 0) + int(np.bitwise_count(bits).sum())
    return total


def _mask(
    first_member: int,
    size: int,
    wanted: NDArray[np.int64],
) -> NDArray[np.uint8]:
    end = first_member + size * 8
    start, stop = np.searchsorted(wanted, (first_member, end))
    by_id = np.zeros(size * 8, dtype=bool)
    by_id[wanted[start:stop] - first_member] = True
    return np.packbits(by_id)


def ids_in(shards: list[WeekBits], week: int) -> NDArray[np.int64]:
    """Return the sorted ids of the members in a week."""
    found = [np.zeros(0, dtype=np.int64)]
    for shard in shards:
        bits = shard.of_week(week)
        if bits is not None:
            places = np.flatnonzero(np.unpackbits(bits))
            found.append(places.astype(np.int64) + shard.first_member)
    return np.sort(np.concatenate(found))
