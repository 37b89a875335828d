"""Helpers are ranked."""

from datetime import timedelta

from alerts.rules.suggestions import ABOUT, Record, suggest
from tests.conftest import NOW


def test_helpers_are_ranked_with_reasons_and_must_be_about() -> None:
    records = [
        Record(1, 8, 0, 0, "S5", NOW),
        Record(2, 2, 2, 1, "X7", NOW),
        Record(3, 9, 3, 3, "S5", NOW - ABOUT - timedelta(days=1)),
        Record(4, 1, 1, 0, "S5", None),
    ]
    found = suggest(records, model="S5", now=NOW)
    assert [(one.member, one.reasons) for one in found] == [
        (2, ("alike", "thanked")),
        (1, ("same_model",)),
    ]
