"""How alike words are, and who speaks of one matter."""

from datetime import timedelta

import pytest

from alerts.rules.alerted_matters import (
    Matter,
    are_one_matter,
)
from alerts.rules.clustering import IssueIndex
from alerts.rules.likeness import (
    MAX_WEIGHED,
    cosine,
    count_alike,
    weigh_words,
)
from alerts.rules.reports import (
    Agreement,
    FaultReport,
    Report,
    count_agreeing,
    no_alert_reason,
)
from tests.conftest import NOW

FAULT = "brakes|noise"


def own(member: int, *words: str, fault: str = FAULT) -> FaultReport:
    key = f"{member:02x}" * 16
    report = Report(member, NOW + timedelta(hours=member), key, True)
    return FaultReport(report, fault, "", dict.fromkeys(words, 4))


def me_too(member: int) -> FaultReport:
    at = NOW + timedelta(hours=member)
    return FaultReport(Report(member, at, "", False), "", "", {})


def agreement(*reports: FaultReport) -> Agreement:
    return count_agreeing(reports, until=NOW + timedelta(days=1))


def test_rare_words_say_more_and_common_ones_nothing() -> None:
    index = IssueIndex()
    index.count = {"brake": 300.0, "squeal": 2.0}
    index.total = 3000.0
    words = weigh_words(index, ["brake", "squeal", "the", "我的"])
    assert set(words) == {"squeal"}
    assert weigh_words(IssueIndex(), ["brake"])["brake"] > 0


def test_long_texts_keep_the_same_words() -> None:
    index = IssueIndex()
    shared = [f"shared{n}" for n in range(200)]
    one = weigh_words(index, [*shared, *(f"one{n}" for n in range(200))])
    other = weigh_words(index, [*shared, *(f"other{n}" for n in range(200))])
    assert len(one) == len(other) == MAX_WEIGHED
    assert 0.3 < cosine(one, other) < 0.7, "half of their words are the same"


def test_alike_texts_are_linked_through_others() -> None:
    texts = [
        {"a": 4, "b": 4},
        {"b": 4, "c": 4},
        {"c": 4, "d": 4},
        {"x": 4},
    ]
    assert count_alike(texts, 0.4) == 3
    assert count_alike(texts, 0.6) == 1


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((own(1, "pads"), me_too(2), me_too(3)), Agreement(3, 3)),
        ((own(1, "pads"), own(2, "pads"), me_too(3)), Agreement(3, 3)),
        ((own(1, "pads"), own(2, "disc"), own(3, "rain")), Agreement(1, 3)),
        ((me_too(1), me_too(2), me_too(3)), Agreement(0, 4)),
        (
            (own(1, "tray", fault=""), me_too(2), me_too(3), me_too(4)),
            Agreement(1, 4),
        ),
        (
            (
                own(1, "tray", fault=""),
                own(2, "tray", fault=""),
                me_too(3),
                me_too(4),
            ),
            Agreement(4, 4),
        ),
    ],
)
def test_who_speaks_of_one_matter(
    reports: tuple[FaultReport, ...],
    expected: Agreement,
) -> None:
    assert agreement(*reports) == expected


def test_what_is_lacking_is_said_in_this_order() -> None:
    assert no_alert_reason(2, Agreement(2, 3), expected=0.0) == "few_owners"
    assert no_alert_reason(3, Agreement(1, 3), expected=5.0) == "usual"
    assert no_alert_reason(3, Agreement(2, 3), expected=0.0) == "few_alike"
    assert no_alert_reason(3, Agreement(3, 3), expected=0.0) == ""


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        (Matter(FAULT, "S5", {"pads": 4, "cold": 4}), True),
        (Matter(FAULT, "", {"pads": 4, "cold": 4}), True),
        (Matter(FAULT, "M9", {"pads": 4, "cold": 4}), False),
        (Matter("doors|noise", "S5", {"pads": 4, "cold": 4}), False),
        (Matter("brakes|heavy", "S5", {"pads": 4, "cold": 4}), True),
        (Matter("brakes|heavy", "S5", {"pads": 1, "dirt": 9}), False),
        (Matter("", "S5", {"dirt": 4}), False),
    ],
)
def test_matters_are_one_by_words_within_a_model_and_a_part(
    other: Matter,
    is_one: bool,
) -> None:
    one = Matter(FAULT, "S5", {"pads": 4, "rain": 1, "cold": 4})
    assert are_one_matter(one, other) is is_one
    assert are_one_matter(other, one) is is_one
