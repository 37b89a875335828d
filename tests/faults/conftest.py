"""Databases of their own for processes that a test kills."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrated import MigratedDatabases, run_on_server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> Iterator[dict[str, str]]:
    """The environment of processes that share an empty database of their own."""
    environment = {
        **os.environ,
        "KOCOPS_VAR_DIR": str(tmp_path),
        "NIGHT_SHARD_MEMBERS": "60",
        "INGEST_CHUNK_ROWS": "500",
    }
    environment.pop("DATABASE_URL", None)
    if request.param == "sqlite":
        migrated_databases.copy_sqlite(tmp_path)
        yield environment
        return
    name = f"kocops_kill_{os.getpid()}"
    environment["DATABASE_URL"] = migrated_databases.copy_on_server(name)
    try:
        yield environment
    finally:
        run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
