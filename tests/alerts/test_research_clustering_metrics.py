"""How right clusters and alerts are, held against values worked out by hand."""

import math

import pytest

from alerts.research.clustering_metrics import (
    ami,
    ari,
    bcubed_f1,
    evaluate_alerts,
    first_deserving,
    nmi,
)

TRUTH = ["a", "a", "b", "b"]


def test_the_same_parts_under_other_names_are_right() -> None:
    for measure in (nmi, ari, ami, bcubed_f1):
        assert measure([7, 7, 3, 3], TRUTH) == pytest.approx(1.0)


def test_parts_split_or_crossed_are_less_right() -> None:
    assert ari([1, 1, 2, 3], TRUTH) == pytest.approx(4 / 7)
    assert ari([1, 2, 1, 2], TRUTH) == pytest.approx(-0.5)
    assert nmi([1, 1, 2, 3], TRUTH) == pytest.approx(math.sqrt(2 / 3))
    # Every row of the split pair keeps precision 1 and recall one half: 6/7 of
    # precision 1 and recall 3/4.
    assert bcubed_f1([1, 1, 2, 3], TRUTH) == pytest.approx(6 / 7)


def test_rows_thrown_together_at_chance_are_worth_nothing() -> None:
    assert ami([1, 2, 3, 4], ["a"] * 4) == pytest.approx(0.0)
    assert nmi([1, 2, 1, 2], TRUTH) == pytest.approx(0.0)


def test_alerts_are_right_if_two_of_their_rows_share_a_label() -> None:
    labels = [
        frozenset(one) for one in ("a", "a", "a", "b", "b", "b", "c", "")
    ]
    alerted = [
        [labels[n] for n in rows] for rows in ([0, 1, 3], [0, 1, 2], [3, 6, 7])
    ]
    assert evaluate_alerts(alerted, labels) == pytest.approx(
        {
            "precision": 2 / 3,
            "recall": 1 / 2,
            "f1": 4 / 7,
            "classes": 2,
            "classes_per_alert": 1 / 3,
        },
    )
    assert first_deserving(labels) == {"a": 2, "b": 5}


def test_nothing_alerted_is_no_division_by_nothing() -> None:
    judged = evaluate_alerts([], [frozenset("a")] * 3)
    assert (judged["precision"], judged["recall"], judged["f1"]) == (
        0.0,
        0.0,
        0.0,
    )
