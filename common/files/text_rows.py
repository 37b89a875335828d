"""The rows of text files, one by one with the numbers of their lines."""

import csv
import json
import re
from collections.abc import Iterator
from itertools import count
from typing import IO, Any

from common.rules.rows import Row, reject_row
from common.rules.strict_json import TooDeep, parse_json
from common.rules.table_rows import RowShape

LINE_CHARACTERS = 1 << 20
LINE_ENDS = ("\r", "\n")
SHOWN_CHARACTERS = 2000
_BETWEEN = re.compile(r"[\s,]*")
_surrogate = re.compile("[\ud800-\udfff]")


class TextLines:
    """The lines of a text.

    One of LINE_CHARACTERS or more is skipped and raises csv.Error.
    """

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._readline = text.readline

    def __iter__(self) -> "TextLines":
        return self

    def __next__(self) -> str:
        line = self._readline(LINE_CHARACTERS)
        if not line:
            raise StopIteration
        if _skip_rest(self._text, line):
            raise csv.Error("the line is too long")
        return line


def _skip_rest(text: IO[str], piece: str) -> bool:
    """Move the text on to the next line; tell whether the piece was only a
    part of its line.
    """
    if len(piece) < LINE_CHARACTERS or piece.endswith(LINE_ENDS):
        return False
    rest = piece
    while rest and not rest.endswith(LINE_ENDS):
        rest = text.readline(LINE_CHARACTERS)
    return True


def csv_records(lines: TextLines, delimiter: str) -> Iterator[list[str]]:
    """Return a reader of the cells of each record.

    Errors: csv.Error, after which it can be read on.
    """
    csv.field_size_limit(LINE_CHARACTERS)
    return csv.reader(lines, delimiter=delimiter)


def csv_rows(
    records: Iterator[list[str]],
    shape: RowShape,
    first_line: int,
) -> Iterator[Row]:
    """Yield the rows below the header, numbered as a spreadsheet shows them: a
    text of several lines stands in one row. Rows that nobody sees are left out.
    """
    names = shape.plain_names
    width = len(names or ())
    for line in count(first_line):
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, reject_row(line, "bad_csv", str(error), raw="")
            continue
        if names is not None and len(cells) == width and cells[0].strip():
            yield line, dict(zip(names, cells, strict=True))
            continue
        row = shape.row_of(line, cells)
        if row is not None:
            yield line, row


def ndjson_rows(text: IO[str]) -> Iterator[Row]:
    """Yield the value of each line of JSON."""
    line = 0
    while piece := text.readline(LINE_CHARACTERS):
        line += 1
        if _skip_rest(text, piece):
            raw = piece[:SHOWN_CHARACTERS]
            yield line, reject_row(line, "too_long", piece, raw=raw)
        elif piece.strip():
            yield line, parse_line(piece.lstrip("\ufeff"), line)


def parse_line(piece: str, line: int) -> Any:
    """Return the value of a line of JSON, or the line as a rejected row."""
    try:
        value = parse_json(piece)
    except TooDeep:
        reason = "nested too deep"
    except ValueError as error:
        reason = f"{type(error).__name__}: {error}"
    else:
        if "\\u" not in piece or not _has_broken_name(value):
            return value
        reason = "a name holds half of a character"
    return reject_row(line, "bad_json", reason, raw=piece.rstrip("\n"))


def _has_broken_name(value: Any) -> bool:
    return isinstance(value, dict) and any(map(_surrogate.search, value))


def json_array_rows(text: IO[str]) -> Iterator[Row]:
    """Yield the elements of a JSON array, numbered from 1; what cannot be read
    ends it, as a rejected row.
    """
    decoder = json.JSONDecoder()
    buffer = text.read(LINE_CHARACTERS).lstrip("\ufeff \t\r\n")
    place = 1
    number = 1
    while True:
        place = _BETWEEN.match(buffer, place).end()  # type: ignore[union-attr]
        if buffer.startswith("]", place):
            return
        try:
            _value, end = decoder.raw_decode(buffer, place)
        except (ValueError, RecursionError):
            buffer = buffer[place:]
            place = 0
            more = text.read(LINE_CHARACTERS)
            if not more or len(buffer) > LINE_CHARACTERS:
                yield number, parse_line(buffer[:SHOWN_CHARACTERS], number)
                return
            buffer += more
            continue
        yield number, parse_line(buffer[place:end], number)
        place = end
        number += 1
