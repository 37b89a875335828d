"""How well claims that come again are recognised, and how often what has
nothing to do with them is taken for one.

Rumours are divided by claim into two halves by a hash, so that what is tuned on
one half is judged on the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from community.rules.text import normalise
from immunity.rules.claim_groups import KnownWording, find_claim
from immunity.rules.claim_words import words_of
from immunity.rules.stances import Stance, read_stance


class Rumour(NamedTuple):
    """A text of a rumour, and the claim that it is about."""

    claim: str
    text: str
    at: int


class Recognition(NamedTuple):
    """Claims known, texts that repeat one, how many of these found their
    claim, and how many another one; unrelated texts and how many were linked.
    """

    claims: int
    repeats: int
    hits: int
    wrong: int
    unrelated: int
    false_links: int

    @property
    def hit_rate(self) -> float:
        """Return the share of repeats that found their claim first."""
        return self.hits / max(self.repeats, 1)

    @property
    def false_per_1000(self) -> float:
        """Return how many of 1,000 unrelated texts were linked."""
        return 1000 * self.false_links / max(self.unrelated, 1)


def half_of(claim: str) -> int:
    """Return the half, 0 or 1, that a claim belongs to."""
    return sha256(claim.encode()).digest()[0] % 2


def evaluate_recognition(
    rumours: Iterable[Rumour],
    unrelated: Sequence[str],
    half: int,
) -> Recognition:
    """Return how later texts of the claims of one half find them by the first
    text of each, and what unrelated texts are linked to.
    """
    by_claim: dict[str, list[Rumour]] = defaultdict(list)
    for one in rumours:
        if half_of(one.claim) == half:
            by_claim[one.claim].append(one)
    known = []
    repeats = []
    for number, texts in enumerate(by_claim.values()):
        first, *later = sorted(texts, key=lambda one: (one.at, one.text))
        words = words_of(normalise(first.text))
        known.append(KnownWording(number, words))
        for one in later:
            repeats.append((number, one.text))
    hits = wrong = 0
    for number, text in repeats:
        found = find_claim(words_of(normalise(text)), known)
        hits += found is not None and found.claim == number
        wrong += found is not None and found.claim != number
    linked = 0
    for text in unrelated:
        found = find_claim(words_of(normalise(text)), known)
        linked += found is not None
    return Recognition(
        len(known), len(repeats), hits, wrong, len(unrelated), linked
    )


def count_spreading(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many texts there are, and how many are read as spreading."""
    total = spreading = 0
    for text in texts:
        reading = read_stance(normalise(text))
        total += 1
        spreading += reading is not None and reading.stance is Stance.SPREADING
    return total, spreading


class StanceFigures(NamedTuple):
    """Of sentences of one kind: how many, how many were read as they are, and
    how many as spreading.
    """

    total: int
    right: int
    spreading: int


WANTED: dict[str, set[Stance | None]] = {
    "rumour": {Stance.SPREADING, Stance.ASKING},
    "refutation": {Stance.REFUTING},
    "complaint": {None},
}


def evaluate_stances(
    rows: Iterable[tuple[str, str]],
) -> dict[str, StanceFigures]:
    """Return the figures of labelled sentences (kind, text) by kind."""
    found: dict[str, StanceFigures] = {}
    for kind, text in rows:
        reading = read_stance(normalise(text))
        stance = None if reading is None else reading.stance
        before = found.get(kind, StanceFigures(0, 0, 0))
        found[kind] = StanceFigures(
            before.total + 1,
            before.right + (stance in WANTED[kind]),
            before.spreading + (stance is Stance.SPREADING),
        )
    return found
