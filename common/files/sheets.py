"""The sheet of a workbook that holds the table."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.files.workbooks import Workbook, WorkbookSheet, open_workbook
from common.rules.headers import (
    count_known,
    find_header,
    width_of,
)
from common.rules.rows import FAULT_COLUMNS, Row
from common.rules.table_rows import RowShape
from common.ui.formulas import unescape_formula


class OpenSheet(NamedTuple):
    """A sheet as rows under a header; `position` counts in bytes of the file."""

    title: str
    header: list[str]
    header_line: int
    is_mac: bool
    rows: Iterator[Row]
    position: Callable[[], int]


class _Found(NamedTuple):
    """A sheet that may hold the table, and which of its first rows is the header."""

    sheet: WorkbookSheet
    header_index: int
    known: int
    width: int


@contextmanager
def open_sheet(path: Path, wanted: Collection[str]) -> Iterator[OpenSheet]:
    """Yield the sheet with most of the wanted columns; among equals the first
    that is visible and has several columns and a row below them.

    Errors: DomainError if the workbook cannot be read or is empty.
    """
    with open_workbook(path) as book:
        found = _choose(book, wanted)
        header_line, header = found.sheet.head[found.header_index]
        # Cells beyond the header are columns without a name.
        widest = max(len(cells) for _number, cells in found.sheet.head)
        header = [*header, *[""] * (widest - len(header))]
        is_ours = set(FAULT_COLUMNS) <= set(map(str, header))
        shape = RowShape(header, mend=unescape_formula if is_ours else None)
        progress = _Progress(path.stat().st_size, found.sheet.row_count)
        yield OpenSheet(
            found.sheet.title,
            shape.names,
            header_line,
            book.is_mac,
            _rows(book, found, shape, progress),
            progress.position,
        )


class _Progress:
    """How far the rows are read, as a share of the file's size."""

    def __init__(self, size: int, row_count: int | None) -> None:
        self._size = size
        self._row_count = row_count or 0
        self.line = 0

    def position(self) -> int:
        if not self._row_count:
            return 0
        share = min(1.0, self.line / self._row_count)
        return int(self._size * share)


def _choose(book: Workbook, wanted: Collection[str]) -> _Found:
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden]
    candidates = []
    for sheet in visible or book.sheets:
        found = _look_at(sheet, wanted)
        if found is not None:
            candidates.append(found)
    if not candidates:
        raise Invalid(
            "empty_file",
            _("The file is empty: it needs a header line and rows."),
        )
    return max(candidates, key=_fitness)


def _fitness(found: _Found) -> tuple[int, bool]:
    has_rows = len(found.sheet.head) > found.header_index + 1
    return found.known, found.width > 1 and has_rows


def _look_at(sheet: WorkbookSheet, wanted: Collection[str]) -> _Found | None:
    records = [cells for _number, cells in sheet.head]
    index = find_header(records, wanted)
    if index is None:
        return None
    known = count_known(records[index], wanted)
    return _Found(sheet, index, known, width_of(records[index]))


def _rows(
    book: Workbook,
    found: _Found,
    shape: RowShape,
    progress: _Progress,
) -> Iterator[Row]:
    header_line = found.sheet.head[found.header_index][0]
    for number, cells in book.rows(found.sheet):
        progress.line = number
        if number <= header_line:
            continue
        row = shape.row_of(number, cells)
        if row is not None:
            yield number, row
