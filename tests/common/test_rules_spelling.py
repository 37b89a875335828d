"""Words are compared as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rules.spelling import (
    MAX_SPELLINGS,
    fold_text,
    spellings,
    spellings_of_all,
    visible_text,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("龍岩小馬哥", "龙岩小马哥"),
        ("臺北", "台北"),
        ("臺東縣", "台東县"),
        ("後備箱裡", "后备箱里"),
        ("著急", "着急"),
        ("妳好", "你好"),
        ("Ｋｅｎ", "KEN"),
        ("❤️", "❤"),
        ("小李👨\u200d👩\u200d👧", "小李👨👩👧"),
        ("阿\u200b杰", "阿杰"),
        ("葛\U000e0100城", "葛城"),
        (" 晴  川 ", "晴 川"),
    ],
)
def test_what_reads_alike_is_folded_alike(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("台北", "台中"), ("小马", "小吗"), ("阿杰", "阿 杰"), ("a", "á")],
)
def test_what_reads_otherwise_stays_apart(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@given(st.text("乾隆後臺颱麵髮龍馬ab", max_size=8), st.integers(0, 8))
def test_a_part_is_folded_as_within_the_whole(name: str, cut: int) -> None:
    whole = fold_text(name)
    assert whole == fold_text(name[:cut]) + fold_text(name[cut:])


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert visible_text(text) is not None
    assert len(fold_text(text)) == len(fold_text(fold_text(text)))


def test_all_mixes_of_a_word_are_spellings_of_it() -> None:
    found = spellings("台東县")
    assert found[0] == "台東县"
    assert {"臺東縣", "台东县", "臺东縣"} <= set(found)
    assert "臺中縣" not in found


def test_a_word_that_is_written_in_one_way_has_one_spelling() -> None:
    assert spellings("上海") == ["上海"]
    assert spellings("abc") == ["abc"]
    assert spellings("") == [""]


def test_a_long_word_has_few_spellings() -> None:
    found = spellings("發財龍馬車會" * 5)
    assert len(found) <= MAX_SPELLINGS
    assert "发财龙马车会" * 5 in found


def test_spellings_of_several_words_are_named_once() -> None:
    assert spellings_of_all(["臺北", "台北"]).count("台北") == 1
