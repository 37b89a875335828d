"""Helpers are ranked."""

from datetime import timedelta

from alerts.rules.helper_ranking import ABOUT, HelperRecord, rank_helpers
from tests.conftest import NOW


def test_helpers_are_ranked_with_reasons_and_must_be_about() -> None:
    records = [
        HelperRecord(1, 8, 0, 0, "S5", NOW),
        HelperRecord(2, 2, 2, 1, "X7", NOW),
        HelperRecord(3, 9, 3, 3, "S5", NOW - ABOUT - timedelta(days=1)),
        HelperRecord(4, 1, 1, 0, "S5", None),
    ]
    found = rank_helpers(records, model="S5", now=NOW)
    assert [(one.member, one.reasons) for one in found] == [
        (2, ("alike", "thanked")),
        (1, ("same_model",)),
    ]
