"""Posts that look alike, so that a reader cannot see which group of posts is
an alert and which one was only put together.
"""

from collections.abc import Sequence
from typing import NamedTuple

from community.rules.text import normalise, terms


class DecoyPost(NamedTuple):
    """A post that might be put beside others."""

    key: int
    author: int
    text: str


def group_alike(
    first: DecoyPost,
    pool: Sequence[DecoyPost],
    size: int,
) -> list[int]:
    """Return the keys of a post and of those of other authors that share the
    most of its words, one of each author and each wording; at most `size`.
    """
    words = _words(first)
    ranked = []
    for one in pool:
        ranked.append((-_likeness(words, _words(one)), one.key, one))
    group = [first]
    for _rank, _key, one in sorted(ranked):
        if len(group) < size and _is_new(one, group):
            group.append(one)
    return [one.key for one in group]


def _words(candidate: DecoyPost) -> frozenset[str]:
    return frozenset(terms(normalise(candidate.text)))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the Jaccard index of two sets of words."""
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def _is_new(one: DecoyPost, group: Sequence[DecoyPost]) -> bool:
    authors = {other.author for other in group}
    texts = {other.text for other in group}
    return one.author not in authors and one.text not in texts
