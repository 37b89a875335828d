"""Labelled sentences about cars: a CSV file (gzip) with the columns content,
subject and sentiment_value (-1, 0 or 1), a row for each topic that a sentence
judges. The file is not part of kocops.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from community.rules.text import normalise
from immunity.research.claim_evaluation import half_of
from immunity.rules.mood_model import (
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    READ_CHARACTERS,
)
from immunity.rules.mood_topics import MoodTopic

# Weights are fitted to one half; the other is opened to judge them.
LEARNT, JUDGED = 0, 1
_SUBJECTS = {
    "价格": MoodTopic.PRICE,
    "配置": MoodTopic.EQUIPMENT,
    "操控": MoodTopic.HANDLING,
    "舒适性": MoodTopic.COMFORT,
    "油耗": MoodTopic.CONSUMPTION,
    "动力": MoodTopic.POWER,
    "内饰": MoodTopic.INTERIOR,
    "安全性": MoodTopic.SAFETY,
    "空间": MoodTopic.SPACE,
    "外观": MoodTopic.EXTERIOR,
}
_VALUES = {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE}


class LabelledText(NamedTuple):
    """A text in one spelling, and the mood of each topic that it judges."""

    normal: str
    labels: tuple[tuple[MoodTopic, int], ...]

    @property
    def mood(self) -> int:
        """Return the mood of the whole text: that of most of its topics."""
        values = sum(mood - NEUTRAL for _topic, mood in self.labels)
        return NEUTRAL + (values > 0) - (values < 0)


def read_labelled(path: Path, half: int) -> list[LabelledText]:
    """Return the texts of one half of a file; the same text is never in both."""
    labels: defaultdict[str, list[tuple[MoodTopic, int]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            normal = normalise(row["content"])[:READ_CHARACTERS]
            topic = _SUBJECTS[row["subject"]]
            labels[normal].append((topic, _VALUES[row["sentiment_value"]]))
    found = []
    for normal, own in labels.items():
        if half_of(normal) == half:
            found.append(LabelledText(normal, tuple(own)))
    return found


def moods_of(texts: Sequence[LabelledText]) -> list[int]:
    """Return the mood of each whole text."""
    return [text.mood for text in texts]
