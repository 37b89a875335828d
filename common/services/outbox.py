"""What colleagues decide about messages of the outbox and their receivers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Conflict
from common.models import OutboxMessage, OutboxReceiver

KEPT_DAYS = 30
FORGOTTEN_AT_ONCE = 1_000
State = OutboxMessage.State
RESENDABLE = (State.SENT, State.FAILED, State.UNCERTAIN, State.CANCELLED)
MARKABLE = (State.FAILED, State.UNCERTAIN)
CANCELLABLE = (State.WAITING, State.FAILED, State.UNCERTAIN)


def send_again(*, message_ids: Collection[int], user: Any) -> int:
    """Let settled messages wait to be sent once more, under the same ids;
    return how many.
    """
    rows = OutboxMessage.objects.filter(
        pk__in=message_ids,
        state__in=RESENDABLE,
    )
    return rows.update(
        state=State.WAITING,
        claimed_at=None,
        not_before=None,
        settled_at=None,
        settled_by=user,
    )


def mark_arrived(
    *,
    message_ids: Collection[int],
    user: Any,
    now: datetime,
) -> int:
    """Count messages as sent of which a colleague knows that they arrived;
    return how many.
    """
    rows = OutboxMessage.objects.filter(
        pk__in=message_ids,
        state__in=MARKABLE,
    )
    return rows.update(state=State.SENT, settled_at=now, settled_by=user)


def cancel_messages(
    *,
    message_ids: Collection[int],
    user: Any,
    now: datetime,
) -> int:
    """Never send messages that are not sent yet; return how many. One that is
    being sent at this moment stays.
    """
    rows = OutboxMessage.objects.filter(
        pk__in=message_ids,
        state__in=CANCELLABLE,
    )
    return rows.update(state=State.CANCELLED, settled_at=now, settled_by=user)


def leave_uncertain(*, harmless_types: Collection[str], now: datetime) -> int:
    """Send no message that was open when a restored backup was made: it may have
    arrived since. Return how many; a colleague settles them.

    harmless_types: receivers that recognise a message which arrives twice.
    """
    rows = OutboxMessage.objects.open().exclude(
        receiver_type__in=harmless_types
    )
    return rows.order_by().update(
        state=State.UNCERTAIN,
        settled_at=now,
        settled_by=None,
    )


def check_changed(changed: int, message: OutboxMessage) -> None:
    """Errors: Conflict if an act changed nothing, because the message is in
    another state by now.
    """
    if changed:
        return
    message.refresh_from_db(fields=["state"])
    text = _(
        'The message is in the state "%(state)s" by now, so nothing was '
        "changed. Look at it again.",
    )
    raise Conflict(
        "message_state",
        text % {"state": message.get_state_display()},
    )


def pause_receiver(*, receiver_type: str, receiver_id: int) -> None:
    """Send nothing until somebody resumes it; messages wait meanwhile."""
    _set_state(receiver_type, receiver_id, pause=OutboxReceiver.Pause.STAFF)


def resume_receiver(*, receiver_type: str, receiver_id: int) -> None:
    """Send waiting messages again, in order."""
    _set_state(receiver_type, receiver_id, pause="", failures=0)


def _set_state(receiver_type: str, receiver_id: int, **changes: Any) -> None:
    OutboxReceiver.objects.update_or_create(
        receiver_type=receiver_type,
        receiver_id=receiver_id,
        defaults={**changes, "next_attempt_at": None},
    )


def forget_settled(*, now: datetime) -> int:
    """Delete messages sent or cancelled more than KEPT_DAYS ago, with their
    attempts, some at a time; return how many messages.
    """
    oldest = now - timedelta(days=KEPT_DAYS)
    old = OutboxMessage.objects.filter(
        settled_at__lt=oldest,
        state__in=(State.SENT, State.CANCELLED),
    )
    some = old.order_by("settled_at").values_list("pk", flat=True)
    chosen = OutboxMessage.objects.filter(
        pk__in=list(some[:FORGOTTEN_AT_ONCE])
    )
    _total, deleted = chosen.delete()
    return deleted.get("common.OutboxMessage", 0)
