"""JSON as the databases can hold it and the stack can bear it."""

import json
from typing import Any

JSON_DEPTH = 32


class TooDeep(ValueError):
    """The JSON nests deeper than JSON_DEPTH levels."""


def parse_json(text: str) -> Any:
    """Return what the text says. Errors: TooDeep; ValueError if it is not JSON or holds NaN or Infinity."""
    try:
        parsed = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise TooDeep from error
    if _is_deeper(parsed, JSON_DEPTH):
        raise TooDeep
    return parsed


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _depth in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
