"""Who acts: a colleague, a machine with a token, or the system itself."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.models import ApiToken

STAFF = "staff"
TOKEN = "token"  # noqa: S105 - a kind of actor
SYSTEM = "system"
VISITOR = "visitor"


@dataclass(frozen=True)
class Actor:
    """Who acts: kind, number of the account, and what it is called."""

    kind: str
    account_id: int | None
    words: str


_actor: ContextVar[Callable[[], Actor] | None] = ContextVar(
    "actor",
    default=None,
)


@contextmanager
def acting_as(find: Callable[[], Actor]) -> Iterator[None]:
    """Make `find` say who acts, asked only when something is written down."""
    before = _actor.set(find)
    try:
        yield
    finally:
        _actor.reset(before)


def current_actor() -> Actor:
    """Return who acts; outside of requests and jobs, the command that runs."""
    find = _actor.get()
    return find() if find else _command()


def system(words: str, account_id: int | None = None) -> Actor:
    """Return the system, doing `words`, perhaps for a colleague who asked."""
    return Actor(SYSTEM, account_id, words)


def of_request(request: Any) -> Actor:
    """Return who sent a request: the account of its session or its token."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Actor(VISITOR, None, "")
    token = getattr(request, "auth", None)
    if isinstance(token, ApiToken):
        return Actor(TOKEN, user.pk, f"{token.name} {token.token_key}")
    return Actor(STAFF, user.pk, user.get_username())


def _command() -> Actor:
    is_command = len(sys.argv) > 1 and Path(sys.argv[0]).name == "manage.py"
    return system(f"manage.py {sys.argv[1]}" if is_command else "process")
