"""Empty, migrated databases: copies of one that is migrated once.

The SQLite template is kept in pytest's cache until a migration changes; the one
on the PostgreSQL server ends with the test run.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import psycopg2
from django.conf import settings

ROOT = settings.BASE_DIR
SERVER = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
FILE = "kocops.sqlite3"


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command and return what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(
        command,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout


def run_on_server(statement: str) -> None:
    """Run a statement outside any transaction, such as CREATE DATABASE."""
    connection = psycopg2.connect(f"{SERVER}/postgres")
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def _digest_of_migrations() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class MigratedDatabases:
    """Makes copies of a database that the first process to ask has migrated.

    `folder` is shared by all processes of one test run and by no other run;
    `cache` by all runs.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self._folder = folder
        self._cache = cache
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        self._template = f"kocops_template_{digest}"
        self._is_on_server = folder / "migrated-on-server"

    def copy_sqlite(self, var_folder: Path) -> None:
        """Put a migrated database into the folder where a process looks for its own."""
        shutil.copy(self.sqlite_template(), var_folder / FILE)

    def sqlite_template(self) -> Path:
        """Return a migrated SQLite file; it is made if it is not there."""
        template = self._cache / f"{_digest_of_migrations()}.sqlite3"
        with self._locked():
            if not template.exists():
                with TemporaryDirectory(dir=self._folder) as folder:
                    self._migrate({"KOCOPS_VAR_DIR": folder})
                    made = shutil.copy(Path(folder) / FILE, self._cache)
                Path(made).replace(template)
        return template

    def copy_on_server(self, name: str) -> str:
        """Create a migrated PostgreSQL database with this name; return its URL."""
        template = self.template_on_server()
        run_on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"{SERVER}/{name}"

    def template_on_server(self) -> str:
        """Return the name of a migrated PostgreSQL database; it is made if it is not there."""
        with self._locked():
            if not self._is_on_server.exists():
                run_on_server(f'CREATE DATABASE "{self._template}"')
                self._is_on_server.touch()
                self._migrate({"DATABASE_URL": f"{SERVER}/{self._template}"})
        return self._template

    def drop_template(self) -> None:
        """Remove what copy_on_server left on the server."""
        if self._is_on_server.exists():
            run_on_server(f'DROP DATABASE "{self._template}" WITH (FORCE)')
            self._is_on_server.unlink()

    def _migrate(self, settings_of_process: dict[str, str]) -> None:
        environment = {
            **os.environ,
            "KOCOPS_VAR_DIR": str(self._folder),
            **settings_of_process,
        }
        if "DATABASE_URL" not in settings_of_process:
            environment.pop("DATABASE_URL", None)
        manage(environment, "migrate", "--verbosity", "0")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._cache / "template.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
