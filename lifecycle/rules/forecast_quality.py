"""How right chances were: ranking, calibration, and recall at a rate of false alarms."""

import numpy as np

from lifecycle.rules.arrays import Bools, Floats

CALIBRATION_BINS = 10


def auc(score: Floats, outcome: Bools) -> float:
    """Return the chance that a positive row scores above a negative one.

    Ties count half; NaN if either kind is missing.
    Source: Mann and Whitney 1947, by midranks.
    """
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    if not positives or not negatives:
        return float("nan")
    _values, row, counts = np.unique(
        score,
        return_inverse=True,
        return_counts=True,
    )
    ends = np.cumsum(counts)
    midranks = ends - (counts - 1) / 2
    rank_sum = float(midranks[row][outcome].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (
        positives * negatives
    )


def brier(chance: Floats, outcome: Bools) -> float:
    """Return the mean squared error of the chances."""
    if not len(chance):
        return float("nan")
    return float(np.mean((chance - outcome) ** 2))


def calibration_curve(
    chance: Floats,
    outcome: Bools,
) -> list[tuple[float, float, int]]:
    """Return mean chance, share of positives and size of groups by chance.

    There are at most CALIBRATION_BINS groups of equal size; none is empty.
    """
    order = np.argsort(chance, kind="stable")
    curve = []
    for part in np.array_split(order, CALIBRATION_BINS):
        if len(part):
            mean = float(chance[part].mean())
            share = float(outcome[part].mean())
            curve.append((mean, share, len(part)))
    return curve


def calibration_error(chance: Floats, outcome: Bools) -> float:
    """Return the mean distance between chance and outcome over the groups of
    calibration_curve(), weighted by size.
    """
    curve = calibration_curve(chance, outcome)
    if not curve:
        return float("nan")
    distance = 0.0
    total = 0
    for mean, share, size in curve:
        distance += abs(mean - share) * size
        total += size
    return distance / total


def recall_at_false_alarms(
    score: Floats,
    outcome: Bools,
    rate: float,
) -> float:
    """Return the share of positives that score above the (1 − rate) quantile of the negatives."""
    if outcome.all() or not outcome.any():
        return float("nan")
    threshold = np.quantile(score[~outcome], 1 - rate)
    return float(np.mean(score[outcome] > threshold))
