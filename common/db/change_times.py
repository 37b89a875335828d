"""When a row last changed, noted by the database itself: whichever way a row
is written, in bulk or singly, nobody has to think of it.
"""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

COLUMN = "updated_at"
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION kocops_note_change() RETURNS trigger AS $$
    BEGIN NEW.{COLUMN} = now(); RETURN NEW; END $$ LANGUAGE plpgsql
"""
_POSTGRES = f"""
    CREATE TRIGGER {{table}}_changed BEFORE UPDATE ON {{table}} FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.* AND NEW.{COLUMN} = OLD.{COLUMN})
    EXECUTE FUNCTION kocops_note_change()
"""
# Triggers do not start each other, so this one ends.
_SQLITE = f"""
    CREATE TRIGGER {{table}}_changed AFTER UPDATE ON {{table}} FOR EACH ROW
    WHEN NEW.{COLUMN} IS OLD.{COLUMN} BEGIN
        UPDATE {{table}} SET {COLUMN} = strftime('%Y-%m-%d %H:%M:%f000', 'now')
        WHERE rowid = NEW.rowid;
    END
"""  # noqa: S608 - our own names


def changed_at_field() -> Any:
    """Return the field; a migration calls `note_changes` for its table."""
    return models.DateTimeField(
        _("changed at"),
        db_default=Now(),
        editable=False,
    )


def note_changes(schema_editor: Any, table: str) -> None:
    """Let the database note when rows of the table change."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:
        schema_editor.execute(_FUNCTION, params=None)
    sql = _POSTGRES if is_postgres else _SQLITE
    schema_editor.execute(sql.format(table=table), params=None)


def forget_changes(schema_editor: Any, table: str) -> None:
    """Undo note_changes."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    of_table = f" ON {table}" if is_postgres else ""
    sql = f"DROP TRIGGER IF EXISTS {table}_changed{of_table}"
    schema_editor.execute(sql, params=None)
