"""Sets of members by week keep who is in them, whatever the gaps between ids."""

import numpy as np

from activity.rules.member_sets import (
    WeekBits,
    count_bits,
    ids_in,
    pack_set,
)

RANDOM = np.random.default_rng(5)


def packed(
    members: int,
    *,
    weeks: int,
    first: int,
    gaps: int,
) -> tuple[np.ndarray, np.ndarray, WeekBits]:
    ids = first + np.cumsum(RANDOM.integers(1, gaps + 1, members))
    marked = RANDOM.random((weeks, members)) < 0.3
    rows = pack_set(marked, ids)
    return ids, marked, WeekBits(int(ids[0]), 100, rows)


def test_bits_name_the_members_of_a_week() -> None:
    ids, marked, bits = packed(200, weeks=5, first=17, gaps=9)
    for week in range(5):
        wanted = ids[marked[week]]
        assert ids_in([bits], 100 + week).tolist() == wanted.tolist()
        assert count_bits([bits], 100 + week, None) == len(wanted)


def test_a_filter_counts_the_ids_in_common_over_shards() -> None:
    one = packed(150, weeks=3, first=1, gaps=3)
    other = packed(150, weeks=3, first=5_000, gaps=3)
    ids = np.concatenate((one[0], other[0]))
    marked = np.concatenate((one[1], other[1]), axis=1)
    chosen = np.sort(RANDOM.choice(ids, 60, replace=False))
    others = np.union1d(chosen, [4_000, 9_999_999])
    for week in range(3):
        expected = np.isin(ids[marked[week]], chosen).sum()
        found = count_bits([one[2], other[2]], 100 + week, others)
        assert found == expected


def test_a_week_that_is_not_kept_is_unknown() -> None:
    _ids, _marked, bits = packed(10, weeks=2, first=1, gaps=1)
    assert count_bits([bits], 99, None) is None
    assert count_bits([bits], 102, None) is None
    assert ids_in([bits], 99).tolist() == []
    assert count_bits([], 100, None) is None
    assert count_bits([bits], 100, np.zeros(0, dtype=np.int64)) == 0
