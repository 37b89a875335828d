"""Databases of their own for processes that a test kills."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
SERVER = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share an empty database of their own."""
    environment = {
        **os.environ,
        "KOCOPS_VAR_DIR": str(tmp_path),
        "NIGHT_SHARD_MEMBERS": "60",
        "INGEST_CHUNK_ROWS": "500",
    }
    environment.pop("DATABASE_URL", None)
    name = f"kocops_kill_{os.getpid()}"
    if request.param == "postgresql":
        _admin(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = f"{SERVER}/{name}"
    try:
        manage(environment, "migrate", "--verbosity", "0")
        yield environment
    finally:
        if request.param == "postgresql":
            _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


def _admin(statement: str) -> None:
    connection = psycopg2.connect(f"{SERVER}/postgres")
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=ROOT).stdout
