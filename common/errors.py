"""Errors of services: what was wrong, where, and what to do, in the reader's language.

Services know nothing of HTTP; `common.api.problems.status_of` gives each error its status.
"""

from typing import Any

from django.utils.functional import Promise


class DomainError(Exception):
    """A request that cannot be met. `message` is translatable and says what to do."""

    def __init__(
        self,
        code: str,
        message: str | Promise,
        *,
        where: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.where = where or {}


class Invalid(DomainError):
    """What was entered or asked for cannot be used as it is."""


class Unprocessable(DomainError):
    """The request is well formed, but names something that does not exist or contradicts itself."""


class Forbidden(DomainError):
    """The user may not do this."""


class NotFound(DomainError):
    """There is no such thing."""


class Conflict(DomainError):
    """The state of the row does not allow this, or somebody changed it meanwhile."""


class Gone(DomainError):
    """What was asked for is no longer kept."""


class TooLarge(DomainError):
    """More data than is accepted at once."""


class TooMany(DomainError):
    """It was tried too often; it must wait."""
