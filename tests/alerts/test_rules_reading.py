"""Versions and short names in texts."""

import pytest

from alerts.rules.facets import read_facets
from community.rules.text import normalise


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("升级到2.3.1后钥匙失灵", ("2.3.1",)),
        ("更新到v1.4.2版本", ("1.4.2",)),
        ("价格25.8万", ()),
        ("total 3", ()),
    ],
)
def test_versions_are_read_amid_chinese(text, versions) -> None:
    assert read_facets(normalise(text)).versions == versions


def test_short_names_are_words_of_their_own() -> None:
    assert "brakes" in read_facets(normalise("abs报警")).components
    assert (
        "brakes" not in read_facets(normalise("absolutely broken")).components
    )
    assert "ota" not in read_facets(normalise("total loss")).triggers
    assert "刹车失灵" in normalise("@小助手 刹车失灵了怎么办")
    assert "小助手" not in normalise("@小助手 刹车失灵了怎么办")
