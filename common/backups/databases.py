"""The database in a backup: copied at one moment while others write, and put
back into an empty one.
"""

import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.backups.files import PRIVATE_FILE, make_private
from common.backups.manifest import TableState
from common.errors import Conflict, Invalid

POSTGRES_FILE = "database.pgdump"
SQLITE_FILE = "database.sqlite3"
# Values must be written the same whatever the server's own settings are.
PLAIN_TEXT = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)
POSTGRES_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' "
    "AND relnamespace = current_schema()::regnamespace ORDER BY relname"
)
ROWS_AND_DIGEST = (
    "SELECT count(*), coalesce(sum(('x' || substr(md5(of_row::text), 1, 15))"
    "::bit(60)::bigint), 0)::text"
)
SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' "
    "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
)
MODULUS = 1 << 128


@dataclass(frozen=True)
class DatabaseState:
    """What a copy of a database holds, and which server it is from."""

    server: str
    migrations: list[str]
    tables: dict[str, TableState]


def copy_database(folder: Path) -> DatabaseState:
    """Write a copy of the database into a folder; return what it holds.

    Errors: Invalid if PostgreSQL's programs are missing or refuse.
    """
    if connection.vendor == "postgresql":
        return _dump_postgres(folder / POSTGRES_FILE)
    return _copy_sqlite(folder / SQLITE_FILE)


def check_is_empty() -> None:
    """Do nothing if the database has no table.

    Errors: Conflict otherwise.
    """
    if not connection.introspection.table_names():
        return
    text = _(
        "The database %(name)s is not empty. Restore into a new one: create it "
        "and name it in DATABASE_URL, or move the SQLite file away.",
    )
    name = connection.settings_dict["NAME"]
    raise Conflict("database_not_empty", text % {"name": name})


def put_back(folder: Path) -> None:
    """Fill the empty database with what a folder holds: all of it or nothing."""
    if connection.vendor == "postgresql":
        _restore_postgres(folder / POSTGRES_FILE)
    else:
        _restore_sqlite(folder / SQLITE_FILE)


def present_tables() -> dict[str, TableState]:
    """Return the state of each table of the database at one moment."""
    if connection.vendor != "postgresql":
        with closing(_plain_sqlite()) as database:
            return _sqlite_tables(database)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _begin_snapshot(cursor)
        return _postgres_tables(cursor)


def _dump_postgres(path: Path) -> DatabaseState:
    make_private(path)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _begin_snapshot(cursor)
        # Reading a table first keeps it from being dropped before it is dumped.
        tables = _postgres_tables(cursor)
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run_program(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={path}",
        )
        return DatabaseState(_server(cursor), _migrations(cursor), tables)


def _begin_snapshot(cursor: Any) -> None:
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    for statement in PLAIN_TEXT:
        cursor.execute(statement)


def _postgres_tables(cursor: Any) -> dict[str, TableState]:
    cursor.execute(POSTGRES_TABLES)
    found = {}
    for (name,) in cursor.fetchall():
        # The sum of the rows' digests does not depend on their order.
        cursor.execute(f'{ROWS_AND_DIGEST} FROM "{name}" AS of_row')
        found[name] = TableState(*cursor.fetchone())
    return found


def _restore_postgres(path: Path) -> None:
    _run_program(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        str(path),
    )


def _run_program(program: str, *options: str) -> None:
    """Run a program of PostgreSQL on this database."""
    client = connection.client
    words, own = client.settings_to_cmd_args_env(connection.settings_dict, [])
    # The words of psql: its name, how to connect, the database.
    command = [program, *words[1:-1], f"--dbname={words[-1]}", *options]
    try:
        done = subprocess.run(  # noqa: S603 - the program and its options are ours
            command,
            env={**os.environ, **(own or {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        text = _(
            "%(program)s is not installed. Install the PostgreSQL client of the "
            "server's version (Debian: postgresql-client).",
        )
        raise Invalid("no_program", text % {"program": program}) from error
    if done.returncode:
        raise Invalid("program_failed", f"{program}: {done.stderr.strip()}")


def _copy_sqlite(path: Path) -> DatabaseState:
    make_private(path)
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        # One file only: what was beside it is now in it.
        copy.execute("PRAGMA journal_mode = DELETE")
        cursor = copy.cursor()
        tables = _sqlite_tables(copy)
        return DatabaseState(_server(cursor), _migrations(cursor), tables)


def _plain_sqlite() -> sqlite3.Connection:
    """Connect to the database without Django's conversion of values."""
    name = str(connection.settings_dict["NAME"])
    return sqlite3.connect(name, uri=name.startswith("file:"))


def _sqlite_tables(database: Any) -> dict[str, TableState]:
    found = {}
    names = database.execute(SQLITE_TABLES).fetchall()
    for (name,) in names:
        rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
        found[name] = _state_of_rows(rows)
    return found


def _state_of_rows(rows: Any) -> TableState:
    count = 0
    total = 0
    for row in rows:
        text = repr(tuple(row)).encode(errors="backslashreplace")
        digest = hashlib.blake2b(text, digest_size=16).digest()
        total = (total + int.from_bytes(digest, "big")) % MODULUS
        count += 1
    return TableState(count, f"{total:032x}")


def _restore_sqlite(path: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    beside = target.with_name(target.name + ".restoring")
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source:
        beside.touch(mode=PRIVATE_FILE)
        with closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    beside.replace(target)


def _server(cursor: Any) -> str:
    if connection.vendor != "postgresql":
        return sqlite3.sqlite_version
    cursor.execute("SHOW server_version")
    return str(cursor.fetchone()[0])


def _migrations(cursor: Any) -> list[str]:
    cursor.execute("SELECT app, name FROM django_migrations")
    rows: Sequence[tuple[str, str]] = cursor.fetchall()
    return sorted(f"{app}.{name}" for app, name in rows)
