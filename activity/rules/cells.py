"""Read the short texts and ids that stand in single cells."""

from typing import Any

from common.rules.characters import (
    is_visible,
    strip_unseen,
    unreadable_characters,
)
from common.rules.corrupted_values import (
    is_corrupted,
    is_corrupted_id,
    is_cut_number,
)
from common.rules.rows import Fault

TEXT_LIMIT = 128
# No value that a spreadsheet destroys begins with one of these; LibreOffice's
# Err:502 does.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDFGHIJKLMNOPQRSTUVWXYZ_")
KEPT_TEXTS = 100_000


class FaultyCell(Exception):
    """A cell cannot be read, and why."""

    def __init__(self, code: str, column: str, value: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, str(value)[:200])


class IdReader:
    """Reads ids; remembers those that took long to check."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def read(self, column: str, value: Any) -> str:
        """Return the id that a cell holds, without what is invisible around it.

        Errors: FaultyCell.
        """
        if not isinstance(value, str):
            return _checked_id(column, value)
        if value.isascii() and len(value) <= TEXT_LIMIT and _is_plain(value):
            return value
        text = self._known.get(value)
        if text is None:
            text = _checked_id(column, value)
            if len(self._known) >= KEPT_TEXTS:
                self._known.clear()
            self._known[value] = text
        return text


def _is_plain(text: str) -> bool:
    """Tell whether an ASCII text is surely an id as it stands."""
    if text.isdigit():
        return not is_cut_number(text)
    begins_well = text[:1] in _LETTERS
    return begins_well and text.isprintable() and text[-1] > " "


def checked_text(column: str, value: Any) -> str:
    """Return a short text of at least one visible character.

    Errors: FaultyCell.
    """
    if value is None or value == "":
        raise FaultyCell("missing_value", column, "")
    if isinstance(value, bool | dict | list | float):
        raise FaultyCell("wrong_type", column, value)
    text = str(value).strip()
    if not text:
        raise FaultyCell("missing_value", column, "")
    if len(text) > TEXT_LIMIT:
        raise FaultyCell("too_long", column, value)
    if not text.isascii() and not is_visible(text):
        raise FaultyCell("unreadable_text", column, ascii(value))
    if not text.isprintable() and unreadable_characters(text):
        raise FaultyCell("unreadable_text", column, ascii(value))
    return text


def _checked_id(column: str, value: Any) -> str:
    """Return an id without blanks and invisible characters at its ends, so that
    a copied one is no second person. Inside they are refused: nobody knows
    whether they belong there.
    """
    if isinstance(value, float) and value.is_integer():
        raise FaultyCell("destroyed_id", column, value)
    bare = strip_unseen(value) if isinstance(value, str) else value
    text = checked_text(column, bare or value)
    if is_corrupted_id(text):
        raise FaultyCell("destroyed_id", column, value)
    return text


def faulty_value(code: str, column: str, value: Any) -> FaultyCell:
    """Return the fault of a value that cannot be read; destroyed ones are named so."""
    if isinstance(value, str) and is_corrupted(value):
        return FaultyCell("destroyed_value", column, value)
    return FaultyCell(code, column, value)
