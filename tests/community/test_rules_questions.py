"""The tone of a text."""

import pytest

from community.rules.questions import asks_question, read_tone
from community.rules.text import normalise
from tests.community.question_openers import (
    KEPT_OTHERS,
    KEPT_QUESTIONS,
    TUNED_OTHERS,
    TUNED_QUESTIONS,
)
from tests.community.threads import ASKED


@pytest.mark.parametrize(
    ("text", "question", "complaint", "thanks", "upset"),
    [
        (ASKED, True, False, False, 0),
        ("How do I reset the screen", True, False, False, 0),
        ("周末自驾风景真好", False, False, False, 0),
        ("太失望了，投诉三次都不解决", False, True, False, 2),
        ("搞定了，谢谢大家", False, False, True, 0),
        ("一直没解决，谢谢你们", False, False, False, 0),
        ("到底怎么办？？", True, False, False, 1),
        ("", False, False, False, 0),
    ],
)
def test_tone(text, question, complaint, thanks, upset) -> None:
    assert read_tone(normalise(text)) == (question, complaint, thanks, upset)


def _share_right(texts, expected) -> float:
    right = 0
    for text in texts:
        right += asks_question("", normalise(text)) == expected
    return right / len(texts)


def test_openers_that_were_tuned_on_are_read_rightly() -> None:
    assert _share_right(TUNED_QUESTIONS, True) >= 0.97
    assert _share_right(TUNED_OTHERS, False) >= 0.97


def test_openers_that_were_not_tuned_on_are_mostly_read_rightly() -> None:
    assert _share_right(KEPT_QUESTIONS, True) >= 0.8
    assert _share_right(KEPT_OTHERS, False) >= 0.85


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("求助 大灯不亮", "", True),
        ("", "看看这个 https://example.com/a?id=3 写得真好", False),
        ("胎压灯怎么消", "试了很多次", True),
        ("FS: roof box", "Anyone know what it is worth?", False),
        ("Diary", "We drove. It rained. " * 9 + "Why not? It ended.", False),
    ],
)
def test_title_and_text_are_read_together(title, text, expected) -> None:
    assert asks_question(normalise(title), normalise(text)) is expected
