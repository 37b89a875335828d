"""Notifications are read, and alerts confirmed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from common.db.transactions import atomic_with_retry
from common.models import DomainEvent
from notifications.models import FollowUp, Notification
from notifications.selectors.subjects import root_id


def mark_read(
    *,
    user: Any,
    now: datetime,
    ids: Sequence[int] | None = None,
) -> int:
    """Mark the colleague's notifications as read, all of them with `ids` None;
    return how many were unread.
    """
    rows = Notification.objects.unread().filter(user=user)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=now)


@atomic_with_retry
def confirm_event(*, event: DomainEvent, user: Any, now: datetime) -> bool:
    """Record that a colleague has seen an alert and acts on it, which ends its
    escalation; return whether nobody had before.

    The state of the issue stays as it is.
    """
    follow_up_of = FollowUp.objects.select_for_update()
    row = follow_up_of.filter(event_id=root_id(event)).first()
    if row is None or row.confirmed_at is not None:
        return False
    row.confirmed_at = now
    row.confirmed_by = user
    row.escalate_at = None
    row.save(update_fields=["confirmed_at", "confirmed_by", "escalate_at"])
    mine = Notification.objects.unread().filter(user=user, event=event)
    mine.update(read_at=now)
    return True
