"""Letter pairs are shown as the phrases that they are parts of."""

import pytest

from alerts.rules.shared_phrases import is_pair, join_pairs


@pytest.mark.parametrize(
    ("text", "pairs", "phrases"),
    [
        ("地库里钥匙失灵了", ["地库", "失灵"], ["地库", "失灵"]),
        ("地库里钥匙失灵了", ["钥匙", "匙失", "失灵", "灵了"], ["钥匙失灵"]),
        ("试了一次", ["了一"], []),
        ("刹车响，刹车又响", ["刹车"], ["刹车"]),
        ("", ["刹车"], []),
    ],
)
def test_pairs_become_phrases(
    text: str,
    pairs: list[str],
    phrases: list[str],
) -> None:
    assert join_pairs(text, pairs) == phrases


def test_only_two_han_characters_are_a_pair() -> None:
    assert is_pair("失灵")
    assert not is_pair("ok")
    assert not is_pair("失灵了")
