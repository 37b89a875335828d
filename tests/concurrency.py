"""Several people at once: each in a thread with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

two_connections = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite lets only one write at a time",
)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Return what came of each act, or the exception it raised; all of them
    start at the same moment.
    """
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=20)
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return list(threads.map(run, acts))


def failures(outcomes: list[Any]) -> list[Exception]:
    """Return the exceptions among what came of acts."""
    return [one for one in outcomes if isinstance(one, Exception)]
