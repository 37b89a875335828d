"""Parse JSON that all databases can hold, with limited nesting."""

import json
from typing import Any

JSON_DEPTH = 32


class TooDeep(ValueError):
    """The JSON nests deeper than JSON_DEPTH levels."""


def parse_json(text: str) -> Any:
    """Return the value of a JSON text.

    Errors: TooDeep; ValueError if it is not JSON or holds NaN or Infinity.
    """
    try:
        parsed = json.loads(text, parse_constant=refuse_constant)
    except RecursionError as error:
        raise TooDeep from error
    if _is_deeper(parsed, JSON_DEPTH):
        raise TooDeep
    return parsed


def refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity. Errors: ValueError."""
    raise ValueError(name)


def _is_deeper(value: Any, limit: int) -> bool:
    """Tell whether a value nests deeper than `limit` levels, without recursion."""
    level = [value]
    for _depth in range(limit + 1):
        inner_level: list[Any] = []
        for outer in level:
            if isinstance(outer, dict):
                inner_level += filter(_is_container, outer.values())
            elif isinstance(outer, list):
                inner_level += filter(_is_container, outer)
        if not inner_level:
            return False
        level = inner_level
    return True


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)
