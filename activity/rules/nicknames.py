"""The name that a row of behaviour gives its member, for members who are new."""

from collections.abc import Mapping
from typing import Any

from common.rules.corrupted_values import is_corrupted
from members.rules.member_values import WrongValue, read_name


class NicknameReader:
    """Reads the column of names, as far as rows have it."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._column = columns.get("nickname", "nickname")

    def read(self, raw: Any) -> str:
        """Return the name, "" without one that can be shown: no row is refused
        for it.
        """
        value = raw.get(self._column) if isinstance(raw, Mapping) else None
        if value in (None, ""):
            return ""
        try:
            name = read_name(value)
        except WrongValue:
            return ""
        return "" if is_corrupted(name) else name
