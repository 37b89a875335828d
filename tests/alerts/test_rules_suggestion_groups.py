"""Which posts make a suggestion, and which make the same one."""

import pytest

from alerts.rules.lexicons import Lexicon, OwnWord
from alerts.rules.suggestion_groups import KnownWish, KnownWishes, read_wish

SAME = (
    ("建议增加座椅记忆功能", "希望座椅能加个记忆"),
    ("建议座椅通风风力再大点", "希望座椅通风再大一点"),
    ("能不能出个carplay啊，求求了", "希望支持CarPlay"),
    ("建议APP里显示超充排队人数", "希望app能看到充电桩排队人数"),
    ("要是后备箱能语音打开就好了", "建议支持语音打开后备箱"),
)
DIFFERENT = (
    ("建议增加座椅记忆功能", "希望座椅通风再大一点"),
    ("希望支持CarPlay", "希望导航能换高德"),
    ("建议座椅加热", "建议座椅通风"),
)


def is_same(one: str, other: str) -> bool:
    first, second = read_wish(one), read_wish(other)
    assert first
    assert second
    if first.topic != second.topic:
        return False
    return KnownWishes([KnownWish(1, first.words)]).find(second) == 1


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_wish_in_other_words(one: str, other: str) -> None:
    assert is_same(one, other)
    assert is_same(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_wish_about_the_same_part(one: str, other: str) -> None:
    assert not is_same(one, other)


@pytest.mark.parametrize(
    "text",
    ["空调不制冷", "请问座椅记忆怎么用？", "座椅很舒服", "", "建议"],
)
def test_what_suggests_nothing(text: str) -> None:
    assert read_wish(text) is None


def test_the_brands_own_words_name_the_part() -> None:
    text = "希望星罩能自己打开"
    own = Lexicon([OwnWord("components", "doors", "星罩")], version=1)
    without, known = read_wish(text), read_wish(text, own)
    assert without
    assert known
    assert (without.topic, known.topic) == ("", "doors")


def test_of_several_alike_the_most_alike_and_then_the_oldest() -> None:
    wish = read_wish("希望座椅能加个记忆")
    assert wish
    other = dict.fromkeys(("座椅", "记忆", "通风"), 2)
    known = KnownWishes(
        [
            KnownWish(3, other),
            KnownWish(2, wish.words),
            KnownWish(1, wish.words),
        ],
    )
    assert known.find(wish) == 1
