"""A small linear model: how likely each kind of statement is, given the signs
and the words of a sentence. Weights: statement_model.json, whose card says how
they were made.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np

PATH = Path(__file__).with_name("statement_model.json")
# Weights are stored as whole numbers of this size.
UNIT = 0.01
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
    """Weights: one row a sign or a gram, one column a kind of KINDS, in whole
    UNITs: so their sum is the same in whatever order they are added.
    """

    signs: Mapping[str, int]
    grams: Mapping[str, int]
    weights: np.ndarray

    def chances(
        self,
        signs: Iterable[str],
        grams: Iterable[str],
    ) -> list[float]:
        """Return the probability of each kind, in the order of KINDS."""
        rows = known_rows(self.signs, signs) + known_rows(self.grams, grams)
        scores = self.weights.take(rows, axis=0).sum(axis=0).tolist()
        highest = max(scores)
        odds = [exp((score - highest) * UNIT) for score in scores]
        total = sum(odds)
        return [each / total for each in odds]

    def reasons(self, grams: Iterable[str], kind: str) -> list[str]:
        """Return the grams that speak most for a kind, the strongest first."""
        column = KINDS.index(kind)
        strengths = {}
        for gram in grams:
            row = self.grams.get(gram)
            if row is not None:
                strengths[gram] = self.weights.item(row, column)
        ordered = sorted(strengths, key=lambda gram: (-strengths[gram], gram))
        return [gram for gram in ordered[:MAX_REASONS] if strengths[gram] > 0]


def known_rows(rows: Mapping[str, int], names: Iterable[str]) -> list[int]:
    """Return the rows of those names that have weights."""
    return [row for row in map(rows.get, names) if row is not None]


def in_units(weights: np.ndarray) -> np.ndarray:
    """Return weights as whole units, so that those of a row add up to about
    nothing: which kind is likelier stays the same.
    """
    centred = weights - weights.mean(axis=1, keepdims=True)
    units: np.ndarray = np.round(centred / UNIT).astype(np.int32)
    return units


def load_model(path: Path = PATH) -> StatementModel:
    """Return the model of a file that dump_model() wrote."""
    kept = json.loads(path.read_text("utf-8"))
    if tuple(kept["kinds"]) != KINDS:
        raise ValueError(f"{path} has weights of other kinds")
    signs, grams = kept["signs"], kept["grams"]
    weights = np.array([*signs.values(), *grams.values()], dtype=np.int32)
    return StatementModel(
        {name: row for row, name in enumerate(signs)},
        {name: row for row, name in enumerate(grams, start=len(signs))},
        weights,
    )


def dump_model(model: StatementModel, card: Mapping[str, object]) -> str:
    """Return a model and its card as the text of a file."""
    head = json.dumps(
        {"card": card, "kinds": KINDS},
        ensure_ascii=False,
        indent=1,
    )
    signs = _lines(model.signs, model.weights)
    grams = _lines(model.grams, model.weights)
    return f'{head[:-2]},\n "signs": {{\n{signs}\n}},\n "grams": {{\n{grams}\n}}}}\n'


def _lines(rows: Mapping[str, int], weights: np.ndarray) -> str:
    """Return the weights of each name, a line for each."""
    lines = []
    for name, row in rows.items():
        spelled = json.dumps(weights[row].tolist(), separators=(",", ":"))
        lines.append(f"{json.dumps(name, ensure_ascii=False)}:{spelled}")
    return ",\n".join(lines)


@cache
def shipped_model() -> StatementModel:
    """Return the model of the file; most processes read no sentence."""
    return load_model()


def reasons_of_kind(grams: Iterable[str], kind: str) -> tuple[str, ...]:
    """Return the words of a sentence that speak most for a kind, as they are
    written.
    """
    words: dict[str, None] = {}
    for gram in shipped_model().reasons(grams, kind):
        word = gram.strip(" ^$*")
        if word:
            words[word] = None
    return tuple(words)
