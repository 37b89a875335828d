"""The id of the request that is being answered, in its answer, its problem and
every line of the log.
"""

import re
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
NO_REQUEST = "-"
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_current: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)


def choose_request_id(given: str) -> str:
    """Return the id that the client gave if it is one, else a new one."""
    return given if _ACCEPTED.fullmatch(given) else uuid4().hex


def begin_request(request_id: str) -> None:
    """Make this the id of the request that this thread answers."""
    _current.set(request_id)


def current_request_id() -> str:
    """Return the id of the request that is being answered, NO_REQUEST outside of one."""
    return _current.get()
