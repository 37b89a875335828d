"""Whole numbers as people and spreadsheets write them."""

import re
import unicodedata
from typing import Any

MOST_DIGITS = 9
_GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+")
_SEPARATORS = re.compile("[, \u00a0\u202f]")
_WHOLE = re.compile(r"(\d+)(?:\.0{1,2})?", re.ASCII)


def read_whole(value: Any) -> int | None:
    """Return the whole number of at most nine digits that a value is, None if
    it is none.

    Full-width digits, separators of thousands and an empty fraction (3.0) are
    read; 1.000 may be either number and is none.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and value < 1e9 else None
    if not isinstance(value, int | str):
        return None
    text = str(value).strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return _read_written(text)


def _read_written(text: str) -> int | None:
    if len(text) > 2 * MOST_DIGITS:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if _GROUPED.fullmatch(plain):
        plain = _SEPARATORS.sub("", plain)
    found = _WHOLE.fullmatch(plain)
    if found is None or len(found[1]) > MOST_DIGITS:
        return None
    return int(found[1])
