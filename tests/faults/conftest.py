"""Databases of their own for processes that a test kills."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.extent import part_of
from tests.migrated import MigratedDatabases, run_on_server

# Killed processes leave locks and half transactions on a server above all.
DATABASES = part_of(["postgresql", "sqlite"], one_in=2)


@contextmanager
def fresh_database(
    kind: str,
    folder: Path,
    migrated: MigratedDatabases,
) -> Iterator[dict[str, str]]:
    """Yield the environment of processes that share an empty database."""
    environment = {
        **os.environ,
        "KOCOPS_VAR_DIR": str(folder),
        "NIGHT_SHARD_MEMBERS": "60",
        "INGEST_CHUNK_ROWS": "500",
    }
    environment.pop("DATABASE_URL", None)
    if kind == "sqlite":
        migrated.copy_sqlite(folder)
        yield environment
        return
    name = f"kocops_kill_{os.getpid()}_{folder.name}"
    environment["DATABASE_URL"] = migrated.copy_on_server(name)
    try:
        yield environment
    finally:
        run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=DATABASES)
def database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> Iterator[dict[str, str]]:
    """The environment of processes that share an empty database of their own."""
    with fresh_database(
        request.param,
        tmp_path,
        migrated_databases,
    ) as environment:
        yield environment


@pytest.fixture(scope="module", params=DATABASES)
def shared_database(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    migrated_databases: MigratedDatabases,
) -> Iterator[dict[str, str]]:
    """The same for all tests of a module, which empty their tables themselves."""
    folder = tmp_path_factory.mktemp("var")
    with fresh_database(
        request.param,
        folder,
        migrated_databases,
    ) as environment:
        yield environment
