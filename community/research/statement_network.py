"""Trains the network of community/rules/statement_model.py with plain numpy."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

HIDDEN = 16
EPOCHS = 40
BATCH = 64
RATE = 2e-3
# This share of the signs and words of a sentence is hidden each time it is
# learnt, so that no single one is trusted too much.
DROPPED = 0.4
RIDGE = 1e-6
# So many networks, each from another beginning, are read as one: what one of
# them learnt by chance the others do not say.
NETWORKS = 4
FIRST_SPREAD = 0.1


class Training(NamedTuple):
    """How large the networks are and how they are trained."""

    hidden: int = HIDDEN
    epochs: int = EPOCHS
    networks: int = NETWORKS
    dropped: float = DROPPED


SHIPPED_TRAINING = Training()


class Bags(NamedTuple):
    """What is learnt: of each sentence the rows of its signs and words, the
    place of its kind, and how much it counts.
    """

    rows: Sequence[np.ndarray]
    kinds: np.ndarray
    weights: np.ndarray


class Network(NamedTuple):
    """The weights of both layers."""

    embeddings: np.ndarray
    bias: np.ndarray
    outputs: np.ndarray
    output_bias: np.ndarray


class _Batch(NamedTuple):
    """Some sentences: their rows one after the other, how many each has, and
    their kinds and weights.
    """

    flat: np.ndarray
    counts: np.ndarray
    kinds: np.ndarray
    weights: np.ndarray


class _Memory:
    """What Adam remembers of one array of weights."""

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights
        self.mean = np.zeros_like(weights)
        self.spread = np.zeros_like(weights)

    def move(
        self,
        slope: np.ndarray,
        rate: float,
        step: int,
        rows: np.ndarray | slice = np.s_[:],
    ) -> None:
        """Move the weights of some rows against their slope."""
        mean = 0.9 * self.mean[rows] + 0.1 * slope
        spread = 0.999 * self.spread[rows] + 0.001 * slope * slope
        self.mean[rows] = mean
        self.spread[rows] = spread
        size = np.sqrt(spread / (1 - 0.999**step)) + 1e-8
        self.weights[rows] -= rate * (mean / (1 - 0.9**step)) / size


def train(
    bags: Bags,
    n_rows: int,
    n_kinds: int,
    training: Training = SHIPPED_TRAINING,
) -> Network:
    """Return the network that reads these sentences; the same sentences give
    the same weights.

    It is several networks side by side, whose scores are averaged.
    """
    parts = []
    for seed in range(1, training.networks + 1):
        random = np.random.default_rng(seed)
        network = _beginning(random, n_rows, n_kinds, training.hidden)
        parts.append(_train_one(bags, network, random, training))
    return Network(
        np.concatenate([part.embeddings for part in parts], axis=1),
        np.concatenate([part.bias for part in parts]),
        np.concatenate([part.outputs for part in parts]) / len(parts),
        np.mean([part.output_bias for part in parts], axis=0),
    )


def _train_one(
    bags: Bags,
    network: Network,
    random: np.random.Generator,
    training: Training,
) -> Network:
    memories = []
    for weights in network:
        memories.append(_Memory(weights))
    in_epoch = -(-len(bags.rows) // BATCH)
    total = training.epochs * in_epoch
    batches = _batches(bags, random, training)
    for step, batch in enumerate(batches, start=1):
        _learn(network, memories, batch, RATE * (1 - step / total), step)
    return network


def _beginning(
    random: np.random.Generator,
    n_rows: int,
    n_kinds: int,
    hidden: int,
) -> Network:
    embeddings = random.normal(0, FIRST_SPREAD, (n_rows, hidden))
    outputs = random.normal(0, hidden**-0.5, (hidden, n_kinds))
    return Network(
        embeddings.astype(np.float32),
        np.zeros(hidden, dtype=np.float32),
        outputs.astype(np.float32),
        np.zeros(n_kinds, dtype=np.float32),
    )


def _batches(
    bags: Bags,
    random: np.random.Generator,
    training: Training,
) -> Iterator[_Batch]:
    """Yield all sentences once an epoch, each time in another order."""
    for _epoch in range(training.epochs):
        order = random.permutation(len(bags.rows))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            rows = []
            for place in chosen:
                its = bags.rows[place]
                rows.append(_some(its, random, training.dropped))
            yield _Batch(
                np.concatenate(rows),
                np.array([len(its) for its in rows]),
                bags.kinds[chosen],
                bags.weights[chosen],
            )


def _some(
    rows: np.ndarray,
    random: np.random.Generator,
    dropped: float,
) -> np.ndarray:
    """Return the rows that are not dropped; all if none was left."""
    kept = rows[random.random(len(rows)) >= dropped]
    return kept if len(kept) else rows


def _learn(
    network: Network,
    memories: Sequence[_Memory],
    batch: _Batch,
    rate: float,
    step: int,
) -> None:
    """Move all weights one step towards the labels of some sentences."""
    starts = np.cumsum(batch.counts) - batch.counts
    scale = (batch.counts**-0.5).astype(np.float32)[:, None]
    sums = np.add.reduceat(network.embeddings[batch.flat], starts)
    hidden = np.maximum(sums * scale + network.bias, 0)
    error = _softmax(hidden @ network.outputs + network.output_bias)
    error[np.arange(len(error)), batch.kinds] -= 1
    error *= (batch.weights / batch.weights.sum())[:, None]
    of_hidden = (error @ network.outputs.T) * (hidden > 0)
    rows, of_rows = _by_row(batch, of_hidden * scale)
    embeddings, bias, outputs, output_bias = memories
    outputs.move(hidden.T @ error + RIDGE * network.outputs, rate, step)
    output_bias.move(error.sum(axis=0), rate, step)
    bias.move(of_hidden.sum(axis=0), rate, step)
    of_rows += RIDGE * network.embeddings[rows]
    embeddings.move(of_rows, rate, step, rows)


def _by_row(
    batch: _Batch,
    slopes: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows some sentences have, and the sum of the slopes of
    those sentences for each.
    """
    order = np.argsort(batch.flat, kind="stable")
    ordered = batch.flat[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    owners = np.repeat(np.arange(len(batch.counts)), batch.counts)
    sums = np.add.reduceat(slopes[owners[order]], np.flatnonzero(is_first))
    return ordered[is_first], sums


def _softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    chances: np.ndarray = np.exp(scores)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances
