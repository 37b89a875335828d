"""Rows of INSERT statements in a dump of MySQL: the panel's form, with values
in hexadecimal and an Identify line, and those of mysqldump and phpMyAdmin.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

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
_IDENTIFY = re.compile(rb"^# Identify:\s*([A-Za-z0-9+/=]+)", re.M)
_NAMES = re.compile(rb"SET NAMES '?([A-Za-z0-9_-]+)", re.I)
_TABLE = re.compile(
    rb"CREATE TABLE (?:IF NOT EXISTS )?`?(\w+)`?\s*\((.*?)\)\s*(?:ENGINE|TYPE|DEFAULT|;)",
    re.S | re.I,
)
_COLUMN = re.compile(rb"^\s*`?(\w+)`?\s+(?:\w)", re.M)
_NO_COLUMN = frozenset(
    {"primary", "key", "unique", "index", "fulltext", "constraint"}
)
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


class Dump:
    """A dump whose columns and charset are known; several volumes share the columns."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str]] = {}
        self.charset = ""
        self.prefix = ""

    def rows(self, content: bytes) -> Iterator[TableRow]:
        """Yield the rows of a volume whose columns are known.

        Rows of a table without known columns are passed over.
        """
        self._read_head(content)
        for insert in _INSERT.finditer(content):
            table = insert[1].decode()
            named = insert[2]
            columns = _names(named) if named else self.columns.get(table, [])
            if not columns:
                continue
            for values in self._values(content, insert.end()):
                if len(values) == len(columns):
                    row = dict(zip(columns, values, strict=True))
                    yield TableRow(self._without_prefix(table), row)

    def _read_head(self, content: bytes) -> None:
        head = content[:SAMPLE_BYTES]
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
        for table in _TABLE.finditer(content):
            columns = []
            for column in _COLUMN.findall(table[2]):
                if column.decode().lower() not in _NO_COLUMN:
                    columns.append(column.decode())
            self.columns[table[1].decode()] = columns

    def _values(self, content: bytes, at: int) -> Iterator[list[str]]:
        """Yield the values of each row of the INSERT whose rows begin here."""
        while opening := _NEXT_ROW.match(content, at):
            at = opening.end()
            values = []
            while value := _VALUE.match(content, at):
                at = value.end()
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
