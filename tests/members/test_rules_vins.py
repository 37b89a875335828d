"""Which texts are a VIN, and that a mask hides it."""

import pytest

from members.rules.vins import check_digit_fits, fold_vin, is_vin, mask_vin

REAL = (
    "1M8GDM9AXKP042788",
    "1HGCM82633A004352",
    "LSVAA4182E2184847",
    "1" * 17,
)


@pytest.mark.parametrize("vin", REAL)
def test_a_vin_and_its_check_digit(vin: str) -> None:
    assert is_vin(fold_vin(f" {vin.lower()} "))
    assert check_digit_fits(vin)
    place = 16
    other = "1" if vin[place] == "2" else "2"
    assert not check_digit_fits(vin[:place] + other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AB12C",
        REAL[0][:-1],
        REAL[0] + "1",
        "IM8GDM9AXKP042788",
        "OM8GDM9AXKP042788",
        "QM8GDM9AXKP042788",
        "1M8GDM9AXKP04278８",
        "1M8GDM9AXKP 42788",
        "LXL-0000-0000-001",
        "测试测试测试测试测试测试测试测试测",
    ],
)
def test_what_is_no_vin(text: str) -> None:
    assert not is_vin(fold_vin(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("AB12C", "*****"),
        ("A" * 10, "*" * 10),
        ("ABCDEFGHJKL", "ABC******KL"),
        (REAL[0], "1M8************88"),
    ],
)
def test_a_mask_shows_five_characters_at_most(text: str, shown: str) -> None:
    assert mask_vin(text) == shown
