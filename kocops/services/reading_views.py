"""Views for tools that draw charts are made and taken away (kocops/reading_views.py)."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from kocops.reading_views import VIEWS

# All roles there are; a word of SQL, and no name that is quoted.
PUBLIC = "PUBLIC"
Readers = Mapping[str, Sequence[str]]


def existing_views() -> list[str]:
    """Return which of the views the database has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
    known = {one.name for one in tables if one.type == "v"}
    return [view.name for view in VIEWS if view.name in known]


def readers_of_views() -> dict[str, list[str]]:
    """Return by view the roles of the database that may read it beside its
    owner; SQLite has none.
    """
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, grantee "
            "FROM information_schema.role_table_grants "
            "WHERE table_schema = current_schema() "
            "AND table_name = ANY(%s) AND privilege_type = 'SELECT' "
            "AND grantee <> grantor ORDER BY 1, 2",
            [[view.name for view in VIEWS]],
        )
        found: dict[str, list[str]] = {}
        for name, reader in cursor.fetchall():
            found.setdefault(name, []).append(reader)
    return found


def with_reader(
    readers: Readers, added: Sequence[str]
) -> dict[str, list[str]]:
    """Return who may read each view once these roles may read all of them."""
    found = {}
    for view in VIEWS:
        found[view.name] = sorted({*readers.get(view.name, ()), *added})
    return found


@transaction.atomic
def create_views(readers: Readers | None = None) -> None:
    """Make all views anew, and let roles of the database read them as before.

    Errors: DatabaseError for a table or a role that is not there.
    """
    drop_views()
    with connection.cursor() as cursor:
        for view in VIEWS:
            name = connection.ops.quote_name(view.name)
            cursor.execute(f"CREATE VIEW {name} AS {view.select}")
            for reader in (readers or {}).get(view.name, ()):
                cursor.execute(f"GRANT SELECT ON {name} TO {_role(reader)}")


def _role(name: str) -> str:
    return name if name == PUBLIC else connection.ops.quote_name(name)


@transaction.atomic
def drop_views() -> None:
    """Take all views away; the tables that they read can be changed then."""
    with connection.cursor() as cursor:
        for view in VIEWS:
            name = connection.ops.quote_name(view.name)
            cursor.execute(f"DROP VIEW IF EXISTS {name}")
