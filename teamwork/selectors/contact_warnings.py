"""What the rules of contact say while a talk is logged by hand.

An app above knows the rules; kocops/composition.py adds its question here.
"""

from collections.abc import Callable
from datetime import datetime

from members.models import Member

Warn = Callable[[Member, datetime], str]
_warners: list[Warn] = []


def add_contact_warning(warn: Warn) -> None:
    """Let an upper app say why a member should not be contacted now, "" if
    nothing speaks against it.
    """
    _warners[:] = [warn]


def contact_warning(member: Member, now: datetime) -> str:
    """Return why a member should not be contacted now, "" if nothing is known."""
    for warn in _warners:
        return warn(member, now)
    return ""
