"""Sentences that report a trouble and then ask about it."""

import pytest

from community.rules.statements import (
    StatementKind,
    has_own_trouble,
    read_statements,
)
from community.rules.text import normalise

REPORTED = [
    "左后门异响，一过坎就响，有人碰到过吗？",
    "天窗漏水，地毯湿了，换胶条多少钱？",
    "我的大灯也起雾，售后让等，这正常吗？",
    "车机黑屏，重启也没用，什么原因？",
    "雨刮异响，换了胶条还响，有没有人知道怎么解决？",
    "Door rattles on every bump, how much is a new seal?",
    "The screen goes black, any ideas?",
]
ONLY_ASKED = [
    "有人遇到过左后门异响吗？",
    "有没有大灯起雾的，多久会散？",
    "这车天窗会漏水吗，有人遇到过吗？",
    "还没提车，大灯起雾，多少钱能修？",
    "如果天窗漏水，换胶条多少钱？",
    "听说大灯起雾，有人遇到吗？",
    "大灯起雾，是真的吗？",
    "左后门异响已经修好了，有人也遇到过吗？",
    "换一副雨刮，多少钱？",
    "Has anyone had a door that rattles, how much is a new seal?",
    "If the screen goes black, how much is a new one?",
]


@pytest.mark.parametrize("text", REPORTED)
def test_a_trouble_that_its_writer_asks_about_is_reported(text: str) -> None:
    assert has_own_trouble(read_statements(normalise(text)))


@pytest.mark.parametrize("text", ONLY_ASKED)
def test_a_question_whether_there_is_a_trouble_reports_none(text: str) -> None:
    assert not has_own_trouble(read_statements(normalise(text)))


def test_what_is_reported_and_what_is_asked_are_two_statements() -> None:
    normal = normalise("天窗漏水，地毯湿了，换胶条多少钱？")
    parts = []
    for its in read_statements(normal):
        parts.append((its.kind, normal[its.start : its.end].strip(",")))
    assert parts == [
        (StatementKind.FAULT, "天窗漏水,地毯湿了"),
        (StatementKind.QUESTION, "换胶条多少钱?"),
    ]
