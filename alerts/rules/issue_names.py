"""What an issue is named by, where staff have given it no name: the facts that
most of its reports agree on, or the words that they share.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from alerts.rules.facet_counts import Counts
from alerts.rules.lexicon import VERSION
from alerts.rules.pairs import CIRCUMSTANCES, can_pair

# A scene, trigger or version is named if so large a share of the reports that
# name the fault say it, and at least so many do.
MENTIONED_SHARE = 0.5
MIN_MENTIONS = 2
MIN_VERSION_MENTIONS = 3
UPDATE = "ota"
# Where a fault of something else shows itself: a key that opens no door.
PLACES = frozenset({"doors", "body", "interior", "roof_glass"})
# A symptom said of less than this share of the part's reports names no issue.
SYMPTOM_SHARE = 1 / 3
# One phrase is enough if it is so long; shorter pieces than MIN_CHARACTERS are
# no phrases.
ENOUGH_CHARACTERS = 6
MIN_CHARACTERS = 3
MAX_CHARACTERS = 24
MAX_PHRASES = 2
BLUETOOTH = ("蓝牙", "bluetooth")
_VERSION = re.compile(VERSION, re.ASCII)


class NameFacts(NamedTuple):
    """The entries of the lexicon that name an issue; "" for none."""

    part: str = ""
    symptom: str = ""
    scene: str = ""
    trigger: str = ""
    version: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether they say what is wrong with what."""
        return bool(self.part and self.symptom)


def name_facts(facets: Mapping[str, Counts]) -> NameFacts:
    """Return what names an issue with these counts by facet.

    The fault is the most frequent part with the most frequent symptom that can
    be said of it. Where and after what is named only if at least half of those
    who name the fault say so.
    """
    part, part_count = _first(sorted(facets["components"], key=_by_part))
    symptom, count = _symptom(facets["symptoms"], part)
    if count < SYMPTOM_SHARE * part_count:
        symptom, count = "", part_count
    needed = max(MENTIONED_SHARE * count, MIN_MENTIONS)
    scene, said = _first(facets["scenes"])
    triggers = list(facets["triggers"])
    versions = [one for one in triggers if _VERSION.fullmatch(one[0])]
    others = [one for one in triggers if one not in versions]
    trigger, of_trigger = _first(others)
    is_triggered = of_trigger >= needed
    version = _version(
        versions, needed, is_update=trigger == UPDATE and is_triggered
    )
    return NameFacts(
        part=part,
        symptom=symptom,
        scene=scene if said >= needed else "",
        trigger=trigger if is_triggered else "",
        version=version,
    )


def _by_part(named: Sequence[Any]) -> tuple[int, bool]:
    """Of parts named as often, those come last at which a fault shows itself."""
    name, count = named
    return -count, name in PLACES


def _version(versions: Counts, needed: float, *, is_update: bool) -> str:
    """Return the version that names an issue, "" for none: one that at least
    half say; where half say that it began with an update, the one which
    MIN_VERSION_MENTIONS say and twice as many as any other.
    """
    version, count = _first(versions)
    second = versions[1][1] if len(versions) > 1 else 0
    is_clear = count >= MIN_VERSION_MENTIONS and count >= 2 * second
    return version if count >= needed or (is_update and is_clear) else ""


def _first(counts: Counts) -> tuple[str, int]:
    for name, count in counts:
        return str(name), int(count)
    return "", 0


def _symptom(counts: Counts, part: str) -> tuple[str, int]:
    """Return the most frequent symptom, of those that can be said of a part;
    an update is none.
    """
    for name, count in counts:
        is_said = can_pair(part, name) if part else name not in CIRCUMSTANCES
        if is_said:
            return str(name), int(count)
    return "", 0


def shared_phrases(
    texts: Sequence[str],
    words: Sequence[Mapping[str, int]],
) -> list[str]:
    """Return the phrases that say most of those that at least half of these
    reports share, as the report words them that has most of them.

    texts: normalised · words: of each text, what each of its words says.
    """
    weights = _shared_weights(words)
    if not weights:
        return []
    best = max(texts, key=lambda text: _points(text, weights))
    phrases = [
        phrase
        for phrase in _phrases(best, weights)
        if len(phrase) >= MIN_CHARACTERS
    ]
    phrases.sort(key=lambda phrase: -_points(phrase, weights))
    is_enough = phrases and len(phrases[0]) >= ENOUGH_CHARACTERS
    return phrases[: 1 if is_enough else MAX_PHRASES]


def _shared_weights(words: Sequence[Mapping[str, int]]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for one in words:
        counted.update(one.keys())
        weights.update(one)
    needed = max(MENTIONED_SHARE * len(words), MIN_MENTIONS)
    return {
        word: weights[word]
        for word in sorted(counted)
        if counted[word] >= needed and weights[word] > 0
    }


def _points(text: str, weights: Mapping[str, int]) -> int:
    return sum(nats for word, nats in weights.items() if word in text)


def _phrases(text: str, words: Iterable[str]) -> list[str]:
    """Return the pieces of a text that these words cover without a gap."""
    covered = set()
    for word in words:
        begins = text.find(word)
        while begins >= 0:
            covered.update(range(begins, begins + len(word)))
            begins = text.find(word, begins + 1)
    found = []
    piece = ""
    for at, letter in enumerate([*text, ""]):
        if at in covered and len(piece) < MAX_CHARACTERS:
            piece += letter
        elif piece:
            found.append(piece.strip())
            piece = ""
    return list(dict.fromkeys(found))


def says_bluetooth(phrases: Iterable[str]) -> bool:
    """Return whether phrases speak of a key by Bluetooth."""
    return any(mark in one for one in phrases for mark in BLUETOOTH)


def named_phrase(texts: Sequence[str]) -> list[str]:
    """Return the word by which most of these texts call a part more precisely
    than the lexicon does; nothing where they do not agree.
    """
    for word in BLUETOOTH:
        saying = sum(word in text for text in texts)
        if saying >= max(MENTIONED_SHARE * len(texts), MIN_MENTIONS):
            return [word]
    return []
