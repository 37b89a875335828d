"""Errors for the reader: what was wrong, where, what to do, and which HTTP status it is."""

from typing import Any

from django.utils.functional import Promise


class ReaderError(Exception):
    """Something the reader can mend; `message` is translatable and says what to do."""

    def __init__(
        self, code: str, message: str | Promise, *, status: int = 400, where: dict[str, Any] | None = None
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.status = status
        self.where = where or {}
