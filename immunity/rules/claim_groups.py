"""Which claim a text repeats, and which texts say the same new thing.

Two texts say the same if their pairs of letters are alike, or if they name the
same part in the same scene or with the same symptom and share some words.
Deterministic: what a text says never depends on other texts.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from community.rules.text import are_copies
from immunity.rules.claim_words import ClaimWords

# Derived on one half of public rumours, by claim (docs/benchmarks.md).
ALIKE = 0.4
ALIKE_WITH_FACETS = 0.2
# Long posts name many parts and scenes, so facets say little of them.
LONGEST_WITH_FACETS = 60
MIN_SHARED = 3


class KnownWording(NamedTuple):
    """A wording of a claim that is known."""

    claim: int
    words: ClaimWords


class Repeated(NamedTuple):
    """The claim that a text repeats, and how alike they are, from 0 to 1."""

    claim: int
    likeness: float


def likeness(one: ClaimWords, other: ClaimWords) -> float:
    """Return how alike two texts are by their terms, from 0 to 1."""
    shared = len(one.terms & other.terms)
    if not shared:
        return 0.0
    return shared / math.sqrt(len(one.terms) * len(other.terms))


def say_the_same(one: ClaimWords, other: ClaimWords) -> float:
    """Return how alike two texts are if they say the same, else 0."""
    found = likeness(one, other)
    if found < ALIKE_WITH_FACETS:
        return 0.0
    if one.key and other.key and are_copies(one.key, other.key):
        return max(found, ALIKE)
    if len(one.terms & other.terms) < MIN_SHARED:
        return 0.0
    is_short = max(len(one.terms), len(other.terms)) <= LONGEST_WITH_FACETS
    if found >= ALIKE or (is_short and _same_matter(one, other)):
        return found
    return 0.0


def find_claim(
    words: ClaimWords,
    known: Iterable[KnownWording],
) -> Repeated | None:
    """Return the claim that a text repeats; of several the likest, of these
    the one with the closest letters, of these the newest.
    """
    best: tuple[float, int, int] | None = None
    for wording in known:
        found = say_the_same(words, wording.words)
        if not found:
            continue
        close = _equal_parts(words.key, wording.words.key)
        ranked = (found, close, wording.claim)
        if best is None or ranked > best:
            best = ranked
    return None if best is None else Repeated(best[2], best[0])


def group_alike(texts: Sequence[ClaimWords]) -> list[list[int]]:
    """Return the positions of texts that say the same, in groups linked by
    at least one pair each, in the order of their first text.
    """
    groups: list[list[int]] = []
    for place, words in enumerate(texts):
        joined = [place]
        others = []
        for group in groups:
            if any(say_the_same(words, texts[one]) for one in group):
                joined += group
            else:
                others.append(group)
        groups = [*others, sorted(joined)]
    return sorted(groups)


def _equal_parts(key: str, other: str) -> int:
    """Return how many parts of two keys of letters are equal."""
    pairs = zip(bytes.fromhex(key), bytes.fromhex(other), strict=False)
    return sum(part == its for part, its in pairs)


def _same_matter(one: ClaimWords, other: ClaimWords) -> bool:
    """Return whether both name one part, in one scene or with one symptom."""
    if not one.components & other.components:
        return False
    return bool(one.scenes & other.scenes or one.symptoms & other.symptoms)
