"""Messages with a button that undoes what they report."""

from django.contrib import messages
from django.http import HttpRequest

# What the tags of such a message begin with; the address follows.
UNDO = "undo:"


def add_undo(request: HttpRequest, text: str, address: str) -> None:
    """Show on the next page what was done, with a button that posts to an
    address which undoes it.
    """
    messages.success(request, text, extra_tags=f"{UNDO}{address}")


def undo_address(tags: str) -> str:
    """Return the address in the extra tags of a message; "" if it has none."""
    if not tags.startswith(UNDO):
        return ""
    return tags.removeprefix(UNDO)
