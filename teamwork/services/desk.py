"""Items of the desk that a colleague has dealt with."""

from datetime import datetime
from typing import Any

from teamwork.models import SeenItem


def mark_seen(*, user: Any, kind: str, number: int, now: datetime) -> None:
    """Keep an item off the colleague's desk for SEEN_DAYS."""
    SeenItem.objects.update_or_create(
        user=user,
        kind=kind,
        number=number,
        defaults={"seen_at": now},
    )
