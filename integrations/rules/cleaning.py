"""Texts of others without what a database refuses: NUL, and surrogates that
stand alone.
"""

import re
from collections.abc import Mapping
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_REFUSED = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a text in which a sign stands for each character that no
    database keeps.
    """
    return _REFUSED.sub(REPLACEMENT, text)


def clean_value(value: Any) -> Any:
    """Return a value of JSON whose texts and names are clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [clean_value(inner) for inner in value]
    if isinstance(value, Mapping):
        return clean_names(value)
    return value


def clean_names(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return these values with clean names, each clean itself."""
    found = {}
    for name, value in values.items():
        found[clean(str(name))] = clean_value(value)
    return found
