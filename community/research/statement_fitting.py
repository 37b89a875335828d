"""Fits the weights of community/rules/statement_model.py to labelled sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from community.research.statement_evaluation import (
    FIRST,
    LEARNT,
    main_kind,
    read_labels,
)
from community.rules.phrases import Phrase
from community.rules.statement_model import (
    KINDS,
    StatementModel,
    in_units,
    known_rows,
)
from community.rules.statement_reading import read_whole
from community.rules.statement_signs import read_signs
from community.rules.statements import read_statements
from community.rules.text import normalise

FOLDS = 5
# How many sentences must have a sign or a gram for it to get weights.
MIN_SENTENCES = 2
RIDGE = 3e-4
STEPS = 150
RATE = 0.08
# The lists were written with the first of the tuned sentences in view, where
# cues say more than they do elsewhere: those are learnt without this share of
# their cues, and once more by their words alone.
MISSING = 0.5
WEIGHT_OF_FIRST = 0.5


class Example(NamedTuple):
    """A labelled sentence in one spelling; whether the lists were written with
    it in view.
    """

    normal: str
    kind: str
    is_first: bool = False


class Observation(NamedTuple):
    """A sentence as the model sees it, its kind, and how much it counts."""

    signs: tuple[str, ...]
    grams: set[str]
    kind: int
    weight: float


class _Incidence(NamedTuple):
    """Which observation has which row of weights: twice, in the order of the
    observations and in that of the rows, each with the places where the next
    one begins.
    """

    rows: np.ndarray
    starts: np.ndarray
    observations: np.ndarray
    row_starts: np.ndarray


def fit_model(examples: Sequence[Example]) -> StatementModel:
    """Return the model that fits these sentences best: softmax regression with
    a ridge. The same examples give the same weights.
    """
    seen: list[Observation] = []
    for example in examples:
        seen.extend(observe(example))
    signs = _frequent(one.signs for one in seen)
    grams = _frequent(one.grams for one in seen)
    model = StatementModel(
        {name: row for row, name in enumerate(signs)},
        {name: row for row, name in enumerate(grams, start=len(signs))},
        np.zeros((len(signs) + len(grams), len(KINDS)), dtype=np.float32),
    )
    labels = np.eye(len(KINDS), dtype=np.float32)[[one.kind for one in seen]]
    shares = np.array([one.weight for one in seen], dtype=np.float32)
    shares /= shares.sum()
    weights = _descend(_incidence(model, seen), labels, shares[:, None])
    return model._replace(weights=in_units(weights))


def observe(example: Example) -> Iterator[Observation]:
    """Yield a sentence as it is learnt."""
    read = read_whole(example.normal, own_names=())
    kind = KINDS.index(example.kind)
    if not example.is_first:
        yield Observation(read.signs, read.grams, kind, 1)
        return
    kept = []
    for cue in read.cues:
        if _number(example.normal, cue) >= MISSING:
            kept.append(cue)
    clauses = read.sentence.clauses
    signs = read_signs(example.normal, 0, kept, clauses)
    yield Observation(signs, read.grams, kind, WEIGHT_OF_FIRST)
    yield Observation((), read.grams, kind, WEIGHT_OF_FIRST)


def _number(normal: str, cue: Phrase) -> float:
    """Return a number from 0 to 1 that a cue in a sentence always has."""
    digest = sha256(
        f"{normal[cue.start : cue.end]} {normal}".encode()
    ).digest()
    return digest[0] / 256


def _frequent(names: Iterable[Iterable[str]]) -> list[str]:
    counts: Counter[str] = Counter()
    for of_one in names:
        counts.update(set(of_one))
    return sorted(name for name in counts if counts[name] >= MIN_SENTENCES)


def _incidence(
    model: StatementModel,
    seen: Sequence[Observation],
) -> _Incidence:
    rows: list[int] = []
    counts = []
    for one in seen:
        own = known_rows(model.signs, one.signs)
        own += known_rows(model.grams, one.grams)
        rows += own
        counts.append(len(own))
    by_observation = np.array(rows)
    starts = np.cumsum([0, *counts[:-1]])
    observations = np.repeat(np.arange(len(seen)), counts)
    order = np.argsort(by_observation, kind="stable")
    row_starts = np.searchsorted(
        by_observation[order],
        np.arange(len(model.weights)),
    )
    return _Incidence(by_observation, starts, observations[order], row_starts)


def _descend(
    seen: _Incidence,
    labels: np.ndarray,
    shares: np.ndarray,
) -> np.ndarray:
    """Return the weights after STEPS of Adam, slower at the end."""
    shape = (len(seen.row_starts), labels.shape[1])
    weights: np.ndarray = np.zeros(shape, dtype=np.float32)
    mean: np.ndarray = np.zeros_like(weights)
    spread: np.ndarray = np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = np.add.reduceat(weights[seen.rows], seen.starts)
        error = (_softmax(scores) - labels) * shares
        slope = np.add.reduceat(error[seen.observations], seen.row_starts)
        slope += RIDGE * weights
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
    """Return the kind of each sentence as it is read with a model that was
    fitted without its fold. The first sentences are learnt in every fold and
    not judged (empty).
    """
    found = [""] * len(examples)
    for fold in range(FOLDS):
        others = []
        for example in examples:
            if example.is_first or fold_of(example.normal) != fold:
                others.append(example)
        model = fit_model(others)
        for place, example in enumerate(examples):
            if example.is_first or fold_of(example.normal) != fold:
                continue
            statements = read_statements(example.normal, (), model)
            found[place] = main_kind(statements).value
    return found


def learnt_examples() -> list[Example]:
    """Return all sentences that may be learnt."""
    examples = []
    for name in LEARNT:
        for label, text in read_labels(name):
            examples.append(
                Example(normalise(text), label.value, name == FIRST),
            )
    return examples


def describe(
    examples: Sequence[Example],
    found: Sequence[str],
) -> dict[str, object]:
    """Return the card of a model: on what it was fitted and what
    cross-validation says of it.
    """
    figures = {}
    pairs = []
    for example, one in zip(examples, found, strict=True):
        if one:
            pairs.append((example.kind, one))
    for kind in KINDS:
        right = sum(label == kind == one for label, one in pairs)
        read = sum(one == kind for _label, one in pairs)
        labelled = sum(label == kind for label, _one in pairs)
        figures[kind] = [
            round(right / max(read, 1), 3),
            round(right / max(labelled, 1), 3),
        ]
    right = sum(label == one for label, one in pairs)
    return {
        "what": "softmax regression over the cues and the words of a "
        f"sentence, ridge {RIDGE}, {STEPS} steps",
        "made with": "manage.py fit_statements",
        "fitted to": f"{', '.join(LEARNT)} in community/research/statements, "
        "never to held_out.tsv",
        "sentences": len(examples),
        "cross-validation": f"{FOLDS} folds, {right} of {len(pairs)} right; "
        "of sentences that the word lists were not written with",
        "precision and recall by kind, cross-validated": figures,
    }
