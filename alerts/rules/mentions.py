"""Where a text names what: every mention of an entry of the lexicon with its
place, and which symptom is said of which part.

A long complaint names many parts; what its owner complains of are the pairs
that are close together. A symptom that only one part can have (漏机油, 黑屏) is
said of that part even where the part is not named.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from alerts.rules.lexicon import IMPLIED_PARTS

# Distances in Chinese characters.
FARTHEST = 24.0
NEXT_CLAUSE = 6.0
PART_AFTER_SYMPTOM = 2.0
LETTER = 1 / 3
MAX_PAIRED = 100
_SENTENCE_END = re.compile(r"[。!?！？]|\. ")
_PATTERN_SIGNS = "\\()[]*+"


class Mention(NamedTuple):
    """An entry of the lexicon and where a text names it."""

    name: str
    start: int
    end: int


class MentionFinder:
    """Finds the entries of a lexicon (name -> alternatives joined by "|") in a
    normalised text.

    Each alternative begins with two literal letters, by which it is looked up
    at every place of the text.
    Errors: ValueError for an alternative that begins otherwise.
    """

    def __init__(self, lexicon: Mapping[str, str]) -> None:
        self._by_start: dict[str, list[tuple[str, re.Pattern[str]]]] = (
            defaultdict(list)
        )
        for name, pattern in lexicon.items():
            for alternative in _alternatives(pattern):
                compiled = re.compile(alternative, re.ASCII)
                start = _literal_start(alternative)
                self._by_start[start].append((name, compiled))

    def find(self, normal: str) -> list[Mention]:
        """Return all mentions in the order of the text."""
        found = []
        by_start = self._by_start
        for place in range(len(normal)):
            start = normal[place : place + 2]
            for name, pattern in by_start.get(start, ()):
                match = pattern.match(normal, place)
                if match:
                    found.append(Mention(name, place, match.end()))
        return found


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern, split outside of brackets."""
    parts = []
    depth = 0
    begun = 0
    for place, letter in enumerate(pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            parts.append(pattern[begun:place])
            begun = place + 1
    return [*parts, pattern[begun:]]


def _literal_start(alternative: str) -> str:
    plain = alternative.removeprefix("\\b").replace("\\.", ".")
    has_signs = any(letter in _PATTERN_SIGNS for letter in plain[:2])
    is_repeated = plain[2:3] in ("?", "*")
    if len(plain) < 2 or has_signs or is_repeated:
        raise ValueError(
            f"{alternative!r} does not begin with two letters as they are written",
        )
    return plain[:2]


def pair_mentions(
    normal: str,
    parts: Iterable[Mention],
    symptoms: Iterable[Mention],
) -> list[tuple[str, str]]:
    """Return each symptom with the part it is said of, the most frequent pairs
    first, then in the text's order.

    Only the first MAX_PAIRED mentions of each are looked at, so that a text
    that repeats itself costs no more.
    """
    named = list(islice(parts, MAX_PAIRED))
    times: Counter[tuple[str, str]] = Counter()
    for symptom in islice(symptoms, MAX_PAIRED):
        part = _nearest(normal, named, symptom)
        if part is None:
            part = IMPLIED_PARTS.get(symptom.name)
        if part:
            times[part, symptom.name] += 1
    return sorted(times, key=lambda pair: -times[pair])


def _nearest(
    normal: str,
    parts: list[Mention],
    symptom: Mention,
) -> str | None:
    """Return the part nearest to a symptom in the same sentence."""
    best = None
    best_distance = FARTHEST
    for part in parts:
        away = min(
            abs(symptom.start - part.end),
            abs(part.start - symptom.end),
        )
        if away > FARTHEST / LETTER:
            continue
        distance = _distance(normal, part, symptom)
        if distance is not None and distance < best_distance:
            best = part.name
            best_distance = distance
    return best


def _distance(normal: str, part: Mention, symptom: Mention) -> float | None:
    """Return how far a part is from a symptom, None if a sentence ends
    between them.
    """
    is_before = part.start <= symptom.start
    first, second = (part, symptom) if is_before else (symptom, part)
    between = normal[first.end : second.start]
    if _SENTENCE_END.search(between):
        return None
    distance = sum(LETTER if letter.isascii() else 1.0 for letter in between)
    penalty = NEXT_CLAUSE * (between.count(",") + between.count("，"))
    if not is_before:
        penalty += PART_AFTER_SYMPTOM
    return distance + penalty
