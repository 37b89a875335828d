"""Counts that are read once for a reader and shown again for a short time."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest

from common.middleware import LastWriteMiddleware

MOST_READERS = 1_000
MARK_LENGTH = 40
Value = TypeVar("Value")


class RememberedValues(Generic[Value]):
    """Values by key, each read anew after MENU_COUNTS_SECONDS, and after the
    reader's own last write.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[float, Value]] = {}

    def get(
        self,
        request: HttpRequest,
        key: Hashable,
        read: Callable[[], Value],
    ) -> Value:
        """Return the value of a key for this reader; `read` reads it anew."""
        wrote = request.COOKIES.get(LastWriteMiddleware.COOKIE, "")
        whole_key = (request.user.pk, key, wrote[:MARK_LENGTH])
        if known := self._known.get(whole_key):
            read_at, value = known
            if time.monotonic() - read_at < settings.MENU_COUNTS_SECONDS:
                return value
        if len(self._known) >= MOST_READERS:
            self._known.clear()
        value = read()
        self._known[whole_key] = (time.monotonic(), value)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
