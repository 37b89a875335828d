"""Write transactions that are run again when they collide with another one."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from common.audit.units import recorded_act
from common.errors import Conflict

MAX_RETRIES = 5
MAX_UNIQUE_RETRIES = 2
FIRST_PAUSE_SECONDS = 0.02
SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"
UNIQUE_VIOLATION = "23505"

Params = ParamSpec("Params")
Result = TypeVar("Result")


def atomic_with_retry(
    function: Callable[Params, Result],
) -> Callable[Params, Result]:
    """Run the function in one transaction, and again if that collides with another one.

    What it changes is one act of the audit log, with its keyword `reason` or
    `note` as the reason. See retry_on_conflict for the collisions.
    """
    cause = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def act(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        reason = kwargs.get("reason") or kwargs.get("note") or ""
        with recorded_act(cause, str(reason)):
            return function(*args, **kwargs)

    return retry_on_conflict(transaction.atomic(act))


def retry_on_conflict(
    function: Callable[Params, Result],
) -> Callable[Params, Result]:
    """Run the function, which opens its own transaction, again if that collides with another one.

    It is run again after deadlocks and serialization failures (up to MAX_RETRIES times), and after
    a unique key that somebody else has just taken (up to MAX_UNIQUE_RETRIES times): the next run
    sees the other row and can answer with words. Inside an outer transaction it runs once, because
    only the whole transaction can be run again.
    Errors: Conflict if the unique key is still taken.
    """

    @wraps(function)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        attempt = 1
        while True:
            try:
                return function(*args, **kwargs)
            except DatabaseError as error:
                _check_retry(error, attempt)
            longest = FIRST_PAUSE_SECONDS * 2**attempt
            time.sleep(random.uniform(0.1, 1) * longest)  # noqa: S311
            attempt += 1

    return run


def _check_retry(error: DatabaseError, attempt: int) -> None:
    """Raise the error again if another run cannot help, Conflict for a key that
    stays taken.
    """
    if is_unique_violation(error):
        if attempt > MAX_UNIQUE_RETRIES:
            text = _(
                "Somebody else has just saved the same. Look at what stands now, then try again.",
            )
            raise Conflict("already_exists", text) from error
    elif not is_deadlock(error) or attempt > MAX_RETRIES:
        raise error


def is_deadlock(error: BaseException) -> bool:
    """Tell whether the database undid a transaction in favour of another."""
    return _code_of(error) in (DEADLOCK, SERIALIZATION_FAILURE)


def is_unique_violation(error: BaseException) -> bool:
    """Tell whether a row was refused because another one has its unique key."""
    if not isinstance(error, IntegrityError):
        return False
    if connection.vendor == "sqlite":
        return "UNIQUE constraint failed" in str(error)
    return bool(_code_of(error) == UNIQUE_VIOLATION)


def _code_of(error: BaseException) -> Any:
    return getattr(error.__cause__, "pgcode", None)
