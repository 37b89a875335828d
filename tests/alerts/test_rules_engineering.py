"""Pure rules of what engineering gets: groups of cars, chosen reports, lead, twins."""

from datetime import timedelta

from alerts.rules.comparing import Difference, compare_groups
from alerts.rules.lead_time import LeadTime
from alerts.rules.representative import QuotedReport, choose_reports
from alerts.rules.twins import Side, compare_issues
from tests.conftest import NOW

EMPTY = dict.fromkeys(
    ("components", "symptoms", "scenes", "triggers", "model_series"),
    (),
)


def test_a_group_differs_only_where_chance_would_hardly_bring_it() -> None:
    groups = compare_groups(
        {"3.2": 8, "3.0": 1}, {"3.2": 50, "3.1": 49, "3.0": 1}
    )
    found = {one.name: one.difference for one in groups}
    assert found == {
        "3.2": Difference.USUAL,
        "3.1": Difference.NOBODY,
        "3.0": Difference.USUAL,
    }
    few = compare_groups({"3.2": 2}, {"3.2": 10, "3.1": 10})
    assert few[1].difference == Difference.USUAL
    many = compare_groups({"3.2": 6}, {"3.2": 10, "3.1": 90})
    assert many[0].difference == Difference.MORE
    assert compare_groups({}, {}) == []


def test_the_first_report_and_other_models_stand_for_all() -> None:
    rows = [
        QuotedReport(1, 1, "A", NOW, 1),
        QuotedReport(2, 2, "A", NOW + timedelta(days=1), 99),
        QuotedReport(3, 3, "B", NOW + timedelta(days=2), 5),
        QuotedReport(4, 3, "B", NOW + timedelta(days=3), 50),
    ]
    assert choose_reports(rows, most=2) == [1, 4]
    assert choose_reports(rows) == [1, 2, 4]
    assert choose_reports([]) == []


def test_a_lead_may_be_negative_or_not_known() -> None:
    early = LeadTime(NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=1))
    assert early.hours_ahead == -1
    assert early.hours_to_ticket == 1
    assert LeadTime(NOW, None, NOW).hours_ahead is None
    assert LeadTime(NOW, NOW, None).hours_ahead is None


def test_one_shared_part_alone_makes_no_twin() -> None:
    part = {**EMPTY, "components": (("key", 4),)}
    both = {**part, "symptoms": (("not_working", 4),)}
    one = Side(both, {"失灵": 5}, frozenset({1}))
    same = Side(both, {"失灵": 5}, frozenset({1, 2}))
    other = Side(part, {"异响": 5}, frozenset({3}))
    assert compare_issues(one, same).may_be_one
    assert compare_issues(one, same).owners == 1
    assert not compare_issues(one, other).may_be_one
    nothing = Side(EMPTY, {}, frozenset())
    assert compare_issues(nothing, nothing).points == 0
