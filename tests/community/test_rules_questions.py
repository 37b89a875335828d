"""The tone of a text."""

import pytest

from community.rules.questions import read_tone
from community.rules.text import normalise
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
