"""The statistics of the external tests: AUC, what a second feature adds to it,
rank correlation, and intervals from resampled members.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 400
_STEPS = 25
_RIDGE = 1e-3


class Gain(NamedTuple):
    """What strength adds to the number of posts, out of sample: AUC without
    and with it, and the interval of 95 % of the difference.
    """

    rows: int
    positive: int
    base: float
    both: float
    low: float
    high: float


def ranks(values: Floats) -> Floats:
    """Return the ranks from 1; equal values share their mean rank."""
    _values, place, counts = np.unique(
        values,
        return_inverse=True,
        return_counts=True,
    )
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[place])


def auc(score: Floats, outcome: NDArray[np.bool_]) -> float:
    """Return how often a positive scores above a negative, ties as half; NaN
    without both.
    """
    positive = int(outcome.sum())
    negative = len(outcome) - positive
    if not positive or not negative:
        return float("nan")
    above = ranks(score)[outcome].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Return Spearman's correlation, NaN where nothing varies."""
    if len(one) < 3 or not np.ptp(one) or not np.ptp(other):
        return float("nan")
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def gain_over_posts(
    member: NDArray[np.int64],
    posts: Floats,
    strength: Floats,
    outcome: NDArray[np.bool_],
    *,
    seed: int = 1,
) -> Gain:
    """Return what strength adds to the logarithm of the number of posts.

    Both are fitted on one half of the members and scored on the other. The
    interval is of resampled members, so that one of them in several rows counts
    as one.
    """
    base = _score_crosswise(member, np.log1p(posts)[:, None], outcome)
    pair = np.column_stack((np.log1p(posts), strength / 100.0))
    both = _score_crosswise(member, pair, outcome)

    def difference(rows: NDArray[np.int64]) -> float:
        return auc(both[rows], outcome[rows]) - auc(base[rows], outcome[rows])

    low, high = interval_by_member(member, difference, seed=seed)
    return Gain(
        rows=len(outcome),
        positive=int(outcome.sum()),
        base=auc(base, outcome),
        both=auc(both, outcome),
        low=low,
        high=high,
    )


def interval_by_member(
    member: NDArray[np.int64],
    figure: Callable[[NDArray[np.int64]], float],
    *,
    seed: int,
) -> tuple[float, float]:
    """Return the 2.5 and 97.5 percent points of a figure of rows, over members
    drawn with replacement.
    """
    if not len(member):
        return float("nan"), float("nan")
    dice = np.random.default_rng(seed)
    order = np.argsort(member, kind="stable")
    _ids, starts = np.unique(member[order], return_index=True)
    groups = np.split(order, starts[1:])
    figures = []
    for _draw in range(RESAMPLES):
        drawn = dice.integers(0, len(groups), len(groups))
        rows = np.concatenate([groups[place] for place in drawn])
        figures.append(figure(rows))
    known = np.array(figures)[~np.isnan(figures)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


def _score_crosswise(
    member: NDArray[np.int64],
    features: Floats,
    outcome: NDArray[np.bool_],
) -> Floats:
    """Return for each row the score by what was fitted on the other half of the
    members; a half is odd or even ids.
    """
    score = np.zeros(len(outcome))
    for half in (0, 1):
        mine = member % 2 == half
        weights = _fit(features[~mine], outcome[~mine])
        score[mine] = _with_constant(features[mine]) @ weights
    return score


def _fit(features: Floats, outcome: NDArray[np.bool_]) -> Floats:
    """Return the weights of a logistic regression, the constant first."""
    matrix = _with_constant(features)
    weights = np.zeros(matrix.shape[1])
    for _step in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        spread = chance * (1.0 - chance)
        slope = matrix.T @ (outcome - chance) - _RIDGE * weights
        curve = (matrix.T * spread) @ matrix
        curve += _RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _with_constant(features: Floats) -> Floats:
    return np.column_stack((np.ones(len(features)), features))
