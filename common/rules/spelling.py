"""Words compared as people read them: 臺北 is 台北, and what nobody sees makes no difference.

Characters are folded one by one, not by phrases as OpenCC does for texts: only
then a part of a name is folded as it is within the whole name (乾 in 乾隆).
"""

import re
import unicodedata
from functools import cache
from itertools import product
from math import prod

from opencc import OpenCC

MAX_SPELLINGS = 256
# Joiners, marks of direction, variation selectors, tags of flags.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]",
)
_SPACE = re.compile(r"\s+")
_HAN = range(0x3400, 0xA000)
_SIMPLIFIED = OpenCC("t2s")
# What OpenCC leaves alone because a text may mean either.
_ALSO_ONE = {"著": "着", "妳": "你"}


class _SimplifiedCharacters(dict[int, str]):
    """The simplified form of each character, by its number."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        simplified = character
        if unicodedata.category(character) == "Lo":
            converted = _SIMPLIFIED.convert(character)
            simplified = _ALSO_ONE.get(converted, converted)
        self[number] = simplified
        return simplified


_CHARACTERS = _SimplifiedCharacters()


def visible_text(text: str) -> str:
    """Return text with one form for each character (NFKC), case folded, blanks
    squeezed, and without what nobody sees.
    """
    normalized = unicodedata.normalize("NFKC", text)
    seen = _UNSEEN.sub("", normalized)
    return _SPACE.sub(" ", seen).strip().casefold()


def simplify(text: str) -> str:
    """Return text with simplified characters."""
    return text if text.isascii() else text.translate(_CHARACTERS)


def fold_text(text: str) -> str:
    """Return the form in which words and names are compared."""
    return simplify(visible_text(text))


def spellings(text: str) -> list[str]:
    """Return every mix of simplified and traditional characters in which a
    short text may be stored, itself first.

    If there are more than MAX_SPELLINGS, the usual ones.
    """
    variants = _variants()
    choices = []
    for character in text:
        folded = _CHARACTERS[ord(character)]
        choices.append({character, *variants.get(folded, ())})
    found = {text: None}
    if prod(map(len, choices)) > MAX_SPELLINGS:
        found[_SIMPLIFIED.convert(text)] = None
        found[_traditional().convert(text)] = None
        return list(found)
    for characters in product(*map(sorted, choices)):
        found["".join(characters)] = None
    return list(found)


def spellings_of_all(texts: list[str]) -> list[str]:
    """Return the spellings of several texts, each once."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(spellings(text)))
    return list(found)


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


@cache
def _variants() -> dict[str, tuple[str, ...]]:
    """Return the characters that are folded to the same one, where there are several."""
    variants: dict[str, list[str]] = {}
    for number in _HAN:
        simplified = _CHARACTERS[number]
        variants.setdefault(simplified, []).append(chr(number))
    several = {}
    for character, others in variants.items():
        if len(others) > 1:
            several[character] = tuple(others)
    return several
