"""Shares of moods among many texts, corrected by how often the model errs.

A model that reads single texts wrongly counts wrong shares: when few are
negative it finds too many, when most are it finds too few. How texts of each
mood spread over the cells is known from texts with known moods; the share
that explains the counted cells best is the adjusted one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

MIN_TEXTS = 30
RESAMPLES = 300
INTERVAL = (2.5, 97.5)
_STEPS = 60
# Cells that no known text fell into are not impossible.
_UNSEEN = 0.5


class Share(NamedTuple):
    """A share with its interval, all from 0 to 1, of so many texts."""

    texts: int
    value: float
    low: float
    high: float


def adjusted_shares(
    counts: np.ndarray,
    matrix: np.ndarray,
) -> np.ndarray:
    """Return the share of each mood.

    counts: texts by cell · matrix: how likely a text of each mood (row) falls
    into each cell (column); both may be stacked along a first axis, for many
    at once.
    """
    total = np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    seen = counts / total
    moods = matrix.shape[-2]
    shape = (*np.broadcast_shapes(seen.shape[:-1], matrix.shape[:-2]), moods)
    shares = np.full(shape, 1 / moods)
    for _step in range(_STEPS):
        expected = np.einsum("...m,...mc->...c", shares, matrix)
        ratio = seen / np.maximum(expected, 1e-12)
        shares = shares * np.einsum("...mc,...c->...m", matrix, ratio)
        shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def likelihoods(known: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
    """Return how likely each mood falls into each cell, of how many known
    texts did.
    """
    counts = np.asarray(known, dtype=float) + _UNSEEN
    found: np.ndarray = counts / counts.sum(axis=-1, keepdims=True)
    return found


def share_with_interval(
    counts: Sequence[int],
    known: Sequence[Sequence[int]],
    mood: int,
) -> Share | None:
    """Return the adjusted share of a mood and where it lies nineteen times out
    of twenty; None for fewer than MIN_TEXTS texts. The same counts give the
    same.

    known: known texts by mood and cell. Both the texts and the known texts
    are drawn again, so that neither is taken for more than it is.
    """
    total = sum(counts)
    if total < MIN_TEXTS:
        return None
    seen = np.asarray(counts, dtype=float)
    random = np.random.default_rng(total)
    drawn = random.multinomial(total, seen / total, size=RESAMPLES)
    matrices = _matrices_again(known, random)
    again = adjusted_shares(drawn.astype(float), matrices)[:, mood]
    low, high = np.percentile(again, INTERVAL)
    # The mean over the draws errs less than the share of the counts alone,
    # which jumps where a mood is all but absent.
    return Share(total, float(again.mean()), float(low), float(high))


def _matrices_again(
    known: Sequence[Sequence[int]],
    random: np.random.Generator,
) -> np.ndarray:
    counts = np.asarray(known)
    drawn = []
    for own, row in zip(counts, likelihoods(counts), strict=True):
        drawn.append(random.multinomial(own.sum(), row, size=RESAMPLES))
    return likelihoods(np.stack(drawn, axis=1))
