"""Chinese in Latin letters."""

from functools import cache
from importlib import import_module
from typing import Any

# Stands for what is no Chinese, while a text is spelled.
_KEPT = "\x00"


@cache
def _pypinyin() -> Any:
    # Its dictionary takes most of a second, and most processes never need it.
    return import_module("pypinyin")


def spell_syllables(text: str) -> list[str]:
    """Return the syllables of a text without tones; what is no Chinese stays
    as it is.
    """
    syllables: list[str] = _pypinyin().lazy_pinyin(text)
    return syllables


def spell_with_initials(text: str) -> tuple[str, str]:
    """Return the syllables of a text in one word, and their first letters; what
    is no Chinese stays as it is in both.
    """
    if text.isascii():
        return text, text
    kept: list[str] = []

    def keep(other: str) -> list[str]:
        kept.append(other)
        return [_KEPT]

    coming = iter(kept)
    full = []
    initials = []
    for syllable in _pypinyin().lazy_pinyin(text, errors=keep):
        is_kept = syllable == _KEPT
        spelled = next(coming) if is_kept else syllable
        full.append(spelled)
        initials.append(spelled if is_kept else spelled[:1])
    return "".join(full), "".join(initials)
