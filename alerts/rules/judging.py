"""How well issues fit labelled classes, and alerts the classes that deserve one."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = Sequence[Hashable]


def bcubed_f1(found: Labels, truth: Labels) -> float:
    """Return the B-cubed F1 of two partitions of the same rows (Bagga and Baldwin 1998)."""
    both, ours, theirs = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
    if not both:
        return float("nan")
    total = sum(ours.values())
    precision = sum(n * n / ours[cluster] for (cluster, _label), n in both.items()) / total
    recall = sum(n * n / theirs[label] for (_cluster, label), n in both.items()) / total
    return 2 * precision * recall / (precision + recall)


def _counts(
    found: Labels, truth: Labels
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    return Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)


def _entropy(counts: Counter[Hashable], total: int) -> float:
    return -sum(n / total * math.log(n / total) for n in counts.values())


def mutual_information(found: Labels, truth: Labels) -> float:
    """Return the mutual information of two partitions, in nats."""
    both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    return sum(n / total * math.log(n * total / (ours[a] * theirs[b])) for (a, b), n in both.items())


def nmi(found: Labels, truth: Labels) -> float:
    """Return the normalised mutual information, geometric mean form; NaN where a partition is one block."""
    _both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    scale = math.sqrt(_entropy(ours, total) * _entropy(theirs, total)) if total else 0.0
    return mutual_information(found, truth) / scale if scale else float("nan")


def ari(found: Labels, truth: Labels) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985)."""
    both, ours, theirs = _counts(found, truth)

    def pairs(counts: Counter[Hashable]) -> float:
        return sum(n * (n - 1) / 2 for n in counts.values())

    total = sum(ours.values())
    every = total * (total - 1) / 2
    if not every:
        return float("nan")
    usual = pairs(ours) * pairs(theirs) / every
    most = (pairs(ours) + pairs(theirs)) / 2
    return (pairs(both) - usual) / (most - usual) if most != usual else 1.0  # type: ignore[arg-type]


def ami(found: Labels, truth: Labels) -> float:
    """Return the adjusted mutual information, arithmetic mean form (Vinh, Epps and Bailey 2010)."""
    _both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    usual = _expected_information(np.array(list(ours.values())), np.array(list(theirs.values())), total)
    mean = (_entropy(ours, total) + _entropy(theirs, total)) / 2
    return (mutual_information(found, truth) - usual) / (mean - usual) if mean != usual else 1.0


def _expected_information(a: NDArray[np.int64], b: NDArray[np.int64], total: int) -> float:
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, total + 1)))))
    sizes_a, times_a = np.unique(a, return_counts=True)
    sizes_b, times_b = np.unique(b, return_counts=True)
    expected = 0.0
    for x, n_x in zip(sizes_a.tolist(), times_a.tolist(), strict=True):
        for y, n_y in zip(sizes_b.tolist(), times_b.tolist(), strict=True):
            n = np.arange(max(1, x + y - total), min(x, y) + 1)
            f = log_factorial
            chance = np.exp(
                f[x] + f[y] + f[total - x] + f[total - y] - f[total] - f[n] - f[x - n] - f[y - n] - f[total - x - y + n]
            )
            expected += n_x * n_y * float((n / total * np.log(total * n / (x * y)) * chance).sum())
    return expected


def judge_alerts(
    alerted: Sequence[Sequence[frozenset[Hashable]]], labels: Sequence[frozenset[Hashable]], *, needed: int = 3
) -> dict[str, float]:
    """Return precision, recall and F1 of alerts against classes with at least `needed` rows, and how many classes were
    found per alert: less than precision as far as one class alerted twice.

    alerted: for each alert the label sets of the rows it was raised on. An alert is right if two of them share a
    label; a class is found if such an alert stood on it.
    """
    sizes = Counter(label for row in labels for label in row)
    deserving = {label for label, n in sizes.items() if n >= needed}
    found: set[Hashable] = set()
    right = 0
    for rows in alerted:
        shared = {label for label, n in Counter(label for row in rows for label in row).items() if n >= 2}
        right += bool(shared)
        found |= shared & deserving
    precision = right / len(alerted) if alerted else 0.0
    recall = len(found) / len(deserving) if deserving else float("nan")
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    once = len(found) / len(alerted) if alerted else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "classes": len(deserving), "classes_per_alert": once}


def first_deserving(labels: Sequence[frozenset[Hashable]], needed: int = 3) -> dict[Hashable, int]:
    """Return the row at which each class had `needed` rows: nobody could know earlier."""
    seen: dict[Hashable, int] = defaultdict(int)
    rows: dict[Hashable, int] = {}
    for number, row in enumerate(labels):
        for label in row:
            seen[label] += 1
            if seen[label] == needed:
                rows[label] = number
    return rows
