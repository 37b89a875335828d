"""A small network: how likely each kind of statement is, given the signs and
the words of a sentence. Weights: statement_model.npz; statement_model.json is
their card, which says how they were made.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

PATH = Path(__file__).with_name("statement_model.npz")
CARD_PATH = PATH.with_suffix(".json")
# Weights are stored as whole numbers of these sizes: of a sign or a gram, of
# what a unit of the hidden layer says, and of what that adds to a kind.
EMBEDDING_UNIT = 1 / 64
HIDDEN_UNIT = 1 / 256
OUTPUT_UNIT = 1 / 256
LARGEST_EMBEDDING = 127
# So many words are named as the reasons for a kind.
MAX_REASONS = 3
KINDS = (
    "advert",
    "agreement",
    "fault",
    "hearsay",
    "instruction",
    "other",
    "other_brand",
    "praise",
    "question",
    "repair",
    "review",
    "suggestion",
)


class StatementModel(NamedTuple):
    """Weights in whole units, so that no sum depends on the order in which it
    is added up, and each process reads a sentence alike.

    embeddings: a row for each sign or gram, a column for each unit of the
    hidden layer. outputs: a row for each unit of the hidden layer, a column
    for each of KINDS; those of a row add up to about nothing.
    """

    signs: Mapping[str, int]
    grams: Mapping[str, int]
    embeddings: np.ndarray
    bias: np.ndarray
    outputs: np.ndarray
    output_bias: np.ndarray

    def chances(
        self,
        signs: Iterable[str],
        grams: Iterable[str],
    ) -> list[float]:
        """Return the probability of each kind, in the order of KINDS."""
        hidden = self._hidden(signs, grams)
        scores = (hidden @ self.outputs + self.output_bias).tolist()
        highest = max(scores)
        unit = HIDDEN_UNIT * OUTPUT_UNIT
        odds = [exp((score - highest) * unit) for score in scores]
        total = sum(odds)
        return [each / total for each in odds]

    def reasons(
        self,
        signs: Iterable[str],
        grams: Iterable[str],
        kind: str,
    ) -> list[str]:
        """Return the grams that speak most for a kind, the strongest first.

        Each gram adds to the score of a kind what it adds to those units of
        the hidden layer that are above zero in this sentence.
        """
        known = sorted(gram for gram in grams if gram in self.grams)
        hidden = self._hidden(signs, known)
        column = self.outputs[:, KINDS.index(kind)] * (hidden > 0)
        added = self._rows_of(known_rows(self.grams, known)) @ column
        strengths = dict(zip(known, added.tolist(), strict=True))
        ordered = sorted(known, key=lambda gram: (-strengths[gram], gram))
        return [gram for gram in ordered[:MAX_REASONS] if strengths[gram] > 0]

    def words_for(
        self,
        signs: Iterable[str],
        grams: Iterable[str],
        kind: str,
    ) -> tuple[str, ...]:
        """Return the words of a sentence that speak most for a kind, as they
        are written.
        """
        words: dict[str, None] = {}
        for gram in self.reasons(signs, grams, kind):
            word = gram.strip(" ^$*")
            if word:
                words[word] = None
        return tuple(words)

    def _hidden(
        self,
        signs: Iterable[str],
        grams: Iterable[str],
    ) -> np.ndarray:
        """Return the hidden layer of a sentence, in whole HIDDEN_UNITs."""
        rows = known_rows(self.signs, signs) + known_rows(self.grams, grams)
        sums = self.embeddings.take(rows, axis=0).sum(axis=0, dtype=np.int32)
        share = EMBEDDING_UNIT / HIDDEN_UNIT / sqrt(max(len(rows), 1))
        above: np.ndarray = np.maximum(sums * share + self.bias, 0)
        whole: np.ndarray = np.rint(above).astype(np.int64)
        return whole

    def _rows_of(self, rows: list[int]) -> np.ndarray:
        return self.embeddings[rows].astype(np.int64)


def known_rows(rows: Mapping[str, int], names: Iterable[str]) -> list[int]:
    """Return the rows of those names that have weights."""
    return [row for row in map(rows.get, names) if row is not None]


def in_units(weights: np.ndarray, unit: float) -> np.ndarray:
    """Return weights as the nearest whole units."""
    units: np.ndarray = np.rint(weights / unit).astype(np.int64)
    return units


def embeddings_in_units(weights: np.ndarray) -> np.ndarray:
    """Return the weights of signs and grams as whole units that fit a byte."""
    units = in_units(weights, EMBEDDING_UNIT)
    return units.clip(-LARGEST_EMBEDDING, LARGEST_EMBEDDING).astype(np.int8)


def load_model(path: Path = PATH) -> StatementModel:
    """Return the model of a file that save_model() wrote."""
    with np.load(path, allow_pickle=False) as kept:
        names = json.loads(kept["names"].tobytes())
        arrays = [kept[name] for name in _ARRAYS]
    if tuple(names["kinds"]) != KINDS:
        raise ValueError(f"{path} has weights of other kinds")
    signs, grams = names["signs"], names["grams"]
    return StatementModel(
        {name: row for row, name in enumerate(signs)},
        {name: row for row, name in enumerate(grams, start=len(signs))},
        *arrays,
    )


_ARRAYS = ("embeddings", "bias", "outputs", "output_bias")


def save_model(model: StatementModel, path: Path) -> None:
    """Write a model as a file; the same model makes the same file."""
    names = {
        "kinds": KINDS,
        "signs": list(model.signs),
        "grams": list(model.grams),
    }
    spelled = json.dumps(names, ensure_ascii=False).encode()
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    arrays["names"] = np.frombuffer(spelled, dtype=np.uint8)
    np.savez_compressed(path, **arrays)


def dump_card(card: Mapping[str, object]) -> str:
    """Return the card of a model as the text of a file."""
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


@cache
def shipped_model() -> StatementModel:
    """Return the model of the file; most processes read no sentence."""
    return load_model()
