"""The words under which scripts are found."""

import pytest

from knowledge.rules.search_words import search_parts, search_words

WORDS = search_words("首次欢迎KOC", "Welcome", "您好，我是{staff}。")


def found(text: str) -> bool:
    folded, spelled = search_parts(text)
    return folded in WORDS or (bool(spelled) and spelled in WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "欢迎", "歡迎", "shouci", "huanying", "hy", "schy", "HuanYing", "huan ying",
        "koc", "welcome", "我是",
    ],
)  # fmt: skip
def test_found_by_words_pinyin_and_initials(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("text", ["uanying", "再见", "ouci", "yhk"])
def test_not_found_from_within_a_syllable(text: str) -> None:
    assert not found(text)
