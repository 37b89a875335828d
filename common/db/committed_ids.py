"""Find the id up to which every row of a growing table is committed.

Ids are assigned before their rows are committed, so the highest id says
nothing about the rows below it. Writers hold the shared side of a lock until
their transaction ends; readers in the order of ids take the exclusive side for
a moment. SQLite has only one writer.
"""

from django.db import connection, models, transaction

from common.db.locks import lock_number


def hold_back_readers(model: type[models.Model]) -> None:
    """Keep committed_through() of the model's table waiting until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(%s)",
                [_number(model)],
            )


@transaction.atomic
def committed_through(model: type[models.Model]) -> int:
    """Return the id up to which every row is committed; later rows get greater ids."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)",
                [_number(model)],
            )
        cursor.execute(
            f'SELECT coalesce(max(id), 0) FROM "{model._meta.db_table}"',  # noqa: S608
        )
        return int(cursor.fetchone()[0])


def _number(model: type[models.Model]) -> int:
    return lock_number(f"horizon of {model._meta.db_table}")
