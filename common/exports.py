"""What leaves as a file: exactly the rows and columns on screen, and nothing a spreadsheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\ufeff")
ESCAPE = "'"
# What XML 1.0 cannot hold: openpyxl refuses it or writes a file that no spreadsheet opens.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith((*FORMULA_STARTS, ESCAPE)):
        return ESCAPE + value
    return value


def unescape_formula(value: Any) -> Any:
    """Return what escape_formula was given."""
    if isinstance(value, str) and value.startswith(ESCAPE) and value[1:].startswith((*FORMULA_STARTS, ESCAPE)):
        return value[1:]
    return value


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]], *, mark: str = "\ufeff") -> Iterator[str]:
    """Yield a CSV file line by line, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    if mark:
        yield mark
    for row in rows:
        yield writer.writerow([escape_formula(value) for value in row])


def csv_response(rows: Iterable[Iterable[Any]], *, name: str) -> StreamingHttpResponse:
    return stream_response(csv_lines(rows), content_type="text/csv; charset=utf-8", file_name=f"{name}.csv")


def stream_response(lines: Iterable[Any], *, content_type: str, file_name: str) -> StreamingHttpResponse:
    """Return a download that is sent while it is made."""
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def xlsx_response(
    rows: Iterable[Iterable[Any]], *, name: str, title: str, notes: tuple[str, Iterable[Iterable[Any]]] | None = None
) -> HttpResponse:
    """Return a workbook; `notes` are the title and rows of a second sheet that says what the first one holds."""
    book = Workbook(write_only=True)
    for sheet_title, sheet_rows in ((title, rows), *((notes,) if notes else ())):
        sheet = book.create_sheet(sheet_title[:31])
        for row in sheet_rows:
            sheet.append([_cell(value) for value in row])
    file = BytesIO()
    book.save(file)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(file.getvalue(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if value is None or isinstance(value, int | float):
        return value
    return escape_formula(_NOT_XML.sub("\ufffd", str(value)))
