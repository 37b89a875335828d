"""Whole numbers as people write them."""

from typing import Any

import pytest

from common.rules.numbers import read_whole


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        (" 7 ", 7),
        ("７", 7),
        ("7.0", 7),
        (7.0, 7),
        ("1,207", 1207),
        ("１，２０７", 1207),
        ("1 207", 1207),
        ("12,345,678", 12_345_678),
        ("0", 0),
        ("7.000", None),
        ("7.5", None),
        (7.5, None),
        ("1,20", None),
        ("12,34,567", None),
        ("-7", None),
        ("七", None),
        ("7e2", None),
        ("", None),
        (True, None),
        (None, None),
        ([7], None),
        ("9" * 10, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_a_whole_number_or_none(value: Any, number: int | None) -> None:
    assert read_whole(value) == number
