"""A script, never imported: read an XLSX file, print its rows as lines of JSON.

Its arguments are the file and limits of memory, time and characters of the process; beyond them it
dies. A small file can unpack to styles or strings of gigabytes.

First it prints the sheets with their first rows, then waits for the index of one of them, then
prints its rows: [row number, [cells]]. Rows in which no cell holds anything are left out.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

HEAD_ROWS = 30
MOST_COLUMNS = 500
EXACT = 10**15


def _number(value: float) -> Any:
    """Return a number as its exact integer where it is one, and as a
    spreadsheet shows it where digits are lost.
    """
    if abs(value) >= EXACT:
        return f"{value:.14E}"
    return int(value) if value.is_integer() else value


def _plain(cell: Any) -> Any:
    value = cell.value
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float):
        value = _number(value)
    if isinstance(value, int):
        return _padded(value, cell.number_format)
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return (value.date() if is_day else value).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _padded(number: int, number_format: str) -> Any:
    """Return a number with the zeros that its format shows before it: 0012."""
    is_padding = len(number_format) > 1 and not number_format.strip("0")
    return str(number).zfill(len(number_format)) if is_padding else number


def _rows(sheet: Any, **limits: int) -> Iterator[tuple[int, list[Any]]]:
    # Some programs write wrong dimensions; without any, each row is as wide as
    # its last cell.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(**limits), start=1):
        cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            yield number, cells


def _size(cells: list[Any], limit: int) -> int:
    """Return how many characters the cells hold.

    Errors: MemoryError above the limit.
    """
    size = sum(len(cell) for cell in cells if isinstance(cell, str))
    if size > limit:
        raise MemoryError
    return size


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _describe(sheet: Any, row_characters: int) -> dict[str, Any]:
    row_count = sheet.max_row
    head = []
    left = row_characters
    for number, cells in _rows(sheet, max_row=HEAD_ROWS):
        left -= _size(cells, left)
        head.append([number, cells])
    return {
        "title": sheet.title,
        "is_hidden": sheet.sheet_state != "visible",
        "rows": row_count,
        "head": head,
    }


def _print_book(book: Any, characters: int, row_characters: int) -> None:
    sheets = []
    for sheet in book.worksheets:
        sheets.append(_describe(sheet, row_characters))
    _print({"sheets": sheets, "is_mac": book.epoch == MAC_EPOCH})
    sys.stdout.flush()
    chosen = sys.stdin.readline()
    if not chosen.strip():
        return
    left = characters
    for number, cells in _rows(book.worksheets[int(chosen)]):
        left -= _size(cells, min(left, row_characters))
        _print([number, cells])


def main() -> None:
    # Cells have no cycles, and looking for some takes as long as reading them.
    gc.disable()
    path = sys.argv[1]
    memory, seconds, characters, row_characters = map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Opened here: openpyxl refuses files that are not called .xlsx.
    with open(path, "rb") as file:  # noqa: PTH123
        book = load_workbook(file, read_only=True, data_only=True)
        _print_book(book, characters, row_characters)


if __name__ == "__main__":
    main()
