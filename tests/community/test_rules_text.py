"""Texts in one spelling."""

import pytest

from community.rules.questions import asks_question
from community.rules.statements import read_statements
from community.rules.text import normalise, terms, text_key


def test_texts_get_one_spelling() -> None:
    assert terms(normalise("ＯＴＡ升级🚗好")) == ["ota", "升级", "好"]
    assert terms(normalise("see https://example.cn/abc now @someone")) == [
        "now",
        "see",
    ]
    assert text_key(normalise("刹车，失灵！")) == text_key(
        normalise("刹车 失灵🚗"),
    )


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", [" ", "\n", "🚗", "异 ", "a ", ". ", "「a："]
)
def test_a_repeated_piece_takes_no_longer_than_other_text(piece: str) -> None:
    """Time that grew with the square of the length would be minutes here."""
    normal = normalise(piece * (20_000 // len(piece)))
    read_statements(normal)
    assert not asks_question("", normal)
