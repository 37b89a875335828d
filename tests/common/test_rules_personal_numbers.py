"""Numbers that identify people are found in any text, and others are left."""

import pytest

from common.rules.personal_numbers import (
    find_personal,
    mask_personal,
    mask_structure,
    restore_masked,
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678，谢谢", "电话138****5678，谢谢"),
        ("138-1234-5678", "138******5678"),
        ("+86 138 1234 5678", "+86**********5678"),
        ("021-58881234", "021*****1234"),
        ("车架LSVAU2A37N2183119", "车架LSV************19"),
        ("lsvau2a38n2183119", "lsv************19"),
        ("沪A12345。沪AD12345", "沪A****5。沪A*****5"),
        ("身份证310104199001011234", "身份证310*************34"),
        ("31010419900101123X", "310*************3X"),
    ],
)
def test_numbers_of_people_are_masked(text: str, masked: str) -> None:
    assert mask_personal(text) == masked
    assert mask_personal(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "订单 13812345678901",
        "12345678901",
        "2026-05-19 09:00:00",
        "1.13812345678",
        "3f2a9c13812345678ab",
        "310104209913011234",
        "lsvau2a37n2183119x",
        "AAAAAAAAAAAAAAAAA",
        "https://x.cn/p/123456789012",
        "浙大A教室",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert list(find_personal(text)) == []


def test_a_small_vin_needs_its_check_digit() -> None:
    assert mask_personal("lsvau2a34n2183119") == "lsvau2a34n2183119"


def test_an_edited_text_gets_its_numbers_back() -> None:
    stored = "找13812345678 或 13912345678，沪A12345"
    sent = mask_personal(stored).replace("找", "先找") + " 138****0000"
    assert restore_masked(sent, stored) == (
        "先找13812345678 或 13912345678，沪A12345 138****0000"
    )


def test_two_alike_masks_come_back_in_order() -> None:
    stored = "13811115678 13822225678"
    assert restore_masked(mask_personal(stored), stored) == stored


def test_keys_and_allowed_numbers_stay() -> None:
    value = {"key": "13812345678", "texts": ["13812345678", 13812345678]}
    assert mask_structure(value, left={"key"}) == {
        "key": "13812345678",
        "texts": ["138****5678", 13812345678],
    }
    assert mask_personal("13812345678", {"13812345678"}) == "13812345678"
