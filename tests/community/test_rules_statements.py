"""What a clause says."""

import pytest

from community.rules.statement_reading import read_text
from community.rules.statements import (
    Statement,
    StatementKind,
    has_own_trouble,
    read_statements,
    says_agreement,
)
from community.rules.text import normalise


def read(text: str) -> tuple[Statement, ...]:
    """Return the statements of a text as it was written."""
    return read_statements(normalise(text))


def kinds(text: str) -> set[StatementKind]:
    """Return the kinds of the statements of a text."""
    return {statement.kind for statement in read(text)}


@pytest.mark.parametrize(
    "text",
    [
        "刹车异响",
        "早上开出来刹车一直吱吱响",
        "后门没关紧也不报警",
        "大灯不亮了",
        "空调一点都不制冷",
        "车门打不开，站在雨里十分钟",
        "车机没反应，点哪里都没用",
        "蓝牙钥匙没有以前灵敏",
        "4S店售后流程太折腾了，跑了三趟都没人管",
        "充电站多扣费，客服一直推诿",
        "请问胎压灯一直亮怎么办？",
        "修好没两天又漏水了",
        "my car won't start since the update",
        "no sound from the rear speakers",
        "rear window is not working",
        "dealer gave me the run-around, nobody calls back",
    ],
)
def test_an_own_trouble_is_a_fault(text: str) -> None:
    assert has_own_trouble(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "开了两年，座椅没有异响，品控真不错",
        "跑了三万公里座椅一点异响都没有，推荐大家",
        "提车半年，座椅没有任何异响，很满意这台车",
        "我家那台座椅不会异响，质量放心",
        "我的没有这个问题",
        "从未漏水，放心",
        "No rattles at all, very happy",
        "Two years without a single leak, great car",
        "never had an error, love it",
    ],
)
def test_a_denied_trouble_is_none(text: str) -> None:
    assert not has_own_trouble(read(text))
    assert not says_agreement(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "准备下单了，想问下各位这车空调会有异味吗",
        "还没提车，听说空调有异味，是真的吗？",
        "对比了三款，哪款空调不会有异味？求推荐",
        "如果刹车失灵怎么办",
        "Would it rattle if I take the base trim?",
        "Thinking of buying one, does the screen freeze?",
    ],
)
def test_who_asks_whether_has_no_trouble(text: str) -> None:
    assert kinds(text) == {StatementKind.QUESTION}


@pytest.mark.parametrize(
    "text",
    [
        "我的也是，尤其是在地下车库",
        "有同感",
        "一样的毛病，升级之后蓝牙钥匙在地库不灵",
        "我也遇到了",
        "我的车也有这个情况",
        "确实，升级完就这样了",
        "有同感，我这也一样",
        "+1",
        "Same here, since last week",
        "me too",
    ],
)
def test_agreement_is_found(text: str) -> None:
    assert says_agreement(read(text))


@pytest.mark.parametrize(
    "text",
    ["我也想买", "同求链接", "我也报名", "same to you", "我的也修好了"],
)
def test_what_only_looks_like_agreement_is_none(text: str) -> None:
    assert not says_agreement(read(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("网上都在传雨天充电会漏电起火", StatementKind.HEARSAY),
        ("Apparently the new ones leak", StatementKind.HEARSAY),
        (
            "写个换刹车片的教程：先拆下轮胎，再拧开两颗螺丝",
            StatementKind.INSTRUCTION,
        ),
        ("换了右前轴承，嗡嗡声没了", StatementKind.REPAIR),
        ("自己搞定了，重新学习胎压就好", StatementKind.REPAIR),
        ("建议增加座椅记忆功能", StatementKind.SUGGESTION),
        ("出原厂脚垫一套，200包邮", StatementKind.ADVERT),
        ("Selling my roof box, $200 obo", StatementKind.ADVERT),
        (
            "上一台车是别的牌子的，空调异味严重，所以才换的",
            StatementKind.OTHER_BRAND,
        ),
        ("试驾报告：动力够用，隔音一般", StatementKind.REVIEW),
        ("恭喜提车", StatementKind.OTHER),
        ("Absolutely love this car", StatementKind.PRAISE),
    ],
)
def test_a_sentence_has_its_kind(text: str, kind: StatementKind) -> None:
    assert kinds(text) == {kind}


def test_a_denied_clause_is_no_part_of_the_fault() -> None:
    text = normalise("座椅没有异响，但是天窗漏水")
    denied, fault = read_statements(text)
    assert denied.kind is StatementKind.OTHER
    assert fault.kind is StatementKind.FAULT
    assert "异响" not in text[fault.start : fault.end]
    assert "漏水" in fault.reasons


def test_a_repair_later_in_the_text_ends_the_trouble() -> None:
    assert not has_own_trouble(read("刹车异响。去店里换了刹车片，不响了。"))
    assert has_own_trouble(read("换了刹车片。现在还是异响。"))


def test_letters_may_be_torn_apart_or_traditional() -> None:
    for text in ("刹车异\u200b响", "刹 车 异 响", "刹车异 响严重", "煞車異響"):
        assert has_own_trouble(read(text)), text


def test_another_brand_counts_where_the_own_one_is_known() -> None:
    text = normalise("特斯拉刹车异响")
    assert has_own_trouble(read_statements(text))
    assert has_own_trouble(read_statements(text, own_names={"特斯拉"}))
    assert not has_own_trouble(read_statements(text, own_names={"蔚来"}))


def test_statements_cover_the_text_in_order() -> None:
    text = normalise("早上好。刹车异响！请问哪家店好？谢谢")
    statements = read_statements(text)
    ends = 0
    for statement in statements:
        assert ends <= statement.start < statement.end <= len(text)
        ends = statement.end


@pytest.mark.parametrize("text", ["", "   ", "。。。", "?!", "👍"])
def test_texts_without_words_say_nothing(text: str) -> None:
    assert not has_own_trouble(read(text))


@pytest.mark.parametrize("own_names", [None, ("特斯拉",), ()])
def test_no_brand_is_among_the_words(own_names) -> None:
    """Which brand is another one depends on the community."""
    (sentence,) = read_text("特斯拉刹车异响", own_names)
    assert "刹车" in sentence.grams
    assert not {"特", "斯拉", "拉刹"} & sentence.grams
