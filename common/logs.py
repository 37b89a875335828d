"""What a line of the log holds: when, how grave, from where, for which request,
job and account; never a number of a person.
"""

import json
import logging
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, empty

from common.api.request_ids import NO_REQUEST, current_request_id
from common.rules.personal_numbers import mask_personal
from common.security.masking import MaskingFormatter

FORMATS = ("text", "json")
# What RequestCountMiddleware adds to its records.
REQUEST_FIELDS = ("route", "method", "status", "milliseconds")


@dataclass(frozen=True)
class LoggedJob:
    """The job that a process does, and the account that asked for it."""

    job_id: int
    account_id: int | None


_request: ContextVar[Any] = ContextVar("logged_request", default=None)
_job: ContextVar[LoggedJob | None] = ContextVar("logged_job", default=None)


def note_request(request: HttpRequest) -> None:
    """Let what is logged from now on name the account of this request."""
    _request.set(weakref.ref(request))


@contextmanager
def logging_job(job_id: int, account_id: int | None) -> Iterator[None]:
    """Let what is logged meanwhile name this job and who asked for it."""
    before = _job.set(LoggedJob(job_id, account_id))
    try:
        yield
    finally:
        _job.reset(before)


def logged_account() -> int | None:
    """Return the number of the account that acts, if it is known without a
    query: what is logged must not depend on the database.
    """
    job = _job.get()
    if job is not None:
        return job.account_id
    reference = _request.get()
    request = reference() if reference is not None else None
    user = getattr(request, "__dict__", {}).get("user")
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return None
    return getattr(user, "pk", None)


class ContextFilter(logging.Filter):
    """Gives every record the request, job and account for which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        job = _job.get()
        # A client may send any id.
        record.request_id = mask_personal(current_request_id())
        record.job_id = job.job_id if job else NO_REQUEST
        record.account = logged_account() or NO_REQUEST
        return True


class JsonFormatter(MaskingFormatter):
    """Formats a record as one JSON object on one line, masked like text."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        values: dict[str, Any] = {
            "moment": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask_personal(record.getMessage()),
        }
        for name in ("request_id", "job_id", "account", *REQUEST_FIELDS):
            value = getattr(record, name, NO_REQUEST)
            if value != NO_REQUEST:
                values[name] = value
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False, default=str)
