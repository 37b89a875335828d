"""How much speaks for two issues being one: what their reports name, how they
word it, and who wrote them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from alerts.rules.facet_counts import Counts, leading_names
from alerts.rules.likeness import cosine

PART_POINTS = 2.0
SYMPTOM_POINTS = 2.0
CIRCUMSTANCE_POINTS = 1.0
MODEL_POINTS = 0.5
OWNER_POINTS = 0.5
MAX_OWNER_POINTS = 2.0
# Words alike as those of one matter are worth as much as a part.
WORDS_POINTS = 10.0
ALIKE_WORDS = 0.1
# Part and symptom, or one of them and words that are alike.
MIN_POINTS = 3.5


class Side(NamedTuple):
    """What is known of an issue: counts by facet, weighed words, owners."""

    facets: Mapping[str, Counts]
    words: Mapping[str, int]
    owners: frozenset[int]


class Likeness(NamedTuple):
    """Points for two issues being one, and why: shared entries by facet, how
    alike the words are, how many owners they have in common.
    """

    points: float
    shared: Mapping[str, tuple[str, ...]]
    words: float
    owners: int

    @property
    def may_be_one(self) -> bool:
        """Return whether so much speaks for it that staff should look."""
        has_topic = "components" in self.shared or "symptoms" in self.shared
        is_worded_alike = self.words >= ALIKE_WORDS
        return self.points >= MIN_POINTS and (has_topic or is_worded_alike)


def compare_issues(one: Side, other: Side) -> Likeness:
    """Return how much speaks for two issues being one."""
    shared = {}
    points = 0.0
    weights = {
        "components": PART_POINTS,
        "symptoms": SYMPTOM_POINTS,
        "scenes": CIRCUMSTANCE_POINTS,
        "triggers": CIRCUMSTANCE_POINTS,
        "model_series": MODEL_POINTS,
    }
    for field, weight in weights.items():
        names = leading_names(one.facets[field])
        common = names & leading_names(other.facets[field])
        if common:
            shared[field] = tuple(sorted(common))
            points += weight
    words = cosine(one.words, other.words)
    owners = len(one.owners & other.owners)
    points += WORDS_POINTS * words
    points += min(OWNER_POINTS * owners, MAX_OWNER_POINTS)
    return Likeness(points, shared, words, owners)
