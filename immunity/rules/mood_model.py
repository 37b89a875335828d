"""How likely a text of an owner is negative, neutral or positive. Weights:
mood_model.npz; mood_model.json is their card: on what they were fitted, how
well they read texts that they have not seen, and what they are not for.

A text is read by its characters, by the signs of the rules of statements and
by what the model of statements says of it. Characters are hashed, so that the
weights hold numbers only.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from community.rules import statement_model
from community.rules.statement_grams import HAN, read_grams
from community.rules.statement_model import (
    EMBEDDING_UNIT,
    HIDDEN_UNIT,
    OUTPUT_UNIT,
)
from community.rules.statement_reading import read_whole
from immunity.rules.mood_topics import MoodTopic, first_place, topics_in

PATH = Path(__file__).with_name("mood_model.npz")
CARD_PATH = PATH.with_suffix(".json")
ROWS = 1 << 13
# A chance that the model of statements gives counts in so many steps.
CHANCE_STEPS = 5
# Words count once more that stand within so many characters of a topic.
NEAR = 12
# So much of a text is read: what was measured are sentences of this length.
READ_CHARACTERS = 400
NEGATIVE, NEUTRAL, POSITIVE = range(3)
MOODS = (NEGATIVE, NEUTRAL, POSITIVE)
# Texts are counted in cells by how likely they are negative and positive; the
# card says how often a text of each mood falls into each cell.
NEGATIVE_EDGES = (0.14, 0.23, 0.33, 0.46, 0.62)
POSITIVE_EDGES = (0.09, 0.18, 0.3, 0.5, 0.71)
CELLS = (len(NEGATIVE_EDGES) + 1) * (len(POSITIVE_EDGES) + 1)
_ARRAYS = ("embeddings", "bias", "outputs", "output_bias")


class MoodReading(NamedTuple):
    """How likely a text is negative and positive, in per cent, its likeliest
    mood, the cell in which it is counted, and its topics.
    """

    negative: int
    positive: int
    mood: int
    cell: int
    topics: tuple[MoodTopic, ...]


class MoodModel(NamedTuple):
    """Weights in whole units: see community.rules.statement_model."""

    embeddings: np.ndarray
    bias: np.ndarray
    outputs: np.ndarray
    output_bias: np.ndarray

    def chances(self, rows: Sequence[int]) -> list[float]:
        """Return how likely each of MOODS is."""
        taken = self.embeddings.take(rows, axis=0)
        sums = taken.sum(axis=0, dtype=np.int32)
        share = EMBEDDING_UNIT / HIDDEN_UNIT / sqrt(max(len(rows), 1))
        hidden = np.rint(np.maximum(sums * share + self.bias, 0))
        whole = hidden.astype(np.int64)
        scores = (whole @ self.outputs + self.output_bias).tolist()
        highest = max(scores)
        unit = HIDDEN_UNIT * OUTPUT_UNIT
        odds = [exp((score - highest) * unit) for score in scores]
        return [each / sum(odds) for each in odds]


def is_readable(normal: str) -> bool:
    """Tell whether a text in one spelling is Chinese, which alone is read."""
    return HAN.search(normal[:READ_CHARACTERS]) is not None


def read_mood(normal: str, model: MoodModel) -> MoodReading:
    """Return the mood of a text in one spelling: over the topics that it
    names, on average.
    """
    text = normal[:READ_CHARACTERS]
    topics = topics_in(text)
    chances = text_chances(text, topics, model)
    negative, _neutral, positive = chances
    return MoodReading(
        negative=round(100 * negative),
        positive=round(100 * positive),
        mood=chances.index(max(chances)),
        cell=cell_of(negative, positive),
        topics=topics,
    )


def text_chances(
    text: str,
    topics: Sequence[MoodTopic],
    model: MoodModel,
) -> list[float]:
    """Return how likely each of MOODS is of what a text says of topics."""
    own = rows_of_text(text)
    found = []
    for topic in topics:
        found.append(model.chances(own + rows_of_topic(text, topic)))
    if not found:
        found.append(model.chances(own))
    return [sum(column) / len(found) for column in zip(*found, strict=True)]


def cell_of(negative: float, positive: float) -> int:
    """Return in which cell a text with these chances is counted."""
    row = bisect_right(NEGATIVE_EDGES, negative)
    return row * (len(POSITIVE_EDGES) + 1) + bisect_right(
        POSITIVE_EDGES, positive
    )


def rows_of_text(text: str) -> list[int]:
    """Return the rows of a text in one spelling, without its topics."""
    whole = read_whole(text, own_names=())
    statements = statement_model.shipped_model()
    chances = statements.chances(whole.signs, whole.grams)
    names = {*whole.grams, *(f"sign {sign}" for sign in whole.signs)}
    for kind, chance in zip(statement_model.KINDS, chances, strict=True):
        names.add(f"{kind} {int(chance * CHANCE_STEPS)}")
    return _hashed(names)


def rows_of_topic(text: str, topic: MoodTopic) -> list[int]:
    """Return the rows of a topic, and of the words around its name."""
    names = {f"topic {topic.value}"}
    place = first_place(text, topic)
    if place is not None:
        around = text[max(place - NEAR, 0) : place + NEAR]
        names.update(f"near {gram}" for gram in read_grams(around))
    return _hashed(names)


def _hashed(names: Iterable[str]) -> list[int]:
    return sorted({crc32(name.encode()) % ROWS for name in names})


def load_model(path: Path = PATH) -> MoodModel:
    """Return the model of a file that save_model() wrote."""
    with np.load(path, allow_pickle=False) as kept:
        return MoodModel(*(kept[name] for name in _ARRAYS))


def save_model(model: MoodModel, path: Path) -> None:
    """Write a model as a file; the same model makes the same file."""
    np.savez_compressed(path, **model._asdict())


@cache
def shipped_model() -> MoodModel:
    """Return the model of the file; most processes read no mood."""
    return load_model()


@cache
def shipped_card() -> dict[str, Any]:
    """Return the card of the shipped weights."""
    card: dict[str, Any] = json.loads(CARD_PATH.read_text("utf-8"))
    return card
