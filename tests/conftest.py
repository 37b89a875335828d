"""What every test stands on: accounts per role, a community of a few members,
a clock that does not tick.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings

from alerts.models import lexicon as stored_lexicon
from alerts.selectors import lexicon as lexicon_in_force
from common.models import ApiToken
from common.ui.pages import tabs
from kocops import waiting
from tests.accounts_of_roles import make_accounts
from tests.databases import runs_here
from tests.migrated import MigratedDatabases

# Folders whose files take long; begun first, none keeps one process busy at the end.
LONG_FIRST = ("faults", "browser", "kocops", "architecture", "scenarios")

settings.register_profile(
    "kocops",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kocops")
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


def settings_of_tests(folder: Path) -> dict[str, Any]:
    """Return the settings that tests have, and what fills rows for them."""
    storages = {
        **django_settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        },
    }
    return {
        "VAR_DIR": folder,
        "MEDIA_ROOT": folder / "media",
        "MENU_COUNTS_SECONDS": 0,
        # Tests log in without a password; those of confirmation and second
        # factor switch them on.
        "CONFIRM_MINUTES": 0,
        "MFA_REQUIRED_ROLES": [],
        # The usual one is slow on purpose.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": storages,
    }


@pytest.fixture(autouse=True)
def own_var_folder(settings: Any, tmp_path: Any) -> None:
    for name, value in settings_of_tests(tmp_path).items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def forget_own_words() -> None:
    """Versions of the lexicon begin anew with each test, and so do the caches
    of this process.
    """
    clear_caches()


def clear_caches() -> None:
    """Forget what this process remembers of the rows of another test."""
    lexicon_in_force._cached.clear()
    stored_lexicon._labels.clear()
    waiting._known.clear()
    tabs._known.clear()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """No test begins in the language that a request of another one chose."""
    translation.deactivate()


@pytest.fixture
def kept_menu_counts(settings: Any) -> None:
    """Let the counts of the menu be read once, for tests of many pages."""
    settings.MENU_COUNTS_SECONDS = 3600


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def accounts(db: None) -> dict[str, Any]:
    """One account for each role of the access table."""
    return make_accounts()


@pytest.fixture(scope="session")
def migrated_databases(
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> MigratedDatabases:
    """Copies of a migrated, empty database, for processes of their own."""
    folder = folder_of_run(tmp_path_factory)
    return MigratedDatabases(folder, _cache_of(pytestconfig))


def folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this test run share."""
    folder = factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def _cache_of(config: pytest.Config) -> Path:
    cache: Path = config.rootpath / ".pytest_cache" / "migrated"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


# What Django itself writes after a migration, and no test changes.
KEPT_TABLES = {"auth_permission", "django_content_type"}


@pytest.fixture(scope="session", autouse=True)
def rows_deleted_between_tests() -> Iterator[None]:
    """Empty the tables after a test whose rows were committed, append-only ones
    too; within tests they refuse it.

    On PostgreSQL rows are deleted without triggers: TRUNCATE gives each of 150
    tables a new file, which takes a hundred times as long.
    """
    operations = type(connection.ops)
    usual = operations.sql_flush

    def sql_flush(
        self: Any, style: Any, tables: Any, **options: Any
    ) -> list[str]:
        filled = [table for table in tables if table not in KEPT_TABLES]
        if connection.vendor == "postgresql":
            deletes = [f'DELETE FROM "{table}"' for table in filled]
            return ["SET LOCAL session_replication_role = replica", *deletes]
        unlock, lock = _all_triggers()
        return [*unlock, *usual(self, style, filled, **options), *lock]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        patch.setattr(
            flush, "emit_post_migrate_signal", lambda *_a, **_k: None
        )
        yield


def _all_triggers() -> tuple[list[str], list[str]]:
    """Return what drops all triggers on SQLite and makes them anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        )
        triggers = cursor.fetchall()
    return (
        [f"DROP TRIGGER {name}" for name, _sql in triggers],
        [sql for _name, sql in triggers],
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    migrated_databases: MigratedDatabases,
) -> None:
    """Begin the test database as a copy of one that is migrated already."""
    if connection.vendor == "postgresql":
        template = migrated_databases.template_on_server()
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        return
    template_file = migrated_databases.sqlite_template()

    def fill(connection: Any, **_others: Any) -> None:
        if not connection.introspection.table_names():
            with closing(sqlite3.connect(template_file)) as template:
                template.backup(connection.connection)
        connection_created.disconnect(fill)

    connection_created.connect(fill, weak=False)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the files that run on the other database."""
    if collection_path.suffix != ".py" or runs_here(collection_path):
        return None
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place_of)


def _place_of(item: pytest.Item) -> int:
    folder = item.path.parent.name
    if folder in LONG_FIRST:
        return LONG_FIRST.index(folder)
    return len(LONG_FIRST)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Escape what no worker process can send: halves of characters in the
    output of a failed test.
    """
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode())
        for title, text in report.sections
    ]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        factory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        cache = _cache_of(session.config)
        MigratedDatabases(factory.getbasetemp(), cache).drop_template()


@pytest.fixture
def as_role(accounts: dict[str, Any]) -> Any:
    """Return a client that is logged in as a role; anonymous for None."""

    def client(role: str | None) -> Client:
        made = Client()
        if role is not None:
            made.force_login(accounts[role])
        return made

    return client


@pytest.fixture
def token(db: None) -> Any:
    """Return a function that makes a token header with scopes."""

    def make(*scopes: str) -> dict[str, str]:
        user = get_user_model().objects.get_or_create(username="machine")[0]
        _row, text = ApiToken.objects.create(
            user=user,
            name="test",
            scopes=list(scopes),
        )
        return {"Authorization": f"Bearer {text}"}

    return make
