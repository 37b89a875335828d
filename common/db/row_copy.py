"""Add many rows to a table at once: by COPY on PostgreSQL, as plain rows elsewhere."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from common.db.fields import EncryptedTextField

# Fields whose values stand in the table otherwise than Python has them.
PREPARED = (models.DateField, EncryptedTextField)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"},
)


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Add rows with values for these fields; the database gives the keys and
    every other column its default.

    Values are checked by the constraints of the table only.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    special = [
        (place, field)
        for place, field in enumerate(fields)
        if isinstance(field, PREPARED)
    ]
    prepared = []
    for row in rows:
        values = list(row)
        for place, field in special:
            value = values[place]
            values[place] = field.get_db_prep_save(value, connection)
        prepared.append(values)
    if not prepared:
        return
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "".join(map(_copy_line, prepared))
            cursor.copy_expert(
                f'COPY "{table}" ({columns}) FROM STDIN',
                io.StringIO(text),
            )
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - our names
            prepared,
        )


def _copy_line(values: Sequence[Any]) -> str:
    return "\t".join(map(_copy_cell, values)) + "\n"


def _copy_cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).translate(_ESCAPES)
