"""Fits the weights of community/rules/statement_model.py to labelled sentences."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from community.research.statement_evaluation import TUNED, read_labels
from community.rules.phrases import Phrase
from community.rules.statement_model import StatementModel
from community.rules.statement_reading import read_whole
from community.rules.statement_signs import read_signs
from community.rules.statements import kind_of
from community.rules.text import normalise

FOLDS = 5
# How often a sign must occur to get weights.
MIN_SIGNS = 3
RIDGE = 1e-3
STEPS = 250
RATE = 0.08
# Each sentence is learnt twice: as it is, and with this share of its cues
# missing, since other writers choose other words.
MISSING = 0.5


class Example(NamedTuple):
    """A labelled sentence in one spelling."""

    normal: str
    kind: str


def fit_model(examples: Sequence[Example]) -> StatementModel:
    """Return the model that fits these sentences best: softmax regression with
    a ridge. The same examples give the same weights.
    """
    kinds = tuple(sorted({example.kind for example in examples}))
    signs = []
    labels = []
    for example in examples:
        for read in _readings(example.normal):
            signs.append(read)
            labels.append(kinds.index(example.kind))
    rows = _rows(signs)
    model = StatementModel(kinds, rows, np.zeros((len(rows), len(kinds))))
    values = _matrix(model, signs)
    weights = _descend(values, np.eye(len(kinds))[labels])
    return model._replace(weights=weights)


def _readings(normal: str) -> list[tuple[str, ...]]:
    """Return the signs of a sentence, and those without some of its cues."""
    read = read_whole(normal, own_names=())
    kept = []
    for cue in read.cues:
        if _number(normal, cue) >= MISSING:
            kept.append(cue)
    return [read.signs, read_signs(normal, 0, kept, read.sentence.clauses)]


def _number(normal: str, cue: Phrase) -> float:
    """Return a number from 0 to 1 that a cue in a sentence always has."""
    digest = sha256(
        f"{normal[cue.start : cue.end]} {normal}".encode()
    ).digest()
    return digest[0] / 256


def _rows(signs: Sequence[tuple[str, ...]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for read in signs:
        counts.update(read)
    names = []
    for name, count in counts.items():
        if count >= MIN_SIGNS:
            names.append(name)
    return {name: row for row, name in enumerate(sorted(names))}


def _matrix(
    model: StatementModel,
    signs: Sequence[tuple[str, ...]],
) -> np.ndarray:
    values = np.zeros((len(signs), len(model.rows)))
    for place, read in enumerate(signs):
        values[place, model.known(read)] = 1
    return values


def _descend(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the weights after STEPS of Adam, slower at the end."""
    weights = np.zeros((values.shape[1], labels.shape[1]))
    mean = np.zeros_like(weights)
    spread = np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        error = _softmax(values @ weights) - labels
        slope = values.T @ error / len(values) + RIDGE * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        rate = RATE if step < STEPS * 0.6 else RATE / 5
        moved = mean / (1 - 0.9**step)
        weights -= rate * moved / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def _softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    chances: np.ndarray = np.exp(scores)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def fold_of(normal: str) -> int:
    """Return the part of a cross-validation that a sentence belongs to."""
    return sha256(normal.encode()).digest()[1] % FOLDS


def cross_validate(examples: Sequence[Example]) -> list[str]:
    """Return the kind of each sentence that a model finds which was fitted
    without its fold.
    """
    found = [""] * len(examples)
    for fold in range(FOLDS):
        others = []
        for example in examples:
            if fold_of(example.normal) != fold:
                others.append(example)
        model = fit_model(others)
        for place, example in enumerate(examples):
            if fold_of(example.normal) == fold:
                read = read_whole(example.normal, own_names=())
                chances = model.chances(read.signs).tolist()
                found[place] = kind_of(read, chances)
    return found


def tuned_examples() -> list[Example]:
    """Return the sentences of the tuned half."""
    examples = []
    for label, text in read_labels(TUNED):
        examples.append(Example(normalise(text), label.value))
    return examples


def describe(
    examples: Sequence[Example],
    found: Sequence[str],
) -> dict[str, object]:
    """Return the card of a model: on what it was fitted and what
    cross-validation says of it.
    """
    figures = {}
    pairs = list(zip(examples, found, strict=True))
    for kind in sorted({example.kind for example in examples}):
        right = sum(its.kind == kind == one for its, one in pairs)
        read = sum(one == kind for one in found)
        labelled = sum(its.kind == kind for its in examples)
        figures[kind] = [
            round(right / max(read, 1), 3),
            round(right / labelled, 3),
        ]
    right = sum(its.kind == one for its, one in pairs)
    return {
        "what": "softmax regression over the cues of a sentence, ridge "
        f"{RIDGE}, {STEPS} steps",
        "made with": "manage.py fit_statements",
        "fitted to": "community/research/statements/tuned.tsv, never to "
        "held_out.tsv",
        "sentences": len(examples),
        "cross-validation": f"{FOLDS} folds, {right} of {len(examples)} right; "
        "the word lists were written with these sentences in view, so expect "
        "less elsewhere",
        "precision and recall by kind, cross-validated": figures,
    }
