"""Messages that offer to undo what was just done.

The page shows such a message with a form, so that it works without scripts; a
script lifts it into the corner of the window (static/js/kocops.js).
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"


def say_done(request: HttpRequest, text: str, undo: str) -> None:
    """Say on the next page what was done; `undo` is the address to which a
    button posts that undoes it.
    """
    messages.success(request, text, extra_tags=f"{MARK}{undo}")


def undo_address(message: Any) -> str:
    """Return the address that undoes what a message says, "" if there is none."""
    tags = str(message.extra_tags or "")
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""
