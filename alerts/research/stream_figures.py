"""The figures of a labelled stream: how well its issues fit the labels, its
alerts the matters that deserve one, and how late those were.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta
from statistics import median_high

from alerts.research.clustering_metrics import (
    ami,
    ari,
    bcubed_f1,
    evaluate_alerts,
    first_deserving,
    labels_of_alert,
    nmi,
)
from alerts.research.labelled_files import Row


def evaluate_stream(
    rows: Sequence[Row],
    issues: Sequence[int | None],
    alerted_on: Sequence[Sequence[int]],
) -> dict[str, float]:
    """Return the figures of a stream: issues has the issue of each row,
    alerted_on the numbers of the rows of each alert, the last of which raised
    it. Without labels only what can be counted.
    """
    joined = {}
    for number, issue in enumerate(issues):
        if issue is not None:
            joined[number] = issue
    figures: dict[str, float] = {
        "rows": len(rows),
        "reports": len(joined),
        "issues": len(set(joined.values())),
        "alerts": len(alerted_on),
        "alerts_a_day": len(alerted_on) / _days_of(rows),
    }
    found = []
    truth: list[Hashable] = []
    for number, issue in joined.items():
        if len(rows[number].labels) == 1:
            found.append(issue)
            truth += rows[number].labels
    if found:
        figures["bcubed_f1"] = bcubed_f1(found, truth)
        figures["nmi"] = nmi(found, truth)
        figures["ari"] = ari(found, truth)
        figures["ami"] = ami(found, truth)
    labels = [row.labels for row in rows]
    if any(labels):
        members = [row.member for row in rows]
        alerted = [[labels[n] for n in one] for one in alerted_on]
        figures |= evaluate_alerts(alerted, labels, members)
        possible = first_deserving(labels, members)
        figures |= _delays(rows, alerted_on, possible)
    return figures


def _days_of(rows: Sequence[Row]) -> float:
    if not rows:
        return 1.0
    return max((rows[-1].at - rows[0].at) / timedelta(days=1), 1.0)


def _delays(
    rows: Sequence[Row],
    alerted_on: Sequence[Sequence[int]],
    possible: Mapping[Hashable, int],
) -> dict[str, float]:
    """Return the median delay of the first alert about each matter after the
    row at which it became possible: in rows about it, and in days.
    """
    alerted_before: set[Hashable] = set()
    posts = []
    days = []
    for alerted in alerted_on:
        raised = alerted[-1]
        about = labels_of_alert(rows[n].labels for n in alerted)
        for label in (about & possible.keys()) - alerted_before:
            alerted_before.add(label)
            first = possible[label]
            between = rows[first + 1 : raised + 1]
            posts.append(sum(label in row.labels for row in between))
            waited = rows[raised].at - rows[first].at
            days.append(max(waited / timedelta(days=1), 0.0))
    if not posts:
        return {}
    return {
        "median_delay_posts": median_high(posts),
        "median_delay_days": median_high(days),
    }
