"""Tables from files as people have them: one reader for every upload and command.

CSV, TSV, NDJSON, a JSON array or XLSX, also packed by gzip; in UTF-8, UTF-16 or
GB18030; with a title above the header or without. What the file is, is decided
from its content and stands in `Table.form`.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.files.columns import check_header
from common.files.sheets import open_sheet
from common.files.text_rows import (
    TextLines,
    csv_records,
    csv_rows,
    json_array_rows,
    ndjson_rows,
)
from common.files.unpacking import is_workbook, open_unpacked, read_blocks
from common.rules.delimiters import (
    declared_delimiter,
    detect_delimiter,
    wide_delimiter,
)
from common.rules.encodings import REFUSED_LATER, detect_encoding
from common.rules.file_kinds import CSV, JSON_ARRAY, XLSX, text_kind
from common.rules.headers import HEAD_ROWS, find_header
from common.rules.rows import FAULT_COLUMNS, Row
from common.rules.table_rows import RowShape
from common.ui.formulas import unescape_formula

HEAD_CHARACTERS = 1 << 18
SAMPLE_ROWS = 5
CHECKED_ROWS = 200


class TableForm(NamedTuple):
    """How a file is read.

    kind: csv, ndjson, json or xlsx · delimiter: of csv · sheet: of xlsx ·
    header_line: where the header stands, 0 for rows that name their values.
    """

    encoding: str
    kind: str
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 1
    is_mac: bool = False


class Table(NamedTuple):
    """An open file as rows under a header.

    header: the columns' names as they are shown · rows: line, and a dict by
    name or a RejectedDraft · position: how many bytes of the file are read.
    """

    header: list[str]
    form: TableForm
    rows: Iterator[Row]
    position: Callable[[], int]


class Sample(NamedTuple):
    """The columns of a file and its first rows that can be read; how many
    among them cannot.
    """

    header: list[str]
    form: TableForm
    rows: list[dict[str, Any]]
    unreadable: int = 0


@contextmanager
def open_table(
    path: Path,
    name: str = "",
    *,
    wanted: Collection[str] = (),
) -> Iterator[Table]:
    """Yield the table of a file that was called `name`.

    `wanted` are names of columns by which the header, and the sheet of a
    workbook, are found if there are several that might be it.
    Errors: DomainError if it cannot be read, or holds no table.
    """
    called = name or path.name
    with ExitStack() as stack:
        if is_workbook(path, called):
            sheet = stack.enter_context(open_sheet(path, wanted))
            form = TableForm(
                "",
                XLSX,
                sheet=sheet.title,
                header_line=sheet.header_line,
                is_mac=sheet.is_mac,
            )
            yield Table(sheet.header, form, sheet.rows, sheet.position)
        else:
            yield _open_text(stack, path, called, wanted)


def read_sample(
    path: Path,
    name: str = "",
    rows: int = SAMPLE_ROWS,
    *,
    wanted: Collection[str] = (),
    least: int = 1,
) -> Sample:
    """Return the header of a file and its first rows.

    Errors: DomainError if it cannot be read, names fewer than `least` columns,
    names one twice, or holds values under no name.
    """
    with open_table(path, name, wanted=wanted) as table:
        first = [row for _line, row in islice(table.rows, CHECKED_ROWS)]
    check_header(table.header, first, least=least)
    good = [row for row in first if isinstance(row, dict)]
    unreadable = len(first) - len(good)
    return Sample(table.header, table.form, good[:rows], unreadable)


def read_records(path: Path) -> list[list[str]]:
    """Return all cells of a small file of text that has no header.

    Errors: Invalid if it cannot be read.
    """
    with ExitStack() as stack:
        encoding = detect_encoding(lambda: read_blocks(path))
        text, _position = _open_decoded(stack, path, encoding)
        lines = text.read().lstrip("\ufeff").splitlines(keepends=True)
    delimiter = detect_delimiter(lines[:HEAD_ROWS])
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise _bad_csv(error) from error


def _open_text(
    stack: ExitStack,
    path: Path,
    name: str,
    wanted: Collection[str],
) -> Table:
    encoding = detect_encoding(lambda: read_blocks(path))
    head = _read_head(path, encoding)
    kind = text_kind(head.lstrip(), name)
    if kind == CSV:
        return _open_csv(stack, path, encoding, head, wanted)
    form = TableForm(encoding, kind, header_line=0)
    header = _json_header(path, form)
    text, position = _open_decoded(stack, path, encoding)
    read_rows = json_array_rows if kind == JSON_ARRAY else ndjson_rows
    return Table(header, form, read_rows(text), position)


def _open_csv(
    stack: ExitStack,
    path: Path,
    encoding: str,
    head: str,
    wanted: Collection[str],
) -> Table:
    first_lines = list(islice(io.StringIO(head, newline=""), HEAD_ROWS))
    declared = declared_delimiter(first_lines[0])
    delimiter = declared or detect_delimiter(first_lines)
    if delimiter not in head:
        _refuse_wide_delimiter(first_lines)
    found = _first_records(head, delimiter)
    above = int(bool(declared))
    index = find_header(found[above:], wanted)
    if index is None:
        raise _empty_file()
    text, position = _open_decoded(stack, path, encoding)
    records = csv_records(TextLines(text), delimiter)
    header = _nth_record(records, above + index)
    header_line = above + index + 1
    is_ours = set(FAULT_COLUMNS) <= set(header)
    shape = RowShape(header, mend=unescape_formula if is_ours else None)
    form = TableForm(encoding, CSV, delimiter, header_line=header_line)
    rows = csv_rows(records, shape, header_line + 1)
    return Table(shape.names, form, rows, position)


def _refuse_wide_delimiter(first_lines: list[str]) -> None:
    sign = wide_delimiter(first_lines)
    if not sign:
        return
    message = _(
        "The cells are parted by the full-width sign “%(sign)s”. Save the file "
        "with commas, semicolons or tabs.",
    )
    raise Invalid("wide_delimiter", message % {"sign": sign})


def _first_records(head: str, delimiter: str) -> list[list[str]]:
    """Return the first records of a CSV text.

    Errors: Invalid if not even the first one can be read.
    """
    lines = TextLines(io.StringIO(head, newline=""))
    records = []
    try:
        for record in islice(csv_records(lines, delimiter), HEAD_ROWS):
            records.append(record)
    except csv.Error as error:
        if not records:
            raise _bad_csv(error) from error
    return records


def _nth_record(records: Iterator[list[str]], place: int) -> list[str]:
    """Return the record at a place, counted from 0.

    Errors: Invalid if it, or one before it, cannot be read.
    """
    try:
        return next(islice(records, place, None))
    except csv.Error as error:
        raise _bad_csv(error) from error


def _bad_csv(error: csv.Error) -> Invalid:
    message = _("Not valid CSV: %(why)s") % {"why": error}
    return Invalid("bad_csv", message)


def _json_header(path: Path, form: TableForm) -> list[str]:
    """Return the names that the first objects of the file hold."""
    names: dict[str, None] = {}
    with ExitStack() as stack:
        text, _position = _open_decoded(stack, path, form.encoding)
        is_array = form.kind == JSON_ARRAY
        read_rows = json_array_rows if is_array else ndjson_rows
        for _line, row in islice(read_rows(text), SAMPLE_ROWS):
            if isinstance(row, dict):
                names.update(dict.fromkeys(row))
    return list(names)


def _read_head(path: Path, encoding: str) -> str:
    """Return the beginning of a text.

    Errors: Invalid if nothing stands in it.
    """
    with ExitStack() as stack:
        text, _position = _open_decoded(stack, path, encoding)
        head = text.read(HEAD_CHARACTERS).lstrip("\ufeff")
    if not head.strip():
        raise _empty_file()
    return head


def _open_decoded(
    stack: ExitStack,
    path: Path,
    encoding: str,
) -> tuple[IO[str], Callable[[], int]]:
    file, position = stack.enter_context(open_unpacked(path))
    text = io.TextIOWrapper(
        file,
        encoding=encoding,
        errors=REFUSED_LATER,
        newline="",
    )
    # Kept alive until then: a text that is forgotten closes its file.
    stack.callback(text.detach)
    return text, position


def _empty_file() -> Invalid:
    return Invalid(
        "empty_file",
        _("The file is empty: it needs a header line and rows."),
    )
