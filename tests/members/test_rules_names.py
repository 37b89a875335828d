"""Names are found in either script, by pinyin, and whatever nobody sees."""

import pytest
from pypinyin import Style, lazy_pinyin

from common.rules.pinyin import spell_with_initials
from members.rules.names import (
    WHOLE_NAME,
    fold_name,
    name_tokens,
    query_tokens,
)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("龙岩小马哥", "龍岩"),
        ("龍岩小馬哥", "小马"),
        ("乾隆皇帝", "乾隆"),
        ("干隆", "乾"),
        ("小李👨\u200d👩\u200d👧", "小李👨👩"),
        ("阿\u200b杰", "阿杰"),
        ("Ｋｅｎ", "ke"),
    ],
)
def test_a_name_has_every_token_of_its_part(name: str, asked: str) -> None:
    tokens, _prefix = query_tokens(asked)
    assert tokens <= name_tokens(name)


def test_pinyin_is_read_from_the_characters_as_written() -> None:
    assert "py:qianlong" in name_tokens("乾隆")
    assert "py:longyanxiaomage" in name_tokens("龍岩小馬哥")


def test_equal_names_share_the_token_of_the_whole_name() -> None:
    for one, other in (("龍岩", "龙岩"), ("Ken 李", "ken李")):
        shared = name_tokens(one) & name_tokens(other)
        assert [token for token in shared if token.startswith(WHOLE_NAME)]


def test_the_token_of_a_whole_name_is_no_part_of_another() -> None:
    whole = {token for token in name_tokens("a") if len(token) > 2}
    assert not whole & name_tokens("nm:a")


def test_tokens_fit_into_their_column() -> None:
    assert max(map(len, name_tokens("超" * 60))) <= 44


def test_a_name_of_nothing_visible_is_empty() -> None:
    assert fold_name("\u200b\ufe0f ") == ""


@pytest.mark.parametrize(
    "name",
    [
        "山野小王",
        "乾隆",
        "abc王def",
        "重庆人2",
        "嗯嗯",
        "🚗王",
        "Ångström 吕",
        "女儿国",
    ],
)
def test_initials_are_those_of_the_syllables(name: str) -> None:
    full, initials = spell_with_initials(name)
    assert full == "".join(lazy_pinyin(name))
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER)
    assert initials == "".join(letters)
