"""Which characters a name and a text may hold, whatever Python knows of them."""

import unicodedata

import pytest

from common.rules.characters import (
    forbidden_characters,
    is_visible,
    strip_unseen,
    unreadable_characters,
    without_joiners,
)

NEXT_YEAR = "\U0001fadc"


@pytest.mark.parametrize(
    "name",
    [
        "宽\U0001f468\u200d\U0001f469\u200d\U0001f466",
        "\U0001f469\U0001f3fd\u200d\U0001f680",
        "\u2764\ufe0f\u200d\U0001f525葵",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\U0001f1e8\U0001f1f3车队",
        "7\ufe0f\u20e3号",
        "葛\U000e0100城",
        f"葵{NEXT_YEAR}",
        "\U000323b0先生",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
    ],
)
def test_what_builds_one_sign_is_allowed_in_names(name: str) -> None:
    assert unreadable_characters(name) == ""
    assert is_visible(name)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("宽\u200d葵", "\u200d"),
        ("a\u200cb", "\u200c"),
        ("a\u200bb", "\u200b"),
        ("a\u202eb", "\u202e"),
        ("a\ue123", "\ue123"),
        ("a\ufdd0", "\ufdd0"),
        ("a\U0002fffe", "\U0002fffe"),
        ("a\ud801", "\ud801"),
        ("a\nb", "\n"),
        ("a\U000e0041", "\U000e0041"),
    ],
)
def test_what_nobody_sees_is_refused_in_names(text: str, named: str) -> None:
    assert unreadable_characters(text) == named


def test_texts_may_hold_all_but_a_fixed_list() -> None:
    kept = f"\ue123{NEXT_YEAR}\u200d\u200b\u2028\ufeff\u200e"
    assert forbidden_characters(kept) == ""
    refused = "\x00\x1b\u202e\u2066\ud801\ufffe\U0010ffff"
    assert forbidden_characters(refused) == refused


def test_characters_unknown_to_python_are_characters() -> None:
    unknown = "\U0001fae9\U000323b0"
    assert {unicodedata.category(each) for each in unknown} == {"Cn"}
    assert (
        unreadable_characters(unknown) == forbidden_characters(unknown) == ""
    )


def test_names_are_compared_without_what_only_joins() -> None:
    assert without_joiners("\u2764\ufe0f阿") == without_joiners("\u2764阿")


def test_ends_are_stripped_of_what_nobody_sees() -> None:
    assert strip_unseen("\ufeff\u200b\u3000u 7\u00a0\u200e\n") == "u 7"
    assert strip_unseen("\ue123a") == "\ue123a"
    assert strip_unseen(" \u200b\n") == ""


def test_long_blanks_inside_a_text_stay() -> None:
    text = "a" + " " * 20_000 + "!"
    assert strip_unseen(text) == text
    assert strip_unseen(f"\u3000{text}\ufeff") == text


@pytest.mark.parametrize("text", ["", "\u200b", "\u3164", "\u2800", "\u0301"])
def test_nothing_visible_is_no_name(text: str) -> None:
    assert not is_visible(text)
