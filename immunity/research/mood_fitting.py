"""Fits the weights of immunity/rules/mood_model.py to labelled sentences."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from community.research.statement_fitting import FOLDS
from community.research.statement_network import (
    Bags,
    Network,
    Training,
    train,
)
from community.rules.statement_model import (
    HIDDEN_UNIT,
    OUTPUT_UNIT,
    embeddings_in_units,
    in_units,
)
from immunity.research.mood_evaluation import (
    chances_of,
    likeliest,
    score_moods,
)
from immunity.research.mood_labels import LabelledText, moods_of
from immunity.rules.mood_model import (
    CELLS,
    MOODS,
    ROWS,
    MoodModel,
    cell_of,
    rows_of_text,
    rows_of_topic,
)

# To what the weights were fitted, as the card says it.
ONE_HALF, ALL = "one half of the sentences", "all sentences"
TRAINING = Training(hidden=8, epochs=15, networks=6, dropped=0.4)


def fit_moods(texts: Sequence[LabelledText]) -> MoodModel:
    """Return the model that fits these texts. Each mood counts as much as any
    other, though most texts are neutral.
    """
    rows, moods = [], []
    for text in texts:
        own = rows_of_text(text.normal)
        for topic, mood in text.labels:
            rows.append(np.array(own + rows_of_topic(text.normal, topic)))
            moods.append(mood)
    kinds = np.array(moods)
    counts = np.bincount(kinds, minlength=len(MOODS))
    weights = (len(kinds) / np.maximum(counts, 1))[kinds]
    bags = Bags(rows, kinds, weights.astype(np.float32))
    return _in_whole_units(train(bags, ROWS, len(MOODS), TRAINING))


def _in_whole_units(network: Network) -> MoodModel:
    return MoodModel(
        embeddings_in_units(network.embeddings),
        in_units(network.bias, HIDDEN_UNIT),
        in_units(network.outputs, OUTPUT_UNIT),
        in_units(network.output_bias, HIDDEN_UNIT * OUTPUT_UNIT),
    )


def cross_read(texts: Sequence[LabelledText]) -> list[list[float]]:
    """Return how each text is read by a model that has not seen its fold."""
    found: list[list[float]] = [[]] * len(texts)
    for fold in range(FOLDS):
        places = [
            place
            for place, text in enumerate(texts)
            if _fold_of(text.normal) == fold
        ]
        others = [text for text in texts if _fold_of(text.normal) != fold]
        own = [texts[place] for place in places]
        read = chances_of(own, fit_moods(others))
        for place, chances in zip(places, read, strict=True):
            found[place] = chances
    return found


def _fold_of(normal: str) -> int:
    return sha256(normal.encode()).digest()[1] % FOLDS


def count_cells(
    texts: Sequence[LabelledText],
    chances: Sequence[Sequence[float]],
) -> list[list[int]]:
    """Return how many texts of each mood (row) fall into each cell."""
    counts = np.zeros((len(MOODS), CELLS), dtype=int)
    for text, (negative, _neutral, positive) in zip(
        texts, chances, strict=True
    ):
        counts[text.mood, cell_of(negative, positive)] += 1
    found: list[list[int]] = counts.tolist()
    return found


def describe(
    texts: Sequence[LabelledText],
    *,
    is_all: bool,
) -> dict[str, object]:
    """Return the card of a model: on what it was fitted, how the texts of each
    mood fall into the cells, and what it is not for.
    """
    chances = cross_read(texts)
    scores = score_moods(moods_of(texts), likeliest(chances))
    return {
        "what": f"hashed characters, signs and topics of a text, added up: "
        f"{TRAINING.networks} networks of {TRAINING.hidden} hidden units "
        "whose scores are averaged",
        "made with": "manage.py fit_mood, evaluate_mood --keep, fit_mood "
        "--all; judged are the weights that were fitted to one half",
        "learnt": ALL if is_all else ONE_HALF,
        "sentences": "9,945 labels of 8,288 public sentences of Chinese car "
        "forums of about 2018, given by others; none is part of kocops",
        "texts": len(texts),
        "moods of texts": np.bincount(moods_of(texts), minlength=3).tolist(),
        "folds": FOLDS,
        "cross-validated macro-F1 of whole texts": round(scores.macro_f1, 3),
        "cross-validated F1": [round(one, 3) for one in scores.f1],
        "cells": count_cells(texts, chances),
        "limits": [
            "Chinese only, sentences of one community and of petrol cars",
            "a single post is often read wrongly: no post and no member is "
            "judged by it, only shares among many",
            "long posts are read by their first characters",
            "irony is not recognised",
        ],
    }
