"""A source that was only given a label gets a name that nobody has."""

import pytest

from activity.rules.source_names import source_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("车主App", "che-zhu-app"),
        ("Owner forum 2", "owner-forum-2"),
        ("！？", "source"),
        ("企微 · 群", "qi-wei-qun"),
    ],
)
def test_the_label_is_spelled(label: str, name: str) -> None:
    assert source_name(label, ()) == name


def test_a_taken_name_gets_a_number() -> None:
    taken = {"lun-tan", "lun-tan-2"}
    assert source_name("论坛", taken) == "lun-tan-3"


def test_a_long_label_fits() -> None:
    first = source_name("很长的名字" * 12, ())
    second = source_name("很长的名字" * 12, {first})
    assert len(first) <= 40
    assert len(second) <= 40
    assert first != second
