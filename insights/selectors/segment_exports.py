"""A segment's members as a stream: NDJSON, CSV or Parquet, the same columns in each."""

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

import duckdb
from django.db import connection
from django.db.models import QuerySet
from psycopg2 import sql

from common.errors import Invalid
from common.rules.personal_numbers import mask_personal
from common.ui.exports import csv_lines
from common.ui.formulas import ESCAPE, FORMULA_STARTS
from insights.models import Segment
from insights.selectors.segment_export_columns import (
    EXPORTED,
    ExportColumn,
    members_of,
)

COLUMNS = tuple(column.name for column in EXPORTED)
FORMATS = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
READ_BYTES = 1 << 18
ROWS_AT_ONCE = 2000
# No JSON text holds the quote and the delimiter, so each line is copied as it
# is.
_COPY_NDJSON = (
    r"COPY (SELECT row_to_json(q) FROM {query}) TO STDOUT WITH "
    r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
)
_COPY_PLAIN = "COPY (SELECT * FROM {query}) TO STDOUT WITH (FORMAT csv)"
_COPY_CSV = (
    "COPY (SELECT {shown} FROM {query}) TO STDOUT WITH (FORMAT csv, HEADER)"
)
_GUARDED = (
    "CASE WHEN left({name}, 1) = ANY({starts}) THEN {mark} || {name} "
    "ELSE {name} END AS {name}"
)


def export_segment(
    segment: Segment,
    *,
    form: str,
    generation: int,
) -> Iterator[bytes]:
    """Return the members of a segment in a format, as chunks.

    Errors: Invalid for an unknown format.
    """
    if form not in FORMATS:
        raise Invalid("bad_format", ", ".join(FORMATS))
    rows = members_of(segment, generation=generation)
    if form == "parquet":
        return _parquet(rows)
    if connection.vendor == "postgresql":
        return _copied(rows, form)
    return _ndjson(rows) if form == "ndjson" else _csv(rows)


def _copied(rows: QuerySet[Any], form: str) -> Iterator[bytes]:
    """Yield a temporary file that PostgreSQL wrote, so that no row passes
    through Python.
    """
    with tempfile.TemporaryFile() as file:
        _copy_into(file, rows, form)
        file.seek(0)
        yield from _blocks(file)


def _copy_into(file: IO[bytes], rows: QuerySet[Any], form: str) -> None:
    with connection.cursor() as cursor:
        text, params = rows.query.sql_with_params()
        asked = cursor.mogrify(text, params).decode()
        cursor.copy_expert(_copy_statement(asked, form), file)


def _parquet(rows: QuerySet[Any]) -> Iterator[bytes]:
    """Yield the typed columns that DuckDB makes of the rows as CSV.

    An empty text and no value stay apart.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "rows.csv"
        made = Path(folder) / "rows.parquet"
        with lines.open("wb") as file:
            if connection.vendor == "postgresql":
                _copy_into(file, rows, "parquet")
            else:
                _write_plain_csv(file, rows)
        masked = _masked(lines, Path(folder) / "masked.csv")
        with duckdb.connect(config={"threads": 1}) as duck:
            read = duck.read_csv(
                str(masked),
                columns={column.name: column.parquet for column in EXPORTED},
                header=False,
                allow_quoted_nulls=False,
                quotechar='"',
                delimiter=",",
            )
            read.write_parquet(str(made))
        with made.open("rb") as file:
            yield from _blocks(file)


def _masked(lines: Path, masked: Path) -> Path:
    """Write a file anew with the numbers of people masked; other formats are
    masked on their way out.
    """
    with lines.open(newline="") as file, masked.open("w", newline="") as copy:
        for line in file:
            copy.write(mask_personal(line))
    return masked


def _write_plain_csv(file: IO[bytes], rows: QuerySet[Any]) -> None:
    """Write CSV as PostgreSQL does: no value is nothing, an empty text two
    quotes.
    """
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        line = ",".join(map(_plain_cell, row))
        file.write(f"{line}\n".encode())


def _plain_cell(value: Any) -> str:
    if value is None:
        return ""
    text = str(_plain(value)).replace('"', '""')
    return f'"{text}"'


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file in blocks, so that it is never in memory as a whole."""
    while block := file.read(READ_BYTES):
        yield block


def _copy_statement(asked: str, form: str) -> sql.Composed:
    names = map(sql.Identifier, COLUMNS)
    query = sql.SQL("({asked}) AS q({columns})").format(
        asked=sql.SQL(asked),
        columns=sql.SQL(", ").join(names),
    )
    if form == "ndjson":
        return sql.SQL(_COPY_NDJSON).format(query=query)
    if form == "parquet":
        return sql.SQL(_COPY_PLAIN).format(query=query)
    shown = sql.SQL(", ").join(map(_csv_column, EXPORTED))
    return sql.SQL(_COPY_CSV).format(shown=shown, query=query)


def _csv_column(column: ExportColumn) -> sql.Composable:
    """Return a column as common/ui/exports.py writes it: no cell holds a
    formula that a spreadsheet would run.
    """
    name = sql.Identifier(column.name)
    if not column.is_text:
        return name
    starts = sql.Literal([*FORMULA_STARTS, ESCAPE])
    mark = sql.Literal(ESCAPE)
    return sql.SQL(_GUARDED).format(name=name, starts=starts, mark=mark)


def _ndjson(rows: QuerySet[Any]) -> Iterator[bytes]:
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        record = dict(zip(COLUMNS, map(_plain, row), strict=True))
        text = json.dumps(
            record,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        yield f"{text}\n".encode()


def _csv(rows: QuerySet[Any]) -> Iterator[bytes]:
    cells = (
        list(map(_plain, row))
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE)
    )
    for line in csv_lines(chain([COLUMNS], cells), mark=""):
        yield line.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
