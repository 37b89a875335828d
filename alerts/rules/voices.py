"""When voices are an alarm: several owners with words of their own, and more of them than usual.

A bare count of three has almost no lift over chance once a part has a base rate (measured on dated complaints and
recalls), so the count is held against the usual rate of the same part and symptom in the same model.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from community.rules.reading import are_copies

NEEDED_VOICES = 3
WINDOW = timedelta(days=30)
UNUSUAL = 0.01
LEAST_EXPECTED = 0.4


class Voice(NamedTuple):
    """One post's voice: who, when, the key of its words (empty for a mere "me too"), and whether it names a fault."""

    member: int
    at: datetime
    text_key: str
    names_fault: bool


class Told(NamedTuple):
    """A voice with the fault that it names (empty: none) and its owner's model."""

    voice: Voice
    fault: str
    model: str


def count_voices(voices: Iterable[Voice], *, until: datetime) -> tuple[int, int]:
    """Return how many distinct owners spoke in the window, and how many of them with words of their own.

    One owner counts once, and copies of one text, exact or nearly so, count once; a "me too" counts for its owner.
    """
    owners: set[int] = set()
    keys: list[str] = []
    own_words = 0
    begins = until - WINDOW
    for voice in sorted((v for v in voices if begins <= v.at <= until), key=lambda v: (v.at, v.member)):
        if voice.member in owners:
            continue
        if voice.text_key and any(are_copies(voice.text_key, key) for key in keys):
            continue
        keys += [voice.text_key] if voice.text_key else []
        owners.add(voice.member)
        own_words += bool(voice.text_key) and voice.names_fault
    return len(owners), own_words


def most_voices(voices: Iterable[Voice], *, since: datetime) -> tuple[int, int, datetime]:
    """Return count_voices of the fullest window that holds the moment `since`, and when that window ends.

    Posts may arrive newest first: a late one completes windows that end after it.
    """
    held = [voice for voice in voices if abs(voice.at - since) <= WINDOW]
    ends = sorted({voice.at for voice in held if since <= voice.at}) or [since]
    counted = [(*count_voices(held, until=end), end) for end in ends]
    return max(counted, key=lambda window: (window[0], window[1]))


def most_told(counted: Counter[str]) -> str:
    """Return the name with the greatest count, the first in order among equals."""
    return min(counted, key=lambda name: (-counted[name], name))


def poisson_tail(count: int, expected: float) -> float:
    """Return the chance of at least `count` where `expected` are usual. Errors: ValueError if expected <= 0."""
    if expected <= 0:
        raise ValueError("expected must be positive")
    below, term = 0.0, math.exp(-expected)
    for k in range(count):
        below += term
        term *= expected / (k + 1)
    return max(0.0, 1.0 - below)


def is_alarming(owners: int, own_words: int, *, expected: float) -> bool:
    """Tell whether so many voices raise an alert: at least three owners, two of them in words of their own that name
    a fault, and a chance below UNUSUAL at the usual rate.
    """
    enough = owners >= NEEDED_VOICES and own_words >= NEEDED_VOICES - 1
    return enough and poisson_tail(owners, max(expected, LEAST_EXPECTED)) < UNUSUAL
