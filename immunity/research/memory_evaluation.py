"""Leave-one-out on faults that recur: is the old episode among the first three,
and is nothing remembered where nothing is alike?

An episode is what owners reported of a fault of a car in a month. Its own
fault is known from the file, so what texts say decides and labels judge.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from alerts.rules.facet_counts import most_named
from alerts.rules.facets import read_facets
from alerts.rules.likeness import COMMON_NATS, add_words, keep_words
from community.rules.text import are_copies, normalise, terms, text_key
from immunity.rules.resemblance import Profile, make_profile, most_alike

FIELDS = ("components", "symptoms", "scenes", "triggers")
READ_REPORTS = 60


class Report(NamedTuple):
    """A complaint: car, part and symptom as the file labels them, the month,
    and its text.
    """

    car: str
    part: str
    symptom: str
    month: str
    text: str


class EpisodeKey(NamedTuple):
    """What an episode is about, and when."""

    car: str
    part: str
    symptom: str
    month: str

    @property
    def fault(self) -> tuple[str, str, str]:
        """Return what recurs."""
        return self.car, self.part, self.symptom


class MemoryFigures(NamedTuple):
    """Episodes whose fault recurs and how many found it among the first three,
    in the same car and in any; episodes without anything alike and how many
    were read so.
    """

    recurring: int
    found: int
    found_in_any_car: int
    unlike: int
    nothing: int


def evaluate_memory(
    reports: Iterable[Report],
    *,
    least: int,
    half: int,
) -> MemoryFigures:
    """Return the figures of episodes of at least so many reports, of one half
    by fault.
    """
    episodes = _episodes(reports, least)
    keys = list(episodes)
    profiles = _profiles(episodes)
    copies = {key: [text_key(text) for text in episodes[key]] for key in keys}
    counts = Counter(key.fault for key in keys)
    figures = [0] * 5
    for key in keys:
        if _half_of(key) != half:
            continue
        others = [one for one in keys if one != key]
        if counts[key.fault] > 1:
            found = _ranked(key, others, profiles)
            figures[0] += 1
            figures[1] += any(one.fault == key.fault for one in found)
            figures[2] += any(
                (one.part, one.symptom) == (key.part, key.symptom)
                for one in found
            )
        unlike = []
        for one in others:
            shares = one.part == key.part or one.symptom == key.symptom
            if not shares and not _has_copy(copies[key], copies[one]):
                unlike.append(one)
        figures[3] += 1
        figures[4] += not _ranked(key, unlike, profiles)
    return MemoryFigures(*figures)


def _episodes(
    reports: Iterable[Report],
    least: int,
) -> dict[EpisodeKey, list[str]]:
    found: dict[EpisodeKey, list[str]] = defaultdict(list)
    for one in reports:
        key = EpisodeKey(one.car, one.part, one.symptom, one.month)
        found[key].append(normalise(one.text))
    return {key: texts for key, texts in found.items() if len(texts) >= least}


def _profiles(
    episodes: Mapping[EpisodeKey, Sequence[str]],
) -> dict[EpisodeKey, Profile]:
    """Return what is compared of each episode, as selectors/memory.py reads it
    from issues.
    """
    every = [text for texts in episodes.values() for text in texts]
    seen: Counter[str] = Counter()
    for text in every:
        seen.update(set(terms(text)))
    profiles = {}
    for key, texts in episodes.items():
        named: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            facets = read_facets(text)
            for field in FIELDS:
                named[field].update(set(getattr(facets, field)))
            if facets.main_fault:
                named["faults"][facets.main_fault] += 1
        counts = {field: most_named(names) for field, names in named.items()}
        counts["model_series"] = [[key.car, len(texts)]]
        weighed = [_words(text, seen, len(every)) for text in texts]
        recent = add_words(weighed[-READ_REPORTS:])
        profiles[key] = make_profile(counts, recent)
    return profiles


def _words(text: str, seen: Counter[str], texts: int) -> dict[str, int]:
    nats = {}
    for term in terms(text):
        nats[term] = max(0.0, -math.log(seen[term] / texts) - COMMON_NATS)
    return keep_words(nats)


def _ranked(
    key: EpisodeKey,
    others: Sequence[EpisodeKey],
    profiles: Mapping[EpisodeKey, Profile],
) -> list[EpisodeKey]:
    """Return the episodes that are remembered, the most alike first."""
    past = [(number, profiles[one]) for number, one in enumerate(others)]
    found = most_alike(profiles[key], past)
    return [others[number] for number, _likeness in found]


def _has_copy(ones: Iterable[str], others: Sequence[str]) -> bool:
    return any(are_copies(one, other) for one in ones for other in others)


def _half_of(key: EpisodeKey) -> int:
    return sha256(f"{key.part}|{key.symptom}".encode()).digest()[0] % 2
