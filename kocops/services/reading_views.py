"""Views for tools that draw charts are made and taken away (kocops/reading_views.py)."""

from collections.abc import Sequence

from django.db import connection, transaction

from kocops.reading_views import VIEWS


def existing_views() -> list[str]:
    """Return which of the views the database has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
    known = {one.name for one in tables if one.type == "v"}
    return [view.name for view in VIEWS if view.name in known]


def readers_of_views() -> list[str]:
    """Return the roles of the database that may read the views beside their
    owner; SQLite has none.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants "
            "WHERE table_schema = current_schema() AND table_name = %s "
            "AND privilege_type = 'SELECT' AND grantee <> grantor",
            [VIEWS[0].name],
        )
        return sorted(name for (name,) in cursor.fetchall())


@transaction.atomic
def create_views(*, readers: Sequence[str] = ()) -> None:
    """Make all views anew, and let these roles of the database read them.

    Errors: NotSupportedError for roles where the database has none.
    """
    drop_views()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for view in VIEWS:
            cursor.execute(f"CREATE VIEW {quote(view.name)} AS {view.select}")
            for reader in readers:
                name = quote(view.name)
                cursor.execute(f"GRANT SELECT ON {name} TO {quote(reader)}")


@transaction.atomic
def drop_views() -> None:
    """Take all views away; the tables that they read can be changed then."""
    with connection.cursor() as cursor:
        for view in VIEWS:
            name = connection.ops.quote_name(view.name)
            cursor.execute(f"DROP VIEW IF EXISTS {name}")
