"""The benchmarks still fill their databases: a new column cannot break them
unseen.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from benchmarks import database, ingest, members
from tests.migrated import MigratedDatabases, run_on_server

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(migrated_databases: MigratedDatabases) -> Iterator[str]:
    """The address of an empty database."""
    name = f"kocops_test_{uuid4().hex[:12]}"
    yield migrated_databases.copy_on_server(name)
    run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def count(url: str, table: str) -> int:
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(f"SELECT count(*) FROM {table}")
    found: int = cursor.fetchone()[0]
    connection.close()
    return found


def test_the_community_is_filled(url: str) -> None:
    database._fill(url, members=30, events=400)
    assert count(url, "members_member") == 30
    assert count(url, "activity_activityevent") == 400


def test_events_are_taken_in(
    url: str,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(ingest, "MEMBERS", 30)
    ingest.fill_members(url)
    sent, ready = tmp_path / "sent.csv", tmp_path / "ready.csv"
    ingest._write_files(200, sent, ready)
    ingest.copy_straight(url, ready)
    assert count(url, "activity_activityevent") == 200
    ingest.empty(url)
    ingest.ingest_file(url, sent)
    assert count(url, "activity_activityevent") == 200


def test_members_are_taken_in(url: str, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    members.write_file(path, members.make_rows(40))
    members.copy_seconds(url, path)
    reports = [members.take_in(url, path)[2] for _twice in range(2)]
    assert "accepted 40" in reports[0]
    assert "duplicate 40" in reports[1]
    assert count(url, "community_circlemembership") == 40
