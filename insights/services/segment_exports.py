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
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Concat
from psycopg2 import sql

from common.errors import ReaderError
from common.exports import ESCAPE, FORMULA_STARTS, csv_lines
from insights.models import Segment
from insights.querysets import members_with_summary
from members.models import MemberIdentity

COLUMNS = (
    "member_id", "identities", "nickname", "owner_status", "province", "city", "joined_on", "since", "state",
    "chance_of_silence", "geek", "social", "aesthetic", "primary_role", "active_days_28", "last_activity_at",
)  # fmt: skip
NAMES = {
    "member_id": "pk", "identities": "identity_keys", "since": "segment_spells__started_at", "state": "dormancy_state",
    "chance_of_silence": "dormancy_score", "geek": "role_geek", "social": "role_social",
    "aesthetic": "role_aesthetic", "primary_role": "role_primary",
}  # fmt: skip
TEXTS = ("identities", "nickname", "province", "city")
FORMATS = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
PARQUET_TYPES = {
    "member_id": "BIGINT", "joined_on": "DATE", "since": "TIMESTAMPTZ", "state": "SMALLINT",
    "chance_of_silence": "DOUBLE", "geek": "DOUBLE", "social": "DOUBLE", "aesthetic": "DOUBLE",
    "primary_role": "SMALLINT", "active_days_28": "INTEGER", "last_activity_at": "TIMESTAMPTZ",
}  # fmt: skip
READ_BYTES, ROWS_AT_ONCE = 1 << 18, 2000


class Joined(Aggregate):
    """Texts joined by a blank."""

    function, template, output_field = "STRING_AGG", "%(function)s(%(expressions)s, ' ')", CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **how: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **how)


def members_of(segment: Segment, *, generation: int) -> QuerySet[Any]:
    """Return the members of a segment with the columns of an export, by key."""
    key = Concat("platform", Value(":"), "external_id", output_field=CharField())
    known = MemberIdentity.objects.filter(member=OuterRef("pk")).order_by().values("member")
    rows = members_with_summary(generation).filter(
        segment_spells__segment=segment, segment_spells__ended_at__isnull=True
    )
    rows = rows.annotate(identity_keys=Subquery(known.annotate(names=Joined(key)).values("names")))
    named = {f"out_{name}": F(NAMES.get(name, name)) for name in COLUMNS}
    return rows.annotate(**named).order_by("pk").values_list(*named)


def export_segment(segment: Segment, *, form: str, generation: int) -> Iterator[bytes]:
    """Yield the members of a segment in a form. Errors: ReaderError for an unknown form."""
    if form not in FORMATS:
        raise ReaderError("bad_format", ", ".join(FORMATS), status=400)
    rows = members_of(segment, generation=generation)
    if form == "parquet":
        return _parquet(rows)
    if connection.vendor == "postgresql":
        return _copied(rows, form)
    return _ndjson(rows) if form == "ndjson" else _csv(rows)


def _copied(rows: QuerySet[Any], form: str) -> Iterator[bytes]:
    """PostgreSQL writes the file itself, into a temporary one, so that no row passes through Python."""
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
    """DuckDB makes typed columns of the rows written as CSV; an empty text and none at all stay apart."""
    with tempfile.TemporaryDirectory() as folder:
        lines, made = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with lines.open("wb") as file:
            if connection.vendor == "postgresql":
                _copy_into(file, rows, "parquet")
            else:
                _write_plain_csv(file, rows)
        with duckdb.connect(config={"threads": 1}) as duck:
            types = {name: PARQUET_TYPES.get(name, "VARCHAR") for name in COLUMNS}
            read = duck.read_csv(
                str(lines), columns=types, header=False, allow_quoted_nulls=False, quotechar='"', delimiter=","
            )
            read.write_parquet(str(made))
        with made.open("rb") as file:
            yield from _blocks(file)


def _write_plain_csv(file: IO[bytes], rows: QuerySet[Any]) -> None:
    """As PostgreSQL does: none at all is nothing, an empty text two quotes."""
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        cells = ["" if value is None else '"{}"'.format(str(_plain(value)).replace('"', '""')) for value in row]
        file.write((",".join(cells) + "\n").encode())


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(READ_BYTES):
        yield block


def _copy_statement(asked: str, form: str) -> sql.Composed:
    query = sql.SQL("({asked}) AS q({columns})").format(
        asked=sql.SQL(asked), columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    if form == "ndjson":
        # No JSON text holds these two characters, so that each line is copied as it is.
        text = (
            r"COPY (SELECT row_to_json(q) FROM {query}) TO STDOUT WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
        )
        return sql.SQL(text).format(query=query)
    if form == "parquet":
        return sql.SQL("COPY (SELECT * FROM {query}) TO STDOUT WITH (FORMAT csv)").format(query=query)
    shown = sql.SQL(", ").join(_guarded(name) if name in TEXTS else sql.Identifier(name) for name in COLUMNS)
    text = "COPY (SELECT {shown} FROM {query}) TO STDOUT WITH (FORMAT csv, HEADER)"
    return sql.SQL(text).format(shown=shown, query=query)


def _guarded(name: str) -> sql.Composed:
    """As common/exports.py does: no cell that a spreadsheet would run."""
    text = "CASE WHEN left({name}, 1) = ANY({starts}) THEN {mark} || {name} ELSE {name} END AS {name}"
    starts = sql.Literal([*FORMULA_STARTS, ESCAPE])
    return sql.SQL(text).format(name=sql.Identifier(name), starts=starts, mark=sql.Literal(ESCAPE))


def _ndjson(rows: QuerySet[Any]) -> Iterator[bytes]:
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        told = dict(zip(COLUMNS, (_plain(value) for value in row), strict=True))
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _csv(rows: QuerySet[Any]) -> Iterator[bytes]:
    told = ([_plain(value) for value in row] for row in rows.iterator(chunk_size=ROWS_AT_ONCE))
    for line in csv_lines(chain([COLUMNS], told), mark=""):
        yield line.encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
