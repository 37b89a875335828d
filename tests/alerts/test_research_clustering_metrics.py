"""How right clusters and alerts are, held against values worked out by hand."""

import math
from collections.abc import Hashable

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


LABELS = [frozenset(one) for one in ("a", "a", "a", "b", "b", "b", "c", "")]


def _alerted(*alerts: list[int]) -> list[list[frozenset[Hashable]]]:
    return [[LABELS[n] for n in rows] for rows in alerts]


def test_second_alert_about_a_matter_is_wrong_with_one_per_matter() -> None:
    alerted = _alerted([0, 1, 3], [0, 1, 2], [3, 6, 7])
    assert evaluate_alerts(alerted, LABELS) == pytest.approx(
        {
            "alert_recall": 1 / 2,
            "alert_precision_one_per_matter": 1 / 3,
            "alert_f1_one_per_matter": 2 / 5,
            "alert_precision_repeats_allowed": 2 / 3,
            "alert_f1_repeats_allowed": 4 / 7,
            "matters": 2,
            "matters_found": 1,
            "alerts_per_matter": 2,
        },
    )


def test_one_alert_about_two_matters_counts_once() -> None:
    both = frozenset("ab")
    figures = evaluate_alerts([[both, both, both]], [both] * 3)
    assert figures["alert_precision_one_per_matter"] == 1
    assert figures["matters_found"] == 2


def test_matter_needs_three_members_not_three_rows() -> None:
    assert first_deserving(LABELS) == {"a": 2, "b": 5}
    members = ["m", "m", "n", "m", "n", "o", "p", "q"]
    assert first_deserving(LABELS, members) == {"b": 5}
    alerted = _alerted([0, 1, 2], [3, 4, 5])
    figures = evaluate_alerts(alerted, LABELS, members)
    assert figures["matters"] == 1
    assert figures["alert_recall"] == 1
    assert figures["alert_precision_one_per_matter"] == 1 / 2


def test_nothing_alerted_is_no_division_by_nothing() -> None:
    figures = evaluate_alerts([], [frozenset("a")] * 3)
    assert figures["alert_recall"] == 0
    assert figures["alert_f1_one_per_matter"] == 0
    assert figures["alert_f1_repeats_allowed"] == 0
    assert math.isnan(figures["alerts_per_matter"])
