"""Limit the time of queries; PostgreSQL and SQLite stop them themselves."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

STEPS_BETWEEN_LOOKS = 10_000
QUERY_CANCELED = "57014"


class TooSlow(Exception):
    """The database did not answer in time and was stopped."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Limit the queries within to so many seconds: on PostgreSQL each
    statement, on SQLite all together.

    Errors: TooSlow, and everything within is undone.
    """
    ends = time.monotonic() + seconds
    try:
        with transaction.atomic(), _limited(seconds, ends):
            yield
    except DatabaseError as error:
        if time.monotonic() >= ends and _was_stopped(error):
            raise TooSlow from error
        raise


@contextmanager
def _limited(seconds: float, ends: float) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)",
                [str(max(int(seconds * 1000), 1))],
            )
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.set_progress_handler(
        lambda: time.monotonic() > ends,
        STEPS_BETWEEN_LOOKS,
    )
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _was_stopped(error: DatabaseError) -> bool:
    code = getattr(error.__cause__, "pgcode", None)
    return code == QUERY_CANCELED or "interrupted" in str(error)
