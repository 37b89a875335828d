"""Fits the weights of community/rules/statement_model.py to labelled sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from community.research.statement_evaluation import (
    FIRST,
    LEARNT,
    main_kind,
    read_labels,
)
from community.research.statement_network import (
    DROPPED,
    EPOCHS,
    HIDDEN,
    NETWORKS,
    Bags,
    Network,
    train,
)
from community.rules.phrases import Phrase
from community.rules.statement_model import (
    HIDDEN_UNIT,
    KINDS,
    OUTPUT_UNIT,
    StatementModel,
    embeddings_in_units,
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


def fit_model(examples: Sequence[Example]) -> StatementModel:
    """Return the model that fits these sentences. The same examples give the
    same weights.
    """
    seen: list[Observation] = []
    for example in examples:
        seen.extend(observe(example))
    signs = _frequent(one.signs for one in seen)
    grams = _frequent(one.grams for one in seen)
    sign_rows = {}
    for row, name in enumerate(signs):
        sign_rows[name] = row
    gram_rows = {name: row for row, name in enumerate(grams, len(signs))}
    network = train(
        _bags(sign_rows, gram_rows, seen),
        len(signs) + len(grams),
        len(KINDS),
    )
    return in_whole_units(sign_rows, gram_rows, network)


def in_whole_units(
    signs: Mapping[str, int],
    grams: Mapping[str, int],
    network: Network,
) -> StatementModel:
    """Return a network as the model that reads with it."""
    outputs = network.outputs
    outputs = outputs - outputs.mean(axis=1, keepdims=True)
    return StatementModel(
        signs,
        grams,
        embeddings_in_units(network.embeddings),
        in_units(network.bias, HIDDEN_UNIT),
        in_units(outputs, OUTPUT_UNIT),
        in_units(network.output_bias, HIDDEN_UNIT * OUTPUT_UNIT),
    )


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


def _bags(
    signs: Mapping[str, int],
    grams: Mapping[str, int],
    seen: Sequence[Observation],
) -> Bags:
    """Return what is learnt of sentences that have any sign or word."""
    rows, kinds, weights = [], [], []
    for one in seen:
        own = known_rows(signs, one.signs)
        own += sorted(known_rows(grams, one.grams))
        if own:
            rows.append(np.array(own))
            kinds.append(one.kind)
            weights.append(one.weight)
    return Bags(rows, np.array(kinds), np.array(weights, dtype=np.float32))


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
        "what": "embeddings of the cues and the words of a sentence, added "
        f"up: {NETWORKS} networks of {HIDDEN} hidden units whose scores are "
        f"averaged, {EPOCHS} epochs with {DROPPED} of the "
        "cues and words hidden",
        "made with": "manage.py fit_statements",
        "fitted to": f"{', '.join(LEARNT)} in community/research/statements, "
        "never to held_out.tsv",
        "sentences": len(examples),
        "cross-validation": f"{FOLDS} folds, {right} of {len(pairs)} right; "
        "of sentences that the word lists were not written with",
        "precision and recall by kind, cross-validated": figures,
    }
