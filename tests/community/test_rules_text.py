"""Texts in one spelling."""

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
