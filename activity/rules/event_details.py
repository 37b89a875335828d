"""What an event was about: the object of it, and a few properties, read from
its row and checked.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from activity.rules.cells import FaultyCell, IdReader
from common.rules.characters import (
    forbidden_characters,
    unreadable_characters,
)
from common.rules.headers import is_blank
from common.rules.rows import Fault

DETAIL_FIELDS = ("object_type", "object_id", "properties")
OBJECT_TYPES = ("post", "activity", "page", "product", "other")
# How sources write them.
_SPELLINGS = {
    "帖子": "post",
    "动态": "post",
    "文章": "post",
    "活动": "activity",
    "页面": "page",
    "商品": "product",
    "其他": "other",
}
MAX_PROPERTIES = 16
NAME_LIMIT = 40
VALUE_LIMIT = 200
MAX_NUMBER = 10**15
SHOWN_VALUE = 200


class DetailDraft(NamedTuple):
    """The object of an event, "" if it has none, and its properties."""

    object_type: str
    object_id: str
    properties: dict[str, Any]


class EventDetailParser:
    """Reads what the events of one source were about."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._ids = IdReader()
        self._type = columns.get("object_type", "object_type")
        self._id = columns.get("object_id", "object_id")
        self._properties = columns.get("properties", "properties")

    def are_in(self, raw: Mapping[Any, Any]) -> bool:
        """Tell whether a row says anything of what its event was about."""
        return bool(
            raw.get(self._type)
            or raw.get(self._id)
            or raw.get(self._properties),
        )

    def read(self, raw: Mapping[Any, Any]) -> DetailDraft | tuple[Fault, ...]:
        """Return what the row's event was about, or every fault of it."""
        given_type = raw.get(self._type)
        given_id = raw.get(self._id)
        given_properties = raw.get(self._properties)
        faults: list[Fault] = []
        detail = DetailDraft(
            self._read_type(given_type, faults),
            self._read_id(given_id, faults),
            self._read_properties(given_properties, faults),
        )
        if not faults and bool(detail.object_type) != bool(detail.object_id):
            column = self._id if detail.object_type else self._type
            faults.append(Fault("missing_value", column, ""))
        return tuple(faults) or detail

    def _read_type(self, given: Any, faults: list[Fault]) -> str:
        text = "" if given is None else str(given).strip()
        name = _SPELLINGS.get(text, text.lower())
        if name and name not in OBJECT_TYPES:
            shown = text[:SHOWN_VALUE]
            faults.append(Fault("unknown_object_type", self._type, shown))
        return name

    def _read_id(self, given: Any, faults: list[Fault]) -> str:
        if is_blank(given):
            return ""
        try:
            return self._ids.read(self._id, given)
        except FaultyCell as faulty:
            faults.append(faulty.fault)
        return ""

    def _read_properties(
        self,
        given: Any,
        faults: list[Fault],
    ) -> dict[str, Any]:
        """Return properties, which a file holds as a JSON object."""
        if given is None or given == "":
            return {}
        found = _as_object(given)
        code = "bad_properties" if found is None else _fault_of(found)
        if code:
            shown = str(given)[:SHOWN_VALUE]
            faults.append(Fault(code, self._properties, shown))
        return found or {}


def _as_object(given: Any) -> dict[str, Any] | None:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return None
    if not isinstance(given, Mapping):
        return None
    return {str(name): value for name, value in given.items()}


def _fault_of(properties: dict[str, Any]) -> str:
    """Return what is wrong with properties, "" if nothing is."""
    if len(properties) > MAX_PROPERTIES:
        return "too_many_properties"
    for name, value in properties.items():
        if not 0 < len(name) <= NAME_LIMIT or unreadable_characters(name):
            return "bad_properties"
        if not _is_short_scalar(value):
            return "bad_properties"
    return ""


def _is_short_scalar(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return math.isfinite(value) and abs(value) <= MAX_NUMBER
    if not isinstance(value, str) or len(value) > VALUE_LIMIT:
        return False
    return not forbidden_characters(value)
