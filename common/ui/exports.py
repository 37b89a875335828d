"""Downloads as CSV and XLSX, in which no cell is run as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from common.ui.downloads import content_disposition
from common.ui.formulas import escape_formula
from common.ui.sheets import XLSX_TYPE, Sheet, SheetColumn, write_workbook

CSV_TYPE = "text/csv; charset=utf-8"


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(
    rows: Iterable[Iterable[Any]],
    *,
    mark: str = "\ufeff",
) -> Iterator[str]:
    """Yield a CSV file line by line, beginning with the mark by which
    spreadsheets recognise UTF-8.
    """
    writer = csv.writer(_Line())
    if mark:
        yield mark
    for row in rows:
        yield writer.writerow(map(escape_formula, row))


def csv_response(
    rows: Iterable[Iterable[Any]],
    *,
    name: str,
) -> StreamingHttpResponse:
    """Return a CSV file as a download; `name` is its name without its ending."""
    return stream_response(
        csv_lines(rows),
        content_type=CSV_TYPE,
        file_name=f"{name}.csv",
    )


def stream_response(
    lines: Iterable[Any],
    *,
    content_type: str,
    file_name: str,
) -> StreamingHttpResponse:
    """Return a download that is sent while it is produced."""
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = content_disposition(file_name)
    return response


def xlsx_response(
    rows: Iterable[Iterable[Any]],
    *,
    name: str,
    title: str,
) -> HttpResponse:
    """Return rows of which the first is the header as a workbook; `name` is its
    name without its ending.
    """
    remaining = iter(rows)
    header = [SheetColumn(str(label)) for label in next(remaining, ())]
    return workbook_response([Sheet(title, header, remaining)], name=name)


def workbook_response(
    sheets: Sequence[Sheet],
    *,
    name: str,
) -> HttpResponse:
    """Return a workbook as a download; `name` is its name without its ending."""
    file = BytesIO()
    write_workbook(file, sheets)
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition(f"{name}.xlsx")
    return response
