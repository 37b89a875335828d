"""Pause Python's search for cycles while many rows are read or stored: it would
look through all of them again and again, and they have none.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses: list[bool] = []


@contextmanager
def collection_paused() -> Iterator[None]:
    """Search for no cycles within; it goes on once nobody pauses it any more."""
    with _lock:
        _pauses.append(gc.isenabled() or any(_pauses))
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            was_enabled = _pauses.pop()
            if not _pauses and was_enabled:
                gc.enable()
