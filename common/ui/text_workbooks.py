"""XLSX files whose cells are all texts, so that a spreadsheet changes nothing:
0012 stays 0012, and 18 digits stay 18 digits.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from common.ui.downloads import content_disposition
from common.ui.formulas import escape_formula
from common.ui.sheets import XLSX_TYPE, sheet_title

TEXT_FORMAT = "@"
WIDTH = 20
# Rows below the last one where people go on typing.
EMPTY_ROWS = 500


def text_xlsx_response(
    rows: Iterable[Iterable[Any]],
    *,
    name: str,
    title: str,
    empty_rows: int = 0,
) -> HttpResponse:
    """Return a workbook of text cells with a frozen header; so many empty rows
    below are formatted as text as well.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "A2"
    width = 0
    for number, row in enumerate(rows):
        cells = [_text_cell(sheet, value) for value in row]
        if number == 0:
            width = len(cells)
            _set_widths(sheet, width)
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)
    for _number in range(empty_rows):
        sheet.append([_text_cell(sheet, "") for _column in range(width)])
    file = BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition(f"{name}.xlsx")
    return response


def _set_widths(sheet: Any, width: int) -> None:
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH


def _text_cell(sheet: Any, value: Any) -> Any:
    text = "" if value is None else str(escape_formula(value))
    storable = text.encode("utf-8", "replace").decode()
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", storable))
    cell.number_format = TEXT_FORMAT
    return cell
