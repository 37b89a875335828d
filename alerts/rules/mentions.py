"""Where a text names what: every mention of a lexicon entry with its place, and which symptom is said of which part.

A long complaint names many parts; what its owner complains of are the pairs that stand close together. A symptom
that only one part can have (漏机油, 黑屏) is said of it even where the part is not named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from alerts.rules.lexicon import IMPLIED_PARTS

FARTHEST, NEXT_CLAUSE = 24.0, 6.0
MOST_PAIRED = 100
LETTER = 1 / 3
_SENTENCE_END = re.compile(r"[。!?！？]|\. ")


class Mention(NamedTuple):
    """An entry of the lexicon and where a text names it."""

    name: str
    start: int
    end: int


class MentionFinder:
    """Finds the entries of a lexicon (name -> alternatives joined by "|") in a normalised text.

    Each alternative begins with two letters as they are written, so a look at every place of the text suffices.
    Errors: ValueError for an alternative that begins otherwise.
    """

    def __init__(self, lexicon: Mapping[str, str]) -> None:
        self._by_start: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for name, pattern in lexicon.items():
            for alternative in _alternatives(pattern):
                self._by_start[_literal_start(alternative)].append((name, re.compile(alternative, re.ASCII)))

    def find(self, normal: str) -> list[Mention]:
        """Return all mentions in the order of the text."""
        found = []
        by_start = self._by_start
        for place in range(len(normal)):
            for name, pattern in by_start.get(normal[place : place + 2], ()):
                match = pattern.match(normal, place)
                if match:
                    found.append(Mention(name, place, match.end()))
        return found


def _alternatives(pattern: str) -> list[str]:
    parts, depth, begun = [], 0, 0
    for place, letter in enumerate(pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            parts.append(pattern[begun:place])
            begun = place + 1
    return [*parts, pattern[begun:]]


def _literal_start(alternative: str) -> str:
    plain = alternative.removeprefix("\\b").replace("\\.", ".")
    if len(plain) < 2 or any(letter in "\\()[]*+" for letter in plain[:2]) or plain[2:3] in ("?", "*"):
        raise ValueError(f"{alternative!r} does not begin with two letters as they are written")
    return plain[:2]


def pair_mentions(normal: str, parts: Iterable[Mention], symptoms: Iterable[Mention]) -> list[tuple[str, str]]:
    """Return each symptom with the part it is said of, those told most often first, then in the text's order.

    The first MOST_PAIRED mentions of each are looked at, so that a text that repeats itself costs no more.
    """
    named = list(islice(parts, MOST_PAIRED))
    times: dict[tuple[str, str], int] = {}
    for symptom in islice(symptoms, MOST_PAIRED):
        part = _nearest(normal, named, symptom) or IMPLIED_PARTS.get(symptom.name)
        if part:
            times[(part, symptom.name)] = times.get((part, symptom.name), 0) + 1
    return sorted(times, key=lambda pair: -times[pair])


def _nearest(normal: str, parts: list[Mention], symptom: Mention) -> str | None:
    best, best_away = None, FARTHEST
    for part in parts:
        before = part.start <= symptom.start
        if min(abs(symptom.start - part.end), abs(part.start - symptom.end)) > 3 * FARTHEST:
            continue
        between = normal[part.end : symptom.start] if before else normal[symptom.end : part.start]
        if _SENTENCE_END.search(between):
            continue
        away = sum(LETTER if letter.isascii() else 1.0 for letter in between)
        away += NEXT_CLAUSE * (between.count(",") + between.count("，")) + (0.0 if before else 2.0)
        if away < best_away:
            best, best_away = part.name, away
    return best
