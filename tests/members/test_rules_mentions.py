"""Where texts mention a person."""

import pytest

from members.rules.mentions import (
    hide_in_json,
    hide_mentions,
    identifiers_of,
    searched_for,
)

KNOWN = identifiers_of(
    {"13812345678", "u-1", "10086"},
    {"小雨", "阿尔卑斯山", "A", "阳光灿烂的日子"},
    shared={"阳光灿烂的日子"},
)
PEOPLE = searched_for(KNOWN, is_machine=False)
MACHINES = searched_for(KNOWN, is_machine=True)


def test_short_keys_and_names_are_not_searched() -> None:
    assert KNOWN.keys == {"13812345678", "10086"}
    assert KNOWN.names == {"阿尔卑斯山"}
    assert KNOWN.weak == {"小雨", "阳光灿烂的日子"}


def test_a_weak_name_may_be_a_word() -> None:
    text = "今天小雨 @小雨 阿尔卑斯山 阳光灿烂的日子"
    assert hide_mentions(text, PEOPLE) == "今天小雨 *** *** 阳光灿烂的日子"
    assert hide_mentions("小雨", PEOPLE) == "小雨"
    sent = {"小雨": ["小雨", 1, "今天小雨"]}
    assert hide_mentions(sent, MACHINES) == {"小雨": ["***", 1, "今天小雨"]}


def test_a_key_is_no_part_of_a_longer_number() -> None:
    text = "编号10086号，订单2100861，a10086"
    assert hide_mentions(text, PEOPLE) == "编号***号，订单2100861，a10086"


@pytest.mark.parametrize(
    "number",
    [
        "138 1234 5678",
        "138-1234-5678",
        "1381234 5678",
        "１３８１２３４５６７８",
        "138\u00a01234\u20115678",
        "138123456 78",
    ],
)
def test_a_number_is_found_however_it_is_grouped(number: str) -> None:
    text = f"电话{number}，晚上"
    assert hide_mentions(text, PEOPLE) == "电话***，晚上"
    assert any(one in text for one in PEOPLE.texts)


def test_another_number_stays() -> None:
    text = "138 1234 56789, 2138-1234-5678, 138 1234 5679"
    assert hide_mentions(text, PEOPLE) == text


@pytest.mark.parametrize(
    "text",
    [
        r"\u963f\u5c14\u5351\u65af\u5c71",
        "%E9%98%BF%E5%B0%94%E5%8D%91%E6%96%AF%E5%B1%B1",
        "%e9%98%bf%e5%b0%94%e5%8d%91%e6%96%af%e5%b1%b1",
        "&#38463;&#23572;&#21329;&#26031;&#23665;",
    ],
)
def test_a_name_is_found_however_it_is_escaped(text: str) -> None:
    assert hide_mentions(f"u={text}!", PEOPLE) == "u=***!"
    assert any(one in text for one in PEOPLE.texts)


def test_json_stays_json() -> None:
    body = '{"小雨": "小雨", "n": 10086, "t": "今天小雨 10086"}'
    hidden = '{"小雨": "***", "n": 10086, "t": "今天小雨 ***"}'
    assert hide_in_json(body, MACHINES) == hidden
    assert hide_in_json("{阿尔卑斯山", MACHINES) == "{***"
