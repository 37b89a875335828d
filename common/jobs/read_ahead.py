"""Read the next part of something while the present one is being stored."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def read_ahead(read: Callable[[], Part | None]) -> Iterator[Part]:
    """Yield what `read` returns until it is None; while a part is being used, a
    thread reads the next one. `read` must not touch the database.
    """
    with ThreadPoolExecutor(max_workers=1) as executor:
        coming = executor.submit(read)
        while (part := coming.result()) is not None:
            coming = executor.submit(read)
            yield part
