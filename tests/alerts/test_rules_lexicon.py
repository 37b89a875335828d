"""The lexicon: whole Latin words, services as matters, false friends, and the
brand's own words.
"""

import pytest

from alerts.labels import FACET_LABELS
from alerts.rules.facets import (
    facet_terms,
    names_a_matter,
    read_facets,
)
from alerts.rules.lexicon import IMPLIED_PARTS, TRIGGERS
from alerts.rules.lexicons import (
    SHIPPED,
    SHIPPED_ENTRIES,
    Lexicon,
    OwnWord,
    clean_phrase,
)
from alerts.rules.mentions import shipped_phrases
from alerts.rules.service_lexicon import (
    FUNCTION_SYMPTOMS,
    FUNCTIONS,
    JOURNEYS,
    SERVICE_SYMPTOMS,
)
from community.rules.text import normalise


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("配件一直缺货，等了两个月", ("parts_supply", "delayed")),
        ("经销商跟4S店互相踢皮球", ("dealer", "run_around")),
        ("想做保养，预约约不上", ("appointment", "no_slot")),
        ("质保期内不给修，让我自费", ("warranty", "refused")),
        ("同一个毛病修了三次又坏了", ("dealer", "repeated_repair")),
        ("客服电话打不通，没人接", ("customer_service", "no_reply")),
        ("app一打开就闪退", ("app", "crash")),
        ("账号登录不上去了", ("login", "login_failed")),
        ("手机上车辆状态不同步", ("sync", "not_synced")),
        ("远程启动用不了", ("remote_control", "not_working")),
        ("充电提醒收不到推送", ("notification", "no_message")),
        ("交车一拖再拖，说好的月底", ("delivery", "delayed")),
        ("交付的时候给错车，颜色不对", ("delivery", "wrong_item")),
        ("合格证拖了四十天", ("paperwork", "delayed")),
        ("这个充电桩坏了", ("charging_network", "not_working")),
        ("充电站排队两个小时", ("charging_network", "queue")),
        ("即插即充又充不上", ("plug_and_charge", "will_not_charge")),
        ("充电桩充到一半就停", ("charging_network", "stops_charging")),
        ("服务费多扣了三十块", ("billing", "overcharged")),
        ("积分没到账", ("points", "not_credited")),
        ("流量套餐偷偷续费", ("subscription", "auto_renewed")),
        (
            "My parts are on backorder, spare part delayed again",
            ("parts_supply", "delayed"),
        ),
        ("the dealer refused to look at it", ("dealer", "refused")),
        ("the app keeps crashing", ("app", "crash")),
        ("I can't log in anymore", ("login", "login_failed")),
        ("delivery pushed back a third week", ("delivery", "delayed")),
        (
            "the charging station stopped charging at 40 percent",
            ("charging_network", "stops_charging"),
        ),
        ("billing is a mess, charged twice", ("billing", "overcharged")),
        ("warranty claim denied", ("warranty", "refused")),
    ],
)
def test_a_trouble_with_a_service_is_a_matter(text, fault) -> None:
    facets = read_facets(normalise(text))

    assert fault in facets.faults
    assert names_a_matter(facets)


@pytest.mark.parametrize(
    "text",
    [
        "最近价格怎么样，优惠多少",
        "选装了什么配置",
        "提车三个月，很满意",
        "升级后很流畅",
        "4S店的售后很热情",
        "我拒绝了他的邀请",
        "周末排队买奶茶",
        "积分商城上新了",
        "二手车市场逛了一圈",
        "the price is fine and the dealer was nice",
        "I am tired, going to Seattle with my engineer friends",
        "as I recall it was last winter",
        "use a new drain plug",
    ],
)
def test_to_talk_about_something_names_no_fault(text) -> None:
    assert not names_a_matter(read_facets(normalise(text)))


@pytest.mark.parametrize(
    "text",
    [
        "车道偏离预警功能介绍",
        "续航里程500公里",
        "我拒绝了他的邀请",
        "周末排队买奶茶",
        "当新车开的二手车市场",
        "制冷效果怎么样",
        "use a new drain plug",
        "the lane departure warning works",
    ],
)
def test_the_name_of_a_function_is_no_symptom(text) -> None:
    assert read_facets(normalise(text)).symptoms == ()


