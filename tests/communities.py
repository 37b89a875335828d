"""Rows that all tests of a module begin with: committed once, and each test works
in a transaction on top.
"""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import override_settings

from alerts.services.new_posts import process_new_posts
from common.security.access import ROLE_LABELS
from kocops.demo.seed import seed_demo
from kocops.demo.teamwork import plant_teamwork
from kocops.nightly import run_nightly
from tests.accounts_of_roles import make_accounts
from tests.conftest import NOW, clear_caches, settings_of_tests

Made = TypeVar("Made")
LAST = date(2026, 5, 19)


def fill_demo() -> None:
    """Write 150 members with 30 weeks behind them, two nights, and a team at work."""
    accounts = make_accounts()
    with time_machine.travel(NOW, tick=False):
        seed_demo(
            members=150,
            weeks=30,
            seed=7,
            last=LAST,
            clock=lambda: NOW,
            say=lambda _text: None,
        )
        process_new_posts(now=NOW)
        for day in (LAST - timedelta(days=1), LAST):
            run_nightly(business_date=day, clock=lambda: NOW)
        plant_teamwork(accounts, now=NOW)


@contextmanager
def committed(fill: Callable[[], Made]) -> Iterator[Made]:
    """Let the database hold what `fill` writes, and be empty again afterwards;
    yield what it returns.
    """
    if connection.vendor != "sqlite":
        _number_from_one()
        try:
            yield _fill_apart(fill)
        finally:
            call_command("flush", interactive=False, verbosity=0)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as empty:
        connection.connection.backup(empty)
        try:
            yield _fill_apart(fill)
        finally:
            connection.ensure_connection()
            empty.backup(connection.connection)


def _fill_apart(fill: Callable[[], Made]) -> Made:
    """Fill rows with the settings of tests, which fixtures of one test set too
    late for fixtures of a module: locks and files of several processes would
    lie in the same folder.
    """
    clear_caches()
    with TemporaryDirectory() as folder:
        own = override_settings(**settings_of_tests(Path(folder)))
        with own:
            return fill()


def _number_from_one() -> None:
    """Let rows be numbered from one again, as in an empty file of SQLite."""
    sequences = connection.introspection.sequence_list()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(
            no_style(),
            sequences,
        ):
            cursor.execute(statement)


def fill_once(fill: Callable[[], None], copy: Path) -> None:
    """Write what `fill` writes; on SQLite a copy in this file is kept, and taken
    if there is one.
    """
    if connection.vendor != "sqlite":
        fill()
        return
    live = connection.connection
    # Another process waits until the copy is whole, and does not fill its own.
    with copy.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if copy.exists():
            with closing(sqlite3.connect(copy)) as kept:
                kept.backup(live)
            return
        fill()
        part = copy.with_suffix(".part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as kept:
            live.backup(kept)
        part.replace(copy)


def accounts_by_role() -> dict[str, Any]:
    """Return the accounts of a community that was made before, by role."""
    users = get_user_model().objects
    return {role: users.get(username=role) for role in ROLE_LABELS}


def rows_of_module(fill: Callable[[], Made]) -> Any:
    """Return a fixture: what `fill` wrote, for all tests of a module."""

    @pytest.fixture(scope="module")
    def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
        with django_db_blocker.unblock(), committed(fill) as found:
            yield found

    return rows
