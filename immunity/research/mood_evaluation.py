"""How well moods and their shares are read, on texts that were not learnt."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from immunity.research.mood_labels import LabelledText, moods_of
from immunity.rules.mood_model import (
    CELLS,
    MOODS,
    NEGATIVE,
    MoodModel,
    cell_of,
    rows_of_text,
    rows_of_topic,
    text_chances,
)
from immunity.rules.mood_shares import share_with_interval
from immunity.rules.mood_topics import topics_in

SAMPLES = 400
SAMPLE_TEXTS = 150


class MoodScores(NamedTuple):
    """Macro-F1 and the F1 of each mood."""

    texts: int
    macro_f1: float
    f1: tuple[float, ...]


class ShareErrors(NamedTuple):
    """The mean error of the share of negative texts, adjusted and merely
    counted, and how often its interval holds the truth.
    """

    adjusted: float
    counted: float
    coverage: float


def score_moods(labels: Sequence[int], read: Sequence[int]) -> MoodScores:
    """Return how well moods were read."""
    truth, found = np.array(labels), np.array(read)
    scores = []
    for mood in MOODS:
        both = int(((truth == mood) & (found == mood)).sum())
        either = int((truth == mood).sum() + (found == mood).sum())
        scores.append(2 * both / max(either, 1))
    return MoodScores(len(labels), sum(scores) / len(scores), tuple(scores))


def judge(
    texts: Sequence[LabelledText],
    model: MoodModel,
    known: Sequence[Sequence[int]],
) -> dict[str, object]:
    """Return what the card says of texts that were not learnt."""
    chances = chances_of(texts, model)
    whole = score_moods(moods_of(texts), likeliest(chances))
    by_topic = score_topics(texts, model)
    shifted = score_shares(texts, chances, known)
    natural = score_shares(texts, chances, known, is_shifted=False)
    return {
        "texts": whole.texts,
        "macro-F1 by topic": round(by_topic.macro_f1, 3),
        "F1 by topic": [round(one, 3) for one in by_topic.f1],
        "macro-F1 of whole texts": round(whole.macro_f1, 3),
        "error of an adjusted share": round(shifted.adjusted, 3),
        "error of a counted share": round(shifted.counted, 3),
        "coverage": round(shifted.coverage, 3),
        "error where shares are as usual": round(natural.adjusted, 3),
        "coverage where shares are as usual": round(natural.coverage, 3),
    }


def score_topics(
    texts: Sequence[LabelledText],
    model: MoodModel,
) -> MoodScores:
    """Return how well the mood of a given topic is read in a text."""
    labels, read = [], []
    for text in texts:
        own = rows_of_text(text.normal)
        for topic, mood in text.labels:
            chances = model.chances(own + rows_of_topic(text.normal, topic))
            labels.append(mood)
            read.append(chances.index(max(chances)))
    return score_moods(labels, read)


def chances_of(
    texts: Sequence[LabelledText],
    model: MoodModel,
) -> list[list[float]]:
    """Return how likely each mood is of each text, as posts are read."""
    found = []
    for text in texts:
        topics = topics_in(text.normal)
        found.append(text_chances(text.normal, topics, model))
    return found


def likeliest(chances: Sequence[Sequence[float]]) -> list[int]:
    """Return the likeliest mood of each text."""
    return [list(own).index(max(own)) for own in chances]


def score_shares(
    texts: Sequence[LabelledText],
    chances: Sequence[Sequence[float]],
    known: Sequence[Sequence[int]],
    *,
    is_shifted: bool = True,
) -> ShareErrors:
    """Return how well the share of negative texts is found in samples of
    SAMPLE_TEXTS: with shares that are drawn evenly from all that there can
    be, or (not shifted) as they are.
    """
    moods = np.array(moods_of(texts))
    cells = np.array([cell_of(own[0], own[2]) for own in chances])
    read = np.array(likeliest(chances))
    random = np.random.default_rng(1)
    adjusted, counted, held = [], [], []
    for _sample in range(SAMPLES):
        places = _draw(moods, random, is_shifted=is_shifted)
        truth = float((moods[places] == NEGATIVE).mean())
        counts = np.bincount(cells[places], minlength=CELLS).tolist()
        share = share_with_interval(counts, known, NEGATIVE)
        assert share is not None  # noqa: S101 - a sample has enough texts
        adjusted.append(abs(share.value - truth))
        counted.append(abs((read[places] == NEGATIVE).mean() - truth))
        held.append(share.low <= truth <= share.high)
    return ShareErrors(
        float(np.mean(adjusted)),
        float(np.mean(counted)),
        float(np.mean(held)),
    )


def _draw(
    moods: np.ndarray,
    random: np.random.Generator,
    *,
    is_shifted: bool,
) -> np.ndarray:
    if not is_shifted:
        return random.choice(len(moods), SAMPLE_TEXTS, replace=False)
    wanted = random.multinomial(
        SAMPLE_TEXTS, random.dirichlet([1] * len(MOODS))
    )
    parts = []
    for mood, number in zip(MOODS, wanted, strict=True):
        own = np.flatnonzero(moods == mood)
        parts.append(random.choice(own, number))
    return np.concatenate(parts)
