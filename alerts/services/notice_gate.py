"""Which owners may not get a notice now.

An app above knows the rules of contact; kocops/composition.py adds its
question here.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

Refuse = Callable[[Collection[int], datetime, Any], set[int]]
_gates: list[Refuse] = []


def add_notice_gate(refuse: Refuse) -> None:
    """Let an upper app say which of these members may not get a notice now; it
    notes each refusal.
    """
    _gates[:] = [refuse]


def refused_owners(
    member_ids: Collection[int],
    *,
    now: datetime,
    user: Any,
) -> set[int]:
    """Return which of these members may not get a notice now."""
    for refuse in _gates:
        return refuse(member_ids, now, user)
    return set()
