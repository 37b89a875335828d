"""What a colleague sees of a notification, and what became of an event."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from common.models import DomainEvent, OutboxMessage
from insights.models import WebhookEndpoint
from integrations.models import Channel
from notifications.models import EventMessage, FollowUp, Notification
from notifications.selectors.subjects import root_id

FAILED = (OutboxMessage.State.FAILED, OutboxMessage.State.UNCERTAIN)


class SentMessage(NamedTuple):
    """A message about an event: to whom it goes, and what became of it."""

    receiver: str
    message: OutboxMessage
    user: Any = None


def follow_up_of(event: DomainEvent) -> FollowUp | None:
    """Return whether an event was confirmed; None if its kind awaits none."""
    rows = FollowUp.objects.select_related("confirmed_by")
    return rows.filter(event_id=root_id(event)).first()


def own_notification(event: DomainEvent, user: Any) -> Notification | None:
    """Return the colleague's notification of an event, None without one."""
    return Notification.objects.filter(event=event, user=user).first()


def events_with_counts() -> QuerySet[DomainEvent]:
    """Return all events, the latest first, with how many were notified and
    have read it, and how many messages were sent and failed.
    """
    sent = Q(sent_messages__message__state=OutboxMessage.State.SENT)
    failed = Q(sent_messages__message__state__in=FAILED)
    read = Q(notifications__read_at__isnull=False)
    counted = DomainEvent.objects.annotate(
        notified=Count("notifications", distinct=True),
        have_read=Count("notifications", filter=read, distinct=True),
        messages_sent=Count("sent_messages", filter=sent, distinct=True),
        messages_failed=Count("sent_messages", filter=failed, distinct=True),
    )
    return counted.order_by("-pk")


def notified_of(event: DomainEvent) -> list[Notification]:
    """Return who was notified of an event."""
    rows = event.notifications.select_related("user", "stands_in_for")
    return list(rows.order_by("pk"))


def messages_of(event: DomainEvent) -> list[SentMessage]:
    """Return the messages of an event with the names of their receivers."""
    rows = EventMessage.objects.filter(event=event)
    found = list(rows.select_related("message", "user").order_by("pk"))
    names = _receiver_names([row.message for row in found])
    sent = []
    for row in found:
        key = row.message.receiver_type, row.message.receiver_id
        sent.append(SentMessage(names.get(key, "–"), row.message, row.user))
    return sent


def _receiver_names(
    messages: Sequence[OutboxMessage],
) -> dict[tuple[str, int], str]:
    models = {"channel": Channel, "webhook": WebhookEndpoint}
    names = {}
    for kind, model in models.items():
        ids = [
            row.receiver_id for row in messages if row.receiver_type == kind
        ]
        if not ids:
            continue
        rows = model._default_manager.filter(pk__in=ids)
        for pk, name in rows.values_list("pk", "name"):
            names[kind, pk] = name
    return names
