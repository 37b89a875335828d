"""How often each name of a facet was said in the reports of an issue.

Counts are lists of [name, count], most frequent first, as Issue stores them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

MAX_NAMED = 12
Counts = Sequence[Sequence[Any]]


def leading_names(counts: Counts) -> frozenset[str]:
    """Return the names said at least half as often as the most frequent one."""
    most = max((count for _name, count in counts), default=0)
    return frozenset(name for name, count in counts if 2 * count >= most)


def add_names(counts: Counts, names: Iterable[str]) -> list[list[Any]]:
    """Return the counts with these names counted once more."""
    added: Counter[str] = Counter()
    for name, count in counts:
        added[name] = count
    added.update(names)
    return most_named(added)


def add_counts(counts: Counts, others: Counts) -> list[list[Any]]:
    """Return the counts with those of the others added, one name after the
    other.
    """
    added = list(map(list, counts))
    for name, count in others:
        added = add_names(added, [name] * count)
    return added


def most_named(counts: Counter[str]) -> list[list[Any]]:
    """Return the most frequent names as counts."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return list(map(list, ordered[:MAX_NAMED]))
