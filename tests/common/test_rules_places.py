"""A place is the same with and without what it is."""

import pytest

from common.rules.places import bare_place, place_names


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("上海市", "上海"),
        ("上海", "上海"),
        ("广东省", "广东"),
        ("广西壮族自治区", "广西"),
        ("内蒙古自治区", "内蒙古"),
        ("沙市", "沙市"),
        ("", ""),
    ],
)
def test_a_name_loses_its_ending_only(name: str, bare: str) -> None:
    assert bare_place(name) == bare


def test_either_name_finds_the_other() -> None:
    assert "上海" in place_names("上海市")
    assert "上海市" in place_names("上海")
    assert place_names("Shanghai")[0] == "Shanghai"
