"""How well issues fit labelled classes, and alerts the classes that deserve
one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Labels = Sequence[Hashable]


Joint = Counter[tuple[Hashable, Hashable]]
Sizes = Counter[Hashable]


def bcubed_f1(found: Labels, truth: Labels) -> float:
    """Return the B-cubed F1 of two partitions of the same rows (Bagga and
    Baldwin 1998).
    """
    both, ours, theirs = _counts(found, truth)
    if not both:
        return float("nan")
    in_clusters = 0.0
    in_classes = 0.0
    for (cluster, label), n in both.items():
        in_clusters += n * n / ours[cluster]
        in_classes += n * n / theirs[label]
    total = ours.total()
    precision = in_clusters / total
    recall = in_classes / total
    return 2 * precision * recall / (precision + recall)


def _counts(found: Labels, truth: Labels) -> tuple[Joint, Sizes, Sizes]:
    """Return how many rows each pair of cluster and class has, each cluster,
    and each class.
    """
    both = Counter(zip(found, truth, strict=True))
    return both, Counter(found), Counter(truth)


def _entropy(counts: Counter[Hashable], total: int) -> float:
    return -sum(n / total * math.log(n / total) for n in counts.values())


def mutual_information(found: Labels, truth: Labels) -> float:
    """Return the mutual information of two partitions, in nats."""
    both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    return sum(
        n / total * math.log(n * total / (ours[a] * theirs[b]))
        for (a, b), n in both.items()
    )


def nmi(found: Labels, truth: Labels) -> float:
    """Return the normalised mutual information, geometric mean form; NaN where
    a partition is one block.
    """
    _both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    if not total:
        return float("nan")
    scale = math.sqrt(_entropy(ours, total) * _entropy(theirs, total))
    return mutual_information(found, truth) / scale if scale else float("nan")


def ari(found: Labels, truth: Labels) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985)."""
    both, ours, theirs = _counts(found, truth)
    total = ours.total()
    every = total * (total - 1) / 2
    if not every:
        return float("nan")
    our_pairs = _pairs(ours.values())
    their_pairs = _pairs(theirs.values())
    usual = our_pairs * their_pairs / every
    most = (our_pairs + their_pairs) / 2
    if most == usual:
        return 1.0
    return (_pairs(both.values()) - usual) / (most - usual)


def _pairs(sizes: Iterable[int]) -> float:
    return sum(n * (n - 1) / 2 for n in sizes)


def ami(found: Labels, truth: Labels) -> float:
    """Return the adjusted mutual information, arithmetic mean form (Vinh, Epps
    and Bailey 2010).
    """
    _both, ours, theirs = _counts(found, truth)
    total = sum(ours.values())
    usual = _expected_information(
        np.array(list(ours.values())),
        np.array(list(theirs.values())),
        total,
    )
    mean = (_entropy(ours, total) + _entropy(theirs, total)) / 2
    if mean == usual:
        return 1.0
    return (mutual_information(found, truth) - usual) / (mean - usual)


def _expected_information(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    total: int,
) -> float:
    log_factorial = np.concatenate(
        ([0.0], np.cumsum(np.log(np.arange(1, total + 1)))),
    )
    sizes_a, times_a = np.unique(a, return_counts=True)
    sizes_b, times_b = np.unique(b, return_counts=True)
    expected = 0.0
    for x, n_x in zip(sizes_a.tolist(), times_a.tolist(), strict=True):
        for y, n_y in zip(sizes_b.tolist(), times_b.tolist(), strict=True):
            expected += n_x * n_y * _information(x, y, total, log_factorial)
    return expected


def _information(
    x: int,
    y: int,
    total: int,
    log_factorial: NDArray[np.float64],
) -> float:
    """Return the information that a cluster of x and a class of y rows have in
    common by chance.
    """
    f = log_factorial
    n = np.arange(max(1, x + y - total), min(x, y) + 1)
    chance = np.exp(
        f[x]
        + f[y]
        + f[total - x]
        + f[total - y]
        - f[total]
        - f[n]
        - f[x - n]
        - f[y - n]
        - f[total - x - y + n],
    )
    information = n / total * np.log(total * n / (x * y))
    return float((information * chance).sum())


class AlertCounts(NamedTuple):
    """Alerts, and the matters that deserve one.

    right: alerts of which two rows share a label · first: alerts that are the
    first about a matter that deserves one · repeated: later alerts about
    matters that have one.
    """

    alerts: int
    right: int
    first: int
    repeated: int
    matters: int
    found: int


def evaluate_alerts(
    alerted: Sequence[Sequence[frozenset[Hashable]]],
    labels: Sequence[frozenset[Hashable]],
    members: Sequence[Hashable] | None = None,
    *,
    needed: int = 3,
) -> dict[str, float]:
    """Return how well alerts fit the matters that deserve one: the labels that
    `needed` different members wrote about, or that so many rows have if no
    members are given.

    alerted: for each alert the label sets of the rows it was raised on. It is
    about a matter if two of them share its label. With one alert per matter,
    only the first about a matter is right; with repeats allowed, an alert is
    right if it is about any label.
    """
    counts = _count_alerts(alerted, labels, members, needed)
    recall = _share(counts.found, counts.matters)
    precision = _share(counts.first, counts.alerts) if counts.alerts else 0.0
    allowed = _share(counts.right, counts.alerts) if counts.alerts else 0.0
    return {
        "alert_recall": recall,
        "alert_precision_one_per_matter": precision,
        "alert_f1_one_per_matter": _f1(precision, recall),
        "alert_precision_repeats_allowed": allowed,
        "alert_f1_repeats_allowed": _f1(allowed, recall),
        "matters": counts.matters,
        "matters_found": counts.found,
        "alerts_per_matter": _share(
            counts.first + counts.repeated,
            counts.found,
        ),
    }


def _count_alerts(
    alerted: Sequence[Sequence[frozenset[Hashable]]],
    labels: Sequence[frozenset[Hashable]],
    members: Sequence[Hashable] | None,
    needed: int,
) -> AlertCounts:
    deserving = set(first_deserving(labels, members, needed))
    found: set[Hashable] = set()
    right = first = repeated = 0
    for rows in alerted:
        shared = labels_of_alert(rows)
        right += bool(shared)
        deserved = shared & deserving
        if deserved - found:
            first += 1
        elif deserved:
            repeated += 1
        found |= deserved
    return AlertCounts(
        len(alerted),
        right,
        first,
        repeated,
        len(deserving),
        len(found),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _f1(precision: float, recall: float) -> float:
    """Return their harmonic mean; 0 if both are, NaN if one is unknown."""
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def labels_of_alert(rows: Iterable[frozenset[Hashable]]) -> set[Hashable]:
    """Return what an alert is about: the labels of at least two of its rows."""
    counts = Counter(chain.from_iterable(rows))
    return {label for label, count in counts.items() if count >= 2}


def first_deserving(
    labels: Sequence[frozenset[Hashable]],
    members: Sequence[Hashable] | None = None,
    needed: int = 3,
) -> dict[Hashable, int]:
    """Return the row at which `needed` members had written about each label,
    the first at which an alert is possible. Without members each row counts
    as written by somebody else.
    """
    seen: dict[Hashable, set[Hashable]] = defaultdict(set)
    rows: dict[Hashable, int] = {}
    for number, row in enumerate(labels):
        member = number if members is None else members[number]
        for label in row:
            seen[label].add(member)
            if len(seen[label]) == needed:
                rows.setdefault(label, number)
    return rows
