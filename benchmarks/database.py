"""Fills a benchmark database with the large community, fast: indexes come after the rows."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg2

from benchmarks.community import make_events

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432")
SESSION = "-c work_mem=256MB -c max_parallel_workers_per_gather=0"
INDEXES = ("event_stored_once", "event_member_time", "event_time_brin")


def database_url(members: int, events: int) -> str:
    return f"{SERVER}/kocops_bench_{members}_{events}"


def ensure_database(members: int, events: int) -> str:
    """A database with that many members and events exists; returns its url."""
    url = database_url(members, events)
    name = url.rsplit("/", 1)[1]
    with _admin() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            run_manage(url, "migrate", "--verbosity", "0")
            return url
        cursor.execute(f'CREATE DATABASE "{name}"')
    run_manage(url, "migrate", "--verbosity", "0")
    try:
        _fill(url, members, events)
    except BaseException:
        with _admin() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        raise
    return url


@contextmanager
def _admin() -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(f"{SERVER}/postgres")
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def run_manage(url: str, *arguments: str) -> str:
    """Run a management command against a database and return what it printed."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(
        command,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def add_source(url: str) -> int:
    """An event source named `bench` exists; returns its key."""
    create = (
        "from activity.models import EventSource; "
        "print(EventSource.objects.create(name='bench').pk)"
    )
    command = ("shell", "--verbosity", "0", "--command", create)
    return int(run_manage(url, *command))


def _fill(url: str, members: int, events: int) -> None:
    source = add_source(url)
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(
        "INSERT INTO members_member (nickname, kind, owner_status, province, city, contact_note,"
        " created_at, updated_at) SELECT '车友' || n, 'person', 'owner', '', '', '', now(), now()"
        " FROM generate_series(1, %s) n",
        [members],
    )
    cursor.execute(
        "INSERT INTO members_memberidentity (platform, external_id, member_id, moved_by_merge)"
        " SELECT 'app', 'u' || id, id, false FROM members_member",
    )
    cursor.execute("SELECT min(id) FROM members_member")
    first = cursor.fetchone()[0]
    cursor.execute(
        "SELECT indexdef, indexname FROM pg_indexes WHERE tablename = "
        "'activity_activityevent' AND indexname IN %s",
        [INDEXES],
    )
    definitions = [definition for definition, _name in cursor.fetchall()]
    cursor.execute(
        "ALTER TABLE activity_activityevent DROP CONSTRAINT event_stored_once",
    )
    cursor.execute("DROP INDEX event_member_time, event_time_brin")
    cursor.execute("ALTER TABLE activity_activityevent DISABLE TRIGGER ALL")
    _copy_events(
        cursor,
        make_events(members=members, events=events),
        source,
        first,
    )
    cursor.execute("ALTER TABLE activity_activityevent ENABLE TRIGGER ALL")
    for definition in definitions:
        cursor.execute(definition)
    cursor.execute(
        "ALTER TABLE activity_activityevent ADD CONSTRAINT event_stored_once "
        "UNIQUE USING INDEX event_stored_once",
    )
    connection.commit()
    connection.autocommit = True
    cursor.execute("VACUUM ANALYZE activity_activityevent, members_member")
    connection.close()


def _copy_events(
    cursor: psycopg2.extensions.cursor,
    events: object,
    source: int,
    first: int,
) -> None:
    fields = [
        ("n", ">i2"),
        ("s0", ">i4"),
        ("source", ">i8"),
        ("s1", ">i4"),
        ("external", "S12"),
        ("s2", ">i4"),
        ("member", ">i8"),
        ("s3", ">i4"),
        ("kind", ">i2"),
        ("s4", ">i4"),
        ("quantity", ">i2"),
        ("s5", ">i4"),
        ("at", ">i8"),
    ]
    sizes = {"s0": 8, "s1": 12, "s2": 8, "s3": 2, "s4": 2, "s5": 8}
    for start in range(0, len(events.member), 1_000_000):
        part = slice(start, start + 1_000_000)
        rows = np.zeros(len(events.member[part]), dtype=fields)
        rows["n"], rows["source"], rows["quantity"] = 6, source, 1
        for name, size in sizes.items():
            rows[name] = size
        rows["external"] = [
            b"e%011d" % n for n in range(start, start + len(rows))
        ]
        rows["member"], rows["kind"] = (
            events.member[part] + first,
            events.kind[part],
        )
        rows["at"] = (events.seconds[part] - 946_684_800) * 1_000_000
        stream = io.BytesIO(
            b"PGCOPY\n\xff\r\n\x00" + bytes(8) + rows.tobytes() + b"\xff\xff",
        )
        cursor.copy_expert(
            "COPY activity_activityevent (source_id, external_id, member_id, "
            "kind, quantity, occurred_at)"
            " FROM STDIN (FORMAT binary)",
            stream,
        )
