"""How right chances were: ranking, calibration, and what an alarm would have cost."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.histories import Floats

CALIBRATION_BINS = 10


def auc(score: Floats, outcome: NDArray[np.bool_]) -> float:
    """Return the chance that a positive row scores above a negative one, ties counting half; NaN without both.

    Source: Mann and Whitney 1947, by midranks.
    """
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    if not positives or not negatives:
        return float("nan")
    _values, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    midranks = ends - (counts - 1) / 2
    rank_sum = float(midranks[place][outcome].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def brier(chance: Floats, outcome: NDArray[np.bool_]) -> float:
    """Return the mean squared error of the chances."""
    return float(np.mean((chance - outcome) ** 2)) if len(chance) else float("nan")


def calibration_curve(chance: Floats, outcome: NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """Return mean chance, share of positives and size of each of CALIBRATION_BINS equally large groups by chance."""
    order = np.argsort(chance, kind="stable")
    parts = [part for part in np.array_split(order, CALIBRATION_BINS) if len(part)]
    return [(float(chance[part].mean()), float(outcome[part].mean()), len(part)) for part in parts]


def calibration_error(chance: Floats, outcome: NDArray[np.bool_]) -> float:
    """Return the mean distance between chance and outcome over the groups of calibration_curve, by size."""
    curve = calibration_curve(chance, outcome)
    total = sum(size for _chance, _share, size in curve)
    return sum(abs(mean - share) * size for mean, share, size in curve) / total if total else float("nan")


def recall_at_false_alarms(score: Floats, outcome: NDArray[np.bool_], rate: float) -> float:
    """Return the share of positives that score above the (1 − rate) quantile of the negatives."""
    if outcome.all() or not outcome.any():
        return float("nan")
    return float(np.mean(score[outcome] > np.quantile(score[~outcome], 1 - rate)))
