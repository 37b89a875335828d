"""Where a text names what: every mention of an entry of the lexicon with its
place, and which symptom is said of which part.

A long complaint names many parts; what its owner complains of are the pairs
that are close together. A symptom that only one part can have (漏机油, 黑屏) is
said of that part even where the part is not named.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
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
_LOOKAROUND = re.compile(r"\(\?(?:=|!|<!)[^()]*\)")
_ANYTHING = re.compile(r"\.\{\d,\d\}|\\w[*+]")
_TIMES = re.compile(r"[?+]|\{\d,\d\}")
_PATTERN_SIGNS = "\\()[]*+"


class Mention(NamedTuple):
    """An entry of the lexicon and where a text names it."""

    name: str
    start: int
    end: int


class EntryPhrase(NamedTuple):
    """One way to name an entry of a facet: its pattern, and as people read it."""

    facet: str
    name: str
    shown: str
    pattern: re.Pattern[str]


class MentionFinder:
    """Finds phrases in a normalised text, in one pass.

    Each phrase begins with two literal letters, by which it is looked up at
    every place of the text.
    """

    def __init__(self, phrases: Iterable[tuple[str, EntryPhrase]]) -> None:
        self._by_start: dict[str, list[EntryPhrase]] = defaultdict(list)
        for start, phrase in phrases:
            self._by_start[start].append(phrase)

    def find(self, normal: str) -> dict[str, list[Mention]]:
        """Return all mentions by their facet, in the order of the text."""
        found: dict[str, list[Mention]] = defaultdict(list)
        by_start = self._by_start
        for place, start in enumerate(map(str.__add__, normal, normal[1:])):
            if start not in by_start:
                continue
            for phrase in by_start[start]:
                match = phrase.pattern.match(normal, place)
                if match:
                    mention = Mention(phrase.name, place, match.end())
                    found[phrase.facet].append(mention)
        return found

    def find_phrases(self, normal: str) -> set[EntryPhrase]:
        """Return the phrases that a normalised text holds."""
        found = set()
        for place in range(len(normal)):
            for phrase in self._by_start.get(normal[place : place + 2], ()):
                if phrase.pattern.match(normal, place):
                    found.add(phrase)
        return found


def shipped_phrases(
    facet: str,
    entries: Mapping[str, str],
) -> list[tuple[str, EntryPhrase]]:
    """Return the phrases of entries (name -> alternatives joined by "|"), each
    with its first two letters.

    Errors: ValueError for an alternative that begins otherwise.
    """
    found = []
    for name, pattern in entries.items():
        for alternative in _alternatives(pattern):
            compiled = re.compile(alternative, re.ASCII)
            phrase = EntryPhrase(facet, name, _as_read(alternative), compiled)
            found.append((_literal_start(alternative), phrase))
    return found


def plain_phrase(facet: str, name: str, words: str) -> tuple[str, EntryPhrase]:
    """Return the phrase of plain normalised words with its first two letters.

    No sign of the words has a meaning as a pattern. Latin words are found
    whole, and with any number of spaces between them.
    """
    pattern = " +".join(map(re.escape, words.split()))
    if words[0].isascii():
        pattern = rf"\b{pattern}"
    if words[-1].isascii():
        pattern = rf"{pattern}\b"
    compiled = re.compile(pattern, re.ASCII)
    return words[:2], EntryPhrase(facet, name, words, compiled)


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


def _as_read(alternative: str) -> str:
    """Return an alternative as people read it: without what must not follow,
    "…" for what may stand between, "/" between choices.
    """
    shown = _LOOKAROUND.sub("", alternative).replace("\\b", "")
    shown = _ANYTHING.sub("…", shown).replace("\\.", ".")
    shown = shown.replace("(?:", "(").replace("|", "/").replace("s?", "(s)")
    return _TIMES.sub("", shown)


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
    *,
    can_pair: Callable[[str, str], bool],
) -> list[tuple[str, str]]:
    """Return each symptom with the part it is said of, the most frequent pairs
    first, then in the text's order. `can_pair` tells whether a symptom can be
    said of a part.

    Only the first MAX_PAIRED mentions of each are looked at, so that a text
    that repeats itself costs no more.
    """
    named = list(islice(parts, MAX_PAIRED))
    times: Counter[tuple[str, str]] = Counter()
    for symptom in islice(symptoms, MAX_PAIRED):
        part = _nearest(normal, named, symptom, can_pair)
        if part is None:
            part = IMPLIED_PARTS.get(symptom.name)
        if part:
            times[part, symptom.name] += 1
    return sorted(times, key=lambda pair: -times[pair])


def _nearest(
    normal: str,
    parts: list[Mention],
    symptom: Mention,
    can_pair: Callable[[str, str], bool],
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
        if not can_pair(part.name, symptom.name):
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
