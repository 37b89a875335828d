"""What an event was about: its object and a few plain properties.

What the import would refuse is left out here: a property too many is no reason
to lose the event.
"""

import math
from collections.abc import Mapping
from typing import Any

from activity.rules.event_details import (
    MAX_NUMBER,
    MAX_PROPERTIES,
    NAME_LIMIT,
    VALUE_LIMIT,
)
from common.rules.characters import unreadable_characters
from integrations.rules.rows import Row

ID_LENGTH = 128
# The first of these that an event has is its object.
OBJECTS = (
    ("post_id", "post"),
    ("activity_id", "activity"),
    ("event_id", "activity"),
    ("product_id", "product"),
    ("path", "page"),
    ("url", "page"),
)


def describe(properties: Mapping[str, Any]) -> Row:
    """Return object_type, object_id and properties of an event's row."""
    row: Row = {}
    for name, kind in OBJECTS:
        value = properties.get(name)
        if "object_id" not in row and _is_id(value):
            row["object_type"] = kind
            row["object_id"] = str(value)
    kept: dict[str, Any] = {}
    for name, value in properties.items():
        if len(kept) < MAX_PROPERTIES and _is_kept(name, value):
            kept[name] = value
    if kept:
        row["properties"] = kept
    return row


def _is_id(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = str(value)
    return 0 < len(text) <= ID_LENGTH and text.isprintable()


def _is_kept(name: Any, value: Any) -> bool:
    """Tell whether a property is a short text, a number or a flag."""
    has_name = isinstance(name, str) and 0 < len(name) <= NAME_LIMIT
    if not has_name or unreadable_characters(name):
        return False
    if isinstance(value, str):
        return len(value) <= VALUE_LIMIT and not unreadable_characters(value)
    if not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return abs(value) < MAX_NUMBER