@pytest.mark.parametrize(
    ("text", "facet", "entry"),
    [
        ("the engineer called", "components", "engine"),
        ("I'm tired of it", "components", "wheels"),
        ("Seattle", "components", "seats"),
        ("a screenshot", "components", "head_unit"),
        ("a rainbow", "scenes", "rain"),
        ("as I recall", "triggers", "recall"),
        ("he is in charge of it", "components", "charging"),
    ],
)
def test_latin_entries_are_whole_words(text, facet, entry) -> None:
    assert entry not in getattr(read_facets(normalise(text)), facet)


def test_every_latin_phrase_ends_in_a_boundary() -> None:
    open_ended = []
    for facet, entries in SHIPPED_ENTRIES.items():
        for _start, phrase in shipped_phrases(facet, entries):
            pattern = phrase.pattern.pattern
            ends = ("\\b", "\\w*", "\\w+", "/", ")")
            if pattern.startswith("\\b") and not pattern.endswith(ends):
                open_ended.append(pattern)

    assert open_ended == []


def test_traditional_letters_are_folded() -> None:
    facets = read_facets(normalise("充電樁壞了，客服電話打不通"))

    assert ("charging_network", "not_working") in facets.faults
    assert ("customer_service", "no_reply") in facets.faults


def test_a_noise_after_delivery_is_no_noise_of_the_delivery() -> None:
    assert read_facets(normalise("提车三周异响")).faults == ()
    assert read_facets(normalise("提车三周刹车异响")).faults == (
        ("brakes", "noise"),
    )


def test_how_an_owner_was_treated_comes_after_what_is_broken() -> None:
    text = "4S店一直推诿，4S店推诿，变速箱异响"
    facets = read_facets(normalise(text))
    found = facet_terms(facets, "S5")

    assert facets.main_fault == "gearbox|noise"
    assert found["*|gearbox|noise"] > 2 * found["*|dealer|run_around"]
    assert "S5|dealer" not in found


def test_alone_it_is_full_evidence() -> None:
    found = facet_terms(read_facets(normalise("4S店一直推诿")), "S5")

    assert found["*|dealer|delayed"] == 2
    assert "S5|dealer" in found


def test_every_entry_has_a_label_and_fits_its_column() -> None:
    names = set()
    for entries in SHIPPED_ENTRIES.values():
        names |= entries.keys()

    assert names <= FACET_LABELS.keys()
    assert max(map(len, names)) <= 28
    assert set(IMPLIED_PARTS) <= SHIPPED_ENTRIES["symptoms"].keys()
    assert set(IMPLIED_PARTS.values()) <= SHIPPED_ENTRIES["components"].keys()
    assert not JOURNEYS.keys() & FUNCTIONS.keys()
    assert not SERVICE_SYMPTOMS.keys() & FUNCTION_SYMPTOMS.keys()
    assert not TRIGGERS.keys() & SHIPPED_ENTRIES["components"].keys()


OWN = OwnWord("components", "own_tail", "彩虹灯带")


def test_an_own_word_is_found_beside_the_shipped_ones() -> None:
    lexicon = Lexicon([OWN], version=1)
    text = normalise("彩虹燈帶异响，刹车也异响")

    facets = read_facets(text, lexicon)

    assert facets.components == ("own_tail", "brakes")
    assert ("own_tail", "noise") in facets.faults
    assert read_facets(text).components == ("brakes",)
    assert read_facets(text, lexicon.without_word(OWN)) == read_facets(text)
    assert lexicon.with_word(OWN).version == 1


def test_own_words_are_plain_words_and_no_patterns() -> None:
    dotted = OwnWord("components", "own_a", "ab.*")
    lexicon = Lexicon([dotted, OwnWord("components", "own_b", "glow bar")])

    assert read_facets("abcdef", lexicon).components == ()
    assert read_facets("my glow  bar", lexicon).components == ("own_b",)
    assert "own_b" not in read_facets("glow barn", lexicon).components
    assert "own_b" not in read_facets("aglow bar", lexicon).components


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (" 彩虹燈帶！ ", "彩虹灯带"),
        ("Ｇｌｏｗ  Bar", "glow bar"),
        ("灯", ""),
        ("a b", ""),
        ("长" * 41, ""),
        ("", ""),
    ],
)
def test_a_phrase_is_stored_as_texts_are_read(text, phrase) -> None:
    assert clean_phrase(text) == phrase


def test_the_lexicon_knows_what_it_names() -> None:
    assert SHIPPED.names("components", "charging_network", "充电桩")
    assert not SHIPPED.names("components", "engine", "充电桩")
