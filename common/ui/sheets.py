"""Workbooks whose cells are what they mean: days and numbers as such, ids as text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from common.calendar import business_zone
from common.rules.personal_numbers import mask_personal
from common.ui.formulas import escape_formula

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GENERAL = "General"
TEXT = "@"
WHOLE_NUMBER = "#,##0"
CHANCE = "0%"
DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm:ss"
MAX_SHEET_TITLE = 31
MAX_SHEET_ROWS = 1_048_576
MAX_CELL_CHARACTERS = 32_767
# A spreadsheet keeps fifteen digits of a number; a longer one is an id.
MAX_DIGITS = 15
# Spreadsheets count days from 1900, and wrongly until March.
FIRST_YEAR = 1901
MEASURED_ROWS = 200
MIN_WIDTH = 8
MAX_WIDTH = 48
SHOWN_LENGTHS = {MOMENT: 19, DAY: 10}
_BAD_TITLE = re.compile(r"[\[\]:*?/\\]")
# Characters that XML 1.0 cannot hold: openpyxl refuses them or writes a file that no spreadsheet
# opens.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A text that a spreadsheet would make a number or a day when somebody edits its cell.
_LIKE_A_NUMBER = re.compile(r"[\d.,:/\-+eE% ]{1,64}")


class SheetColumn(NamedTuple):
    """A column of a sheet: what it is called, and how its numbers are shown."""

    header: str
    number_format: str = GENERAL


class Sheet(NamedTuple):
    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Iterable[Any]]


def number_format(digits: int) -> str:
    """Return the format of a number with thousands separators."""
    return f"{WHOLE_NUMBER}.{'0' * digits}" if digits else WHOLE_NUMBER


def write_workbook(file: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write a workbook row by row, so that its size costs no memory.

    Rows beyond what a sheet can hold continue on a next sheet.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        rows = iter(sheet.rows)
        number = 1
        pending = list(islice(rows, 1))
        while pending or number == 1:
            title = sheet.title if number == 1 else f"{sheet.title} {number}"
            _write_sheet(book, title, sheet.columns, chain(pending, rows))
            pending = list(islice(rows, 1))
            number += 1
    book.save(file)


def _write_sheet(
    book: Workbook,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterator[Iterable[Any]],
) -> None:
    """Write rows to a new sheet until it is full."""
    sheet = book.create_sheet(sheet_title(title))
    first = [list(row) for row in islice(rows, MEASURED_ROWS)]
    for number, width in enumerate(_widths(columns, first), 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append(_header_cells(sheet, columns))
    writers = [_CellWriter(sheet, column) for column in columns]
    count = 1
    for row in chain(first, islice(rows, MAX_SHEET_ROWS - 1 - len(first))):
        cells = [
            writer.cell_of(value)
            for writer, value in zip(writers, row, strict=True)
        ]
        sheet.append(cells)
        count += 1
    last = get_column_letter(max(len(columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{count}"


def sheet_title(title: str) -> str:
    """Return a title that spreadsheets accept."""
    return _BAD_TITLE.sub(" ", title).strip("' ")[:MAX_SHEET_TITLE] or "1"


def _header_cells(sheet: Any, columns: Sequence[SheetColumn]) -> list[Any]:
    cells = []
    for column in columns:
        cell = WriteOnlyCell(sheet, _text(column.header))
        cell.data_type = "s"
        cell.font = Font(bold=True)
        cells.append(cell)
    return cells


class _CellWriter:
    """Makes the cells of one column.

    A cell is written at once, so one object for each format serves all rows:
    making and styling a new one would take most of the time of an export.
    """

    def __init__(self, sheet: Any, column: SheetColumn) -> None:
        formats = (GENERAL, TEXT, DAY, MOMENT, column.number_format)
        self.cells = {}
        for name in formats:
            cell = WriteOnlyCell(sheet)
            cell.number_format = name
            self.cells[name] = cell
        self.number_format = column.number_format

    def cell_of(self, value: Any) -> Any:
        value = cell_value(value)
        if value is None:
            return None
        if isinstance(value, str):
            name = TEXT if _LIKE_A_NUMBER.fullmatch(value) else GENERAL
            cell = self.cells[name]
            cell.value = value
            # Without this, "=1" would be a formula and "#N/A" an error.
            cell.data_type = "s"
            return cell
        if isinstance(value, datetime):
            cell = self.cells[MOMENT]
        elif isinstance(value, date):
            cell = self.cells[DAY]
        else:
            cell = self.cells[self.number_format]
        cell.value = value
        return cell


def cell_value(value: Any) -> Any:
    """Return a value as a sheet holds it: a number, a day, a moment of the
    business time zone, a text that is no formula, or None.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        return value if _is_exact(value) else str(value)
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return value if value.year >= FIRST_YEAR else value.isoformat()
    return _text(str(value))


def _is_exact(value: float | Decimal) -> bool:
    """Tell whether a spreadsheet keeps this number."""
    if isinstance(value, int):
        return len(str(abs(value))) <= MAX_DIGITS
    return isfinite(value)


def _local(value: datetime) -> Any:
    if value.tzinfo is not None:
        value = value.astimezone(business_zone())
    if value.year < FIRST_YEAR:
        return value.isoformat(" ", timespec="seconds")
    return value.replace(tzinfo=None, microsecond=0)


def _text(text: str) -> str:
    masked = mask_personal(_NOT_XML.sub("\ufffd", text))
    escaped = escape_formula(masked)
    return str(escaped)[:MAX_CELL_CHARACTERS]


def _widths(
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
) -> list[int]:
    """Return how wide each column is for its header and these rows."""
    widths = []
    for column in columns:
        # The header's button for the filter takes room, too.
        widths.append(_length(column.header) + 3)
    for row in rows:
        for number, value in enumerate(row):
            widths[number] = max(widths[number], _shown_length(value))
    return [min(max(width + 1, MIN_WIDTH), MAX_WIDTH) for width in widths]


def _shown_length(value: Any) -> int:
    if isinstance(value, datetime):
        return SHOWN_LENGTHS[MOMENT]
    if isinstance(value, date):
        return SHOWN_LENGTHS[DAY]
    if isinstance(value, int | float | Decimal):
        return len(f"{value:,.1f}")
    return _length("" if value is None else str(value)[:MAX_WIDTH])


def _length(text: str) -> int:
    """Return how many columns of a fixed-width font a text takes."""
    lines = text.splitlines() or [""]
    return max(map(_line_length, lines))


def _line_length(line: str) -> int:
    wide = ("W", "F", "A")
    count = 0
    for character in line:
        is_wide = unicodedata.east_asian_width(character) in wide
        count += 2 if is_wide else 1
    return count


def sheet_lines(sheet: Sheet) -> Iterator[list[Any]]:
    """Yield the header and the rows of a sheet as CSV has them: moments with
    the offset of the business time zone.
    """
    yield [column.header for column in sheet.columns]
    for row in sheet.rows:
        yield [_csv_value(value) for value in row]


def _csv_value(value: Any) -> Any:
    if isinstance(value, datetime):
        local = value.astimezone(business_zone())
        return local.isoformat(" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value
