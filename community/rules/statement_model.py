"""A small linear model: how likely each kind of statement is, given the signs
of a sentence. Weights: statement_model.json, whose card says how they were made.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

PATH = Path(__file__).with_name("statement_model.json")
# Sentences with the same signs are alike; so many are kept.
KEPT_CHANCES = 20_000


class StatementModel(NamedTuple):
    """Weights: one row a sign, one column a kind."""

    kinds: tuple[str, ...]
    rows: Mapping[str, int]
    weights: np.ndarray

    def chances(self, signs: tuple[str, ...]) -> np.ndarray:
        """Return the probability of each kind, in the order of `kinds`."""
        scores = self.weights[self.known(signs)].sum(axis=0)
        scores -= scores.max()
        chances: np.ndarray = np.exp(scores)
        chances /= chances.sum()
        return chances

    def known(self, signs: tuple[str, ...]) -> list[int]:
        """Return the rows of the signs that have weights."""
        find = self.rows.get
        rows = []
        for sign in signs:
            row = find(sign)
            if row is not None:
                rows.append(row)
        return rows


def load_model(path: Path = PATH) -> StatementModel:
    """Return the model of a file that dump_model() wrote."""
    kept = json.loads(path.read_text("utf-8"))
    return StatementModel(
        tuple(kept["kinds"]),
        {sign: row for row, sign in enumerate(kept["weights"])},
        np.array(list(kept["weights"].values())),
    )


def dump_model(model: StatementModel, card: Mapping[str, object]) -> str:
    """Return a model and its card as the text of a file."""
    lines = []
    for sign, row in model.rows.items():
        weights = np.round(model.weights[row], 2).tolist()
        lines.append(f"{json.dumps(sign)}: {weights}")
    head = json.dumps(
        {"card": card, "kinds": model.kinds},
        ensure_ascii=False,
        indent=1,
    )
    body = ",\n".join(lines)
    return f'{head[:-2]},\n "weights": {{\n{body}\n}}}}\n'


_SHIPPED = (
    load_model() if PATH.exists() else StatementModel((), {}, np.zeros((0, 0)))
)
KINDS = _SHIPPED.kinds


@lru_cache(KEPT_CHANCES)
def chances_of_kinds(signs: tuple[str, ...]) -> tuple[float, ...]:
    """Return how likely each of KINDS is by the weights that are shipped."""
    return tuple(_SHIPPED.chances(signs).tolist())
