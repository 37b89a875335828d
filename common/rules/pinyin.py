"""Chinese in Latin letters."""

from functools import cache
from importlib import import_module
from typing import Any


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


def spell_initials(text: str) -> list[str]:
    """Return the first letter of each syllable; what is no Chinese stays as it
    is.
    """
    pypinyin = _pypinyin()
    letters: list[str] = pypinyin.lazy_pinyin(
        text,
        style=pypinyin.Style.FIRST_LETTER,
    )
    return letters
