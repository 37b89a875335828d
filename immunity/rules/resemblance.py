"""What a present issue has in common with a past one, and what differs.

Facets decide first: the fault, then its part and symptom. Words come second:
they tell apart what the lexicon calls by one name, and find what it does not
know.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from alerts.rules.facet_counts import Counts, leading_names
from alerts.rules.likeness import cosine
from alerts.rules.service_lexicon import JOURNEYS

# Points of a facet in which two issues agree wholly.
WEIGHTS: Mapping[str, float] = {
    "faults": 4.0,
    "components": 1.0,
    "symptoms": 1.0,
    "scenes": 0.5,
    "triggers": 0.5,
    "model_series": 1.5,
}
WORD_POINTS = 8.0
# How owners were treated says little of which fault it is.
TREATMENT_SHARE = 0.25
# From here on an issue resembles another one; derived on one half of public
# complaints (docs/benchmarks.md).
ALIKE_POINTS = 4.0
# What names no part and no symptom resembles by its words alone.
ALIKE_WORDS = 0.35
MAX_SHOWN = 3
TOPICS = ("faults", "components", "symptoms")
SHOWN_FACETS = ("components", "symptoms", "scenes", "triggers", "model_series")


class Profile(NamedTuple):
    """What is known of an issue: how often each name was said, by facet, and
    weighed words.
    """

    facets: Mapping[str, Counts]
    words: Mapping[str, int]


class Resemblance(NamedTuple):
    """How much two issues resemble each other: names that both have and names
    that only the present or only the past one has, by facet, and how alike
    the words are.
    """

    points: float
    shared: Mapping[str, tuple[str, ...]]
    only_present: Mapping[str, tuple[str, ...]]
    only_past: Mapping[str, tuple[str, ...]]
    words: float

    @property
    def is_alike(self) -> bool:
        """Return whether the past issue is worth remembering now."""
        if any(field in self.shared for field in TOPICS):
            return self.points >= ALIKE_POINTS
        return self.words >= ALIKE_WORDS


def make_profile(
    facets: Mapping[str, Counts],
    words: Mapping[str, int],
) -> Profile:
    """Return the profile of an issue, of its known facets."""
    known = {field: facets.get(field, ()) for field in WEIGHTS}
    return Profile(known, words)


def resemble(present: Profile, past: Profile) -> Resemblance:
    """Return how much a present issue resembles a past one."""
    shared = {}
    only_present = {}
    only_past = {}
    points = 0.0
    for field, weight in WEIGHTS.items():
        mine = present.facets.get(field, ())
        theirs = past.facets.get(field, ())
        points += weight * _agreement(mine, theirs)
        if field not in SHOWN_FACETS:
            continue
        here = leading_names(mine)
        there = leading_names(theirs)
        if here & there:
            shared[field] = tuple(sorted(here & there))
        if here - there:
            only_present[field] = tuple(sorted(here - there))
        if there - here:
            only_past[field] = tuple(sorted(there - here))
    words = cosine(present.words, past.words)
    points += WORD_POINTS * words
    return Resemblance(points, shared, only_present, only_past, words)


def most_alike(
    present: Profile,
    past: Iterable[tuple[int, Profile]],
) -> list[tuple[int, Resemblance]]:
    """Return the past issues that a present one resembles most, at most
    MAX_SHOWN; none if nothing is alike.
    """
    found = []
    for number, profile in past:
        likeness = resemble(present, profile)
        if likeness.is_alike:
            found.append((number, likeness))
    found.sort(key=lambda pair: (-pair[1].points, -pair[0]))
    return found[:MAX_SHOWN]


def _agreement(one: Counts, other: Counts) -> float:
    """Return how much two facets agree, from 0 to 1: the cosine of how often
    each name was said.
    """
    mine = _weighed(one)
    theirs = _weighed(other)
    shared = sum(n * theirs.get(name, 0.0) for name, n in mine.items())
    if not shared:
        return 0.0
    return shared / (_length(mine) * _length(theirs))


def _weighed(counts: Counts) -> dict[str, float]:
    weighed: dict[str, float] = {}
    for name, count in counts:
        is_treatment = name.partition("|")[0] in JOURNEYS
        weighed[name] = count * (TREATMENT_SHARE if is_treatment else 1.0)
    return weighed


def _length(weighed: Mapping[str, float]) -> float:
    return math.sqrt(sum(value * value for value in weighed.values()))
