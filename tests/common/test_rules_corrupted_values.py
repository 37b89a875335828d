"""What a spreadsheet or a wrong encoding destroyed is recognised, and real
values are not taken for it.
"""

import pytest

from common.rules.corrupted_values import (
    is_corrupted,
    is_corrupted_id,
    is_corrupted_text,
)

DESTROYED = (
    "2.34E+15",
    "2,34e+15",
    "２.３４Ｅ＋１５",
    "2E+15",
    "-2.5E-07",
    "#N/A",
    "#ref!",
    "#NAME?",
    "#名称?",
    "＃VALUE!",
    "#DIV/0!",
    "#NULL!",
    "########",
    "Err:508",
    "老\ufffd",
    "锟斤拷",
    "烫烫烫",
    "娴风嚂",
    "æ°´æ\u00b5\u0081",
)
REAL = (
    "老陈",
    "海燕",
    "Jürgen",
    "#1车友",
    "##",
    "E15",
    "2e15x",
    "10001",
    "v2.34",
    "三点一四",
    "屯里人",
    "Ångström",
)


@pytest.mark.parametrize("text", DESTROYED)
def test_destroyed_values_are_recognised(text: str) -> None:
    assert is_corrupted(text)
    assert is_corrupted_id(text)


@pytest.mark.parametrize("text", REAL)
def test_real_values_are_kept(text: str) -> None:
    assert not is_corrupted(text)
    assert not is_corrupted_id(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("345678901234567000", True),
        ("3456789012345000", True),
        ("34567890123456700000", True),
        ("345678901234567800", False),
        ("345678901234567891", False),
        ("345678901234000", False),
        ("20260407000000", False),
        ("40021.0", True),
        ("2.0", False),
    ],
)
def test_ids_of_which_digits_are_lost(text: str, expected: bool) -> None:
    assert is_corrupted_id(text) is expected


def test_a_text_may_speak_of_errors_and_end_in_a_cut_sign() -> None:
    assert not is_corrupted_text("表格里全是 #N/A，怎么办？")
    assert not is_corrupted_text("今天开了三百公里，一切都好\ufffd")
    assert is_corrupted_text("\ufffd\ufffd车\ufffd")
    assert is_corrupted_text("#N/A")
