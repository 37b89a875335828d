"""Named locks, freed by the operating system or the database when their holder dies."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def lock_number(name: str) -> int:
    """Return the signed 64-bit number under which PostgreSQL keeps the lock of a name."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@contextmanager
def exclusive(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Yield True while this process alone holds `name`; yield False at once if another holds it.

    With `wait`, block until it is free. On PostgreSQL the holder is the session (advisory lock), so
    workers on other hosts count; elsewhere it is a locked file beside the database.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock(lock_number(name), wait=wait) as held:
            yield held
    else:
        with _file_lock(name, wait=wait) as held:
            yield held


@contextmanager
def _advisory_lock(number: int, *, wait: bool) -> Iterator[bool]:
    function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        held = wait or bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        raw = connection.connection
        if held and raw is not None and not raw.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file_lock(name: str, *, wait: bool) -> Iterator[bool]:
    folder = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.blake2b(name.encode(), digest_size=12).hexdigest()
    how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
    with path.open("w") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
            return
        yield True
