"""Word lists of cues, negation, adverts and sentences."""

import pytest

from community.rules.adverts import advert_marks
from community.rules.negation import is_denied
from community.rules.phrase_patterns import write_out
from community.rules.phrases import PhraseFinder
from community.rules.sentences import split_sentences
from community.rules.text import normalise


def test_a_pattern_is_written_out() -> None:
    written = {
        "".join(pieces) for pieces in write_out("不(?:亮|冷)了?|没[电油]")
    }
    assert written == {"不亮", "不亮了", "不冷", "不冷了", "没电", "没油"}


def test_the_longest_phrase_is_found() -> None:
    finder = PhraseFinder({"short": "不冷", "long": "不冷了", "word": "lag"})
    found = finder.find("空调不冷了 lag lagging")
    assert [phrase.name for phrase in found] == ["long", "word"]


def test_a_condition_decides_between_phrases() -> None:
    finder = PhraseFinder({"leak": "漏(?!斗)"})
    assert finder.find("漏斗") == []
    assert len(finder.find("漏水")) == 1


def test_a_phrase_must_begin_with_a_letter() -> None:
    with pytest.raises(ValueError, match="begins with no letter"):
        PhraseFinder({"open": ".漏"})


@pytest.mark.parametrize(
    ("text", "sign", "is_so"),
    [
        ("座椅没有任何异响", "异响", True),
        ("一点异响都没有", "异响", True),
        ("没过多久就异响", "异响", False),
        ("没有钥匙,异响很大", "异响", False),
        ("有没有异响", "异响", False),
        ("no rattles so far", "rattles", True),
        ("not sure why it rattles", "rattles", False),
    ],
)
def test_denials_stand_close(text: str, sign: str, is_so: bool) -> None:
    start = text.index(sign)
    assert is_denied(text, start, start + len(sign)) is is_so


@pytest.mark.parametrize(
    "text",
    [
        "出原厂轮毂四只，九成新，2600包邮",
        "求购原装脚垫",
        "转让订单，加微信聊",
        "团购雨刮，接龙报名",
        "WTB: rear cargo mat",
        "For sale: winter tyres, $400",
    ],
)
def test_adverts_are_found(text: str) -> None:
    assert advert_marks(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "刹车异响，修了三次",
        "新出的版本很卡",
        "收到货了，谢谢",
        "屏幕出一条绿线",
        "保养花了800块",
        "my screen is frozen",
    ],
)
def test_other_posts_are_no_adverts(text: str) -> None:
    assert not advert_marks(normalise(text))


def test_sentences_end_at_their_signs() -> None:
    text = "version 2.0.1 is out. 刹车响,又漏水!好"
    parts = []
    for sentence in split_sentences(text):
        parts.append(text[sentence.start : sentence.end].strip())
    assert parts == ["version 2.0.1 is out.", "刹车响,又漏水!", "好"]
