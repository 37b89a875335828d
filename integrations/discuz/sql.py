"""Rows of INSERT statements in a dump of MySQL: the panel's form, with values
in hexadecimal and an Identify line, and those of mysqldump and phpMyAdmin.

A dump is read piece by piece: no more of it is held than a row and a piece.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from common.rules.encodings import detect_encoding

CHARSETS = {
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
    "latin1": "latin-1",
}
SAMPLE_BYTES = 1 << 16
PIECE_BYTES = 1 << 20
# The beginning of a statement, up to its values, is not longer.
HEAD_BYTES = 1 << 16
_IDENTIFY = re.compile(rb"^# Identify:\s*([A-Za-z0-9+/=]+)", re.M)
_NAMES = re.compile(rb"SET NAMES '?([A-Za-z0-9_-]+)", re.I)
_TABLE = re.compile(
    rb"CREATE TABLE (?:IF NOT EXISTS )?`?(\w+)`?\s*\((.*?)\)"
    rb"\s*(?:ENGINE|TYPE\s*=|DEFAULT\s+CHARSET|CHARSET|COLLATE|;)",
    re.S | re.I,
)
_COLUMN = re.compile(rb"^\s*`?(\w+)`?\s+(?:\w)", re.M)
_NO_COLUMN = frozenset(
    {"primary", "key", "unique", "index", "fulltext", "constraint"}
)
_STATEMENT = re.compile(rb"CREATE\s+TABLE|(?:INSERT|REPLACE)\s", re.I)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+`?(\w+)`?\s*(?:\(([^)]*)\)\s*)?VALUES\s*",
    re.I,
)
_VALUE = re.compile(
    rb"\s*(?:'((?:[^'\\]|\\.|'')*)'|0x([0-9A-Fa-f]*)|(NULL|-?[0-9.]+(?:e[+-]?\d+)?|\w+))\s*([,)])",
    re.S,
)
_NEXT_ROW = re.compile(rb"\s*,?\s*\(")
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\x00", "Z": "\x1a"}


class TableRow(NamedTuple):
    """A row of a table, which is named without its prefix if that is known."""

    table: str
    values: dict[str, str]


class Window:
    """A part of a file that moves on: `content` from `at` is not read yet."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.content = b""
        self.at = 0

    def fill(self, least: int) -> bool:
        """Read on until so much is left to be read; tell whether it is."""
        while len(self.content) - self.at < least:
            left = self.content[self.at :]
            piece = self._file.read(max(PIECE_BYTES, len(left)))
            if not piece:
                return False
            self.content = left + piece
            self.at = 0
        return True

    def find(self, pattern: re.Pattern[bytes]) -> bool:
        """Go to where the pattern begins next; tell whether it does."""
        while True:
            self.fill(HEAD_BYTES)
            found = pattern.search(self.content, self.at)
            if found:
                self.at = found.start()
                return True
            # It may begin at the end of this piece.
            rest = max(self.at, len(self.content) - HEAD_BYTES)
            self.at = rest
            if not self.fill(2 * HEAD_BYTES):
                return bool(pattern.search(self.content, self.at))

    def skip(self, count: int) -> None:
        self.at += count

    def match(
        self,
        pattern: re.Pattern[bytes],
        may_be_cut: Callable[[bytes], bool] | None = None,
    ) -> re.Match[bytes] | None:
        """Return what fits the pattern here, and go on behind it; None if
        nothing does.

        may_be_cut: whether what is left may fit with more behind it; without,
        nothing that fits is longer than HEAD_BYTES.
        """
        self.fill(HEAD_BYTES)
        while True:
            found = pattern.match(self.content, self.at)
            if found:
                self.at = found.end()
                return found
            left = len(self.content) - self.at
            if may_be_cut is None or not may_be_cut(self.content[self.at :]):
                return None
            if not self.fill(left + 1):
                return None


def _may_be_cut_row(left: bytes) -> bool:
    return not left.strip(b", \t\r\n")


def _may_be_cut_value(left: bytes) -> bool:
    begun = left[:HEAD_BYTES].lstrip()
    is_long = begun.startswith(b"'") or begun[:2].lower() == b"0x"
    return is_long or len(left) < HEAD_BYTES


class Dump:
    """A dump whose columns and charset are known; several volumes share the columns."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str]] = {}
        self.charset = ""
        self.prefix = ""

    def rows(self, file: IO[bytes]) -> Iterator[TableRow]:
        """Yield the rows of a volume whose columns are known.

        Rows of a table without known columns are passed over.
        """
        window = Window(file)
        window.fill(SAMPLE_BYTES)
        self._read_head(window.content[:SAMPLE_BYTES])
        while window.find(_STATEMENT):
            table = window.match(_TABLE)
            if table is not None:
                self._learn(table)
                continue
            insert = window.match(_INSERT)
            if insert is None:
                window.skip(1)
                continue
            name = insert[1].decode()
            named = insert[2]
            columns = _names(named) if named else self.columns.get(name, [])
            for values in self._values(window):
                if columns and len(values) == len(columns):
                    row = dict(zip(columns, values, strict=True))
                    yield TableRow(self._without_prefix(name), row)

    def _read_head(self, head: bytes) -> None:
        identify = _IDENTIFY.search(head)
        names = _NAMES.search(head)
        charset = ""
        if identify:
            parts = _decoded(identify[1]).split(",")
            charset = parts[6].strip() if len(parts) > 6 else ""
            self.prefix = parts[5].strip() if len(parts) > 5 else ""
        if not charset and names:
            charset = names[1].decode()
        detected = detect_encoding(lambda: [head])
        self.charset = CHARSETS.get(charset.lower(), self.charset or detected)

    def _learn(self, table: re.Match[bytes]) -> None:
        columns = []
        for column in _COLUMN.findall(table[2]):
            if column.decode().lower() not in _NO_COLUMN:
                columns.append(column.decode())
        self.columns[table[1].decode()] = columns

    def _values(self, window: "Window") -> Iterator[list[str]]:
        """Yield the values of each row of the INSERT whose rows begin here."""
        while window.match(_NEXT_ROW, _may_be_cut_row):
            values = []
            while value := window.match(_VALUE, _may_be_cut_value):
                values.append(self._text(value))
                if value[4] == b")":
                    break
            else:
                return
            yield values

    def _text(self, value: re.Match[bytes]) -> str:
        if value[1] is not None:
            text = value[1].decode(self.charset, "replace")
            return _ESCAPE.sub(_unescape, text)
        if value[2] is not None:
            hexadecimal = value[2].decode()
            if len(hexadecimal) % 2:
                hexadecimal = "0" + hexadecimal
            return bytes.fromhex(hexadecimal).decode(self.charset, "replace")
        text = value[3].decode()
        return "" if text.upper() == "NULL" else text

    def _without_prefix(self, table: str) -> str:
        if self.prefix and table.startswith(self.prefix):
            return table.removeprefix(self.prefix)
        return table


def _names(listed: bytes) -> list[str]:
    return [name.strip(" `\r\n\t") for name in listed.decode().split(",")]


def _unescape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "'"
    return _ESCAPED.get(found[1], found[1])


def _decoded(text: bytes) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
