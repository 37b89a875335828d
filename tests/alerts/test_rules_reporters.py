"""Follow-ups, and filings of one case."""

import pytest

from alerts.rules.reporters import filing_key, is_follow_up
from community.rules.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "三天了，没有任何人联系",
        "一直没有回复",
        "投诉之后石沉大海",
        "4S店没人处理",
        "No one has contacted me",
        "still no answer from the dealer",
        "I haven't heard back",
    ],
)
def test_nobody_answered(text: str) -> None:
    assert is_follow_up(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "天窗漏水，没有人联系我",
        "没有消息提示音",
        "没有异响，很满意",
        "有人知道怎么联系客服吗",
        "The brakes squeak and nobody called",
    ],
)
def test_a_fault_or_something_else(text: str) -> None:
    assert not is_follow_up(normalise(text))


def test_one_case_in_other_words_has_one_key() -> None:
    one = filing_key("2026年3月2日在江城云海4S店提车，5/6漏油", "M9")
    other = filing_key("5月6日漏油，3月2日从江城云海4s店提的", "M9")
    assert one
    assert one == other
    assert filing_key("5月6日漏油，3月2日从江城云海4s店提的", "C3") != one
    assert filing_key("5月7日漏油，3月2日从江城云海4s店提的", "M9") != one


@pytest.mark.parametrize(
    "text",
    ["3月2日提车，漏油", "江城云海4S店不管", "油耗7.5，在4S店换了2.0.1"],
)
def test_no_key_without_dealer_and_date(text: str) -> None:
    assert filing_key(text, "M9") == ""
