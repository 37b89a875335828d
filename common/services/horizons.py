"""Up to which id every row of a growing table is committed: ids are given out before they are committed.

Writers hold the shared side of a lock until their transaction ends; whoever reads in the order of ids takes the
exclusive side for an instant. SQLite has one writer anyway.
"""

from django.db import connection, models, transaction

from common.services.locks import lock_number


def hold_back_readers(model: type[models.Model]) -> None:
    """Until this transaction ends, no horizon of the model's table can be taken."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(model)])


@transaction.atomic
def committed_through(model: type[models.Model]) -> int:
    """Return the id up to which every row is committed; later ones get greater ids."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(model)])
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{model._meta.db_table}"')  # noqa: S608 - our own name
        return int(cursor.fetchone()[0])


def _number(model: type[models.Model]) -> int:
    return lock_number(f"horizon of {model._meta.db_table}")
