"""Add or change many rows of a table at once: by COPY and arrays on PostgreSQL,
as plain rows elsewhere.

Values are checked by the constraints of the table only.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from common.db.fields import EncryptedTextField, encrypt_texts

# SQLite takes so many rows in one statement that gives their keys back.
ROWS_WITH_KEYS = 500
PIECE_BYTES = 1 << 20
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"},
)
Model = type[models.Model]
Values = Sequence[Any]


def insert_rows(
    model: Model,
    names: Sequence[str],
    rows: Iterable[Values],
) -> None:
    """Add rows with values for these fields; the database gives the keys and
    every other column its default.
    """
    fields = _fields_of(model, names)
    prepared = _prepared(fields, rows)
    if not prepared:
        return
    if connection.vendor == "postgresql":
        _copy(model, fields, prepared)
        return
    with connection.cursor() as cursor:
        cursor.executemany(_insert_sql(model, fields), prepared)


def insert_rows_with_keys(
    model: Model,
    names: Sequence[str],
    rows: Iterable[Values],
) -> list[int]:
    """Add rows as insert_rows does; return their keys in the rows' order."""
    fields = _fields_of(model, names)
    prepared = _prepared(fields, rows)
    if not prepared:
        return []
    if connection.vendor != "postgresql":
        return list(_insert_for_keys(model, fields, prepared))
    keys = _reserve_keys(model, len(prepared))
    keyed: list[Values] = []
    for key, row in zip(keys, prepared, strict=True):
        keyed.append((key, *row))
    _copy(model, [model._meta.pk, *fields], keyed)
    return keys


def update_rows(
    model: Model,
    names: Sequence[str],
    rows: Iterable[Values],
) -> None:
    """Change these fields of rows, each given as its key and the new values; no
    key may come twice. The caller has locked what has to be locked.
    """
    fields = _fields_of(model, names)
    prepared = _prepared([model._meta.pk, *fields], rows)
    if not prepared:
        return
    if connection.vendor == "postgresql":
        _update_by_arrays(model, fields, prepared)
        return
    key = _column(model._meta.pk)
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s",  # noqa: S608 - our names
            [(*values, pk) for pk, *values in prepared],
        )


def _fields_of(model: Model, names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _table(model: Model) -> str:
    return f'"{model._meta.db_table}"'


def _column(field: Any) -> str:
    return f'"{field.column}"'


def _columns(fields: Sequence[Any]) -> str:
    return ", ".join(map(_column, fields))


def _insert_sql(model: Model, fields: Sequence[Any], count: int = 1) -> str:
    marks = ", ".join(["%s"] * len(fields))
    rows = ", ".join([f"({marks})"] * count)
    return f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES {rows}"  # noqa: S608


def _prepared(fields: Sequence[Any], rows: Iterable[Values]) -> list[Values]:
    """Return the rows with their values as they stand in the table."""
    columns: list[Values] = list(zip(*rows, strict=True))
    for place, field in enumerate(fields[: len(columns)]):
        if isinstance(field, EncryptedTextField):
            columns[place] = encrypt_texts(columns[place])
        elif isinstance(field, models.DateField):
            columns[place] = _prepared_days(field, columns[place])
    return list(zip(*columns, strict=True))


def _prepared_days(field: Any, values: Values) -> list[Any]:
    """Return days or moments; most rows of a table share them."""
    known: dict[Any, Any] = {}
    for value in values:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
    return [known[value] for value in values]


def _copy(model: Model, fields: Sequence[Any], rows: list[Values]) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {_table(model)} ({_columns(fields)}) FROM STDIN",
            io.BytesIO(_copy_text(rows).encode()),
            PIECE_BYTES,
        )


def _copy_text(rows: list[Values]) -> str:
    """Return rows as COPY reads them. Hardly any text has to be escaped, which
    shows when all of them are joined.
    """
    text = "\n".join(map(_plain_line, rows)) + "\n"
    nulls = sum(row.count(None) for row in rows)
    is_plain = (
        text.count("\\") == nulls
        and text.count("\n") == len(rows)
        and text.count("\t") == len(rows) * (len(rows[0]) - 1)
        and "\r" not in text
    )
    return text if is_plain else "".join(map(_escaped_line, rows))


def _plain_line(values: Values) -> str:
    return "\t".join(
        [
            value
            if value.__class__ is str
            else "\\N"
            if value is None
            else str(value)
            for value in values
        ],
    )


def _escaped_line(values: Values) -> str:
    return "\t".join(map(_copy_cell, values)) + "\n"


def _copy_cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _reserve_keys(model: Model, count: int) -> list[int]:
    """Return keys that no other row of the table will get."""
    key: Any = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [_table(model), key.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _insert_for_keys(
    model: Model,
    fields: Sequence[Any],
    rows: list[Values],
) -> Iterator[int]:
    returning = f" RETURNING {_column(model._meta.pk)}"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_WITH_KEYS):
            some = rows[start : start + ROWS_WITH_KEYS]
            values = [value for row in some for value in row]
            sql = _insert_sql(model, fields, len(some)) + returning
            cursor.execute(sql, values)
            yield from (number for (number,) in cursor.fetchall())


def _update_by_arrays(
    model: Model,
    fields: Sequence[Any],
    rows: list[Values],
) -> None:
    key: Any = model._meta.pk
    types = [key.rel_db_type(connection)]
    types += [field.db_type(connection) for field in fields]
    marks = ", ".join(f"%s::{name}[]" for name in types)
    names = ", ".join(f"v{place}" for place in range(len(types)))
    changes = []
    for place, field in enumerate(fields, start=1):
        changes.append(f"{_column(field)} = new.v{place}")
    sql = (
        f"UPDATE {_table(model)} AS old SET {', '.join(changes)}"  # noqa: S608 - our names
        f" FROM unnest({marks}) AS new({names}) WHERE old.{_column(key)} = new.v0"
    )
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
