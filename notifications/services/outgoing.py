"""The messages of an event: to colleagues by e-mail, to channels of the team,
and to webhooks.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from common.calendar import business_zone
from common.jobs.outbox import Outgoing, enqueue
from common.models import DomainEvent
from common.rules.quiet_hours import BEGINS, ENDS, quiet_until
from insights.models import WebhookEndpoint
from integrations.models import Channel
from notifications.models import (
    ChannelSubscription,
    EventMessage,
    Notification,
)
from notifications.rules.kinds import Pace, Urgency
from notifications.selectors.preferences import preferences_of
from notifications.selectors.texts import words_outside

CHANNEL, WEBHOOK = "channel", "webhook"


class _Planned(NamedTuple):
    """A message, and the colleague to whom alone it goes."""

    outgoing: Outgoing
    user: Any = None


def absolute(path: str) -> str:
    """Return the whole address of a page."""
    return settings.PUBLIC_URL.rstrip("/") + path


def mail_channel() -> Channel | None:
    """Return the channel by which colleagues get mail, None without one."""
    mail = Channel.objects.filter(kind=Channel.Kind.EMAIL)
    return mail.order_by("pk").first()


def send_event(
    event: DomainEvent,
    notifications: Sequence[Notification],
    *,
    subject: str,
    urgency: Urgency,
    now: datetime,
) -> None:
    """Write the messages of an event into the outbox, in its transaction."""
    planned = [
        *_mails(event, notifications, subject, urgency, now),
        *_channel_messages(event, subject, urgency, now),
        *_webhook_messages(event),
    ]
    rows = enqueue([one.outgoing for one in planned], now=now)
    sent = []
    for one, row in zip(planned, rows, strict=True):
        sent.append(EventMessage(event=event, message=row, user=one.user))
    EventMessage.objects.bulk_create(sent)


def _mails(
    event: DomainEvent,
    notifications: Sequence[Notification],
    subject: str,
    urgency: Urgency,
    now: datetime,
) -> list[_Planned]:
    at_once = [
        row
        for row in notifications
        if row.user.email
        and (row.pace == Pace.AT_ONCE or urgency == Urgency.CRITICAL)
    ]
    channel = mail_channel() if at_once else None
    if channel is None:
        return []
    chosen = preferences_of(row.user for row in at_once)
    planned = []
    for row in at_once:
        wishes = chosen[row.user_id]
        if not wishes.by_email:
            continue
        body = _body(event, subject, urgency, row.get_absolute_url())
        body["recipients"] = [row.user.email]
        outgoing = Outgoing(
            CHANNEL,
            channel.pk,
            event.kind,
            body,
            _held(now, urgency, wishes.quiet_from, wishes.quiet_until),
        )
        planned.append(_Planned(outgoing, row.user))
    return planned


def _channel_messages(
    event: DomainEvent,
    subject: str,
    urgency: Urgency,
    now: datetime,
) -> list[_Planned]:
    """Plan one message to each channel that follows the kind; what is not
    critical is kept over the night.
    """
    followed = ChannelSubscription.objects.filter(kind=event.kind)
    if urgency != Urgency.CRITICAL:
        followed = followed.exclude(minimum=Urgency.CRITICAL)
    page = reverse("notifications:event_detail", args=[event.pk])
    planned = []
    for row in followed.order_by("channel_id"):
        body = _body(event, subject, urgency, page)
        is_critical = urgency == Urgency.CRITICAL
        body["mention_all"] = row.mentions_all and is_critical
        outgoing = Outgoing(
            CHANNEL,
            row.channel_id,
            event.kind,
            body,
            _held(now, urgency, BEGINS, ENDS),
        )
        planned.append(_Planned(outgoing))
    return planned


def _webhook_messages(event: DomainEvent) -> list[_Planned]:
    """Plan one message to each webhook that follows the kind."""
    planned = []
    for endpoint in WebhookEndpoint.objects.order_by("pk"):
        if event.kind in endpoint.event_kinds:
            body = webhook_body(event)
            outgoing = Outgoing(WEBHOOK, endpoint.pk, event.kind, body)
            planned.append(_Planned(outgoing))
    return planned


def webhook_body(event: DomainEvent) -> dict[str, Any]:
    """Return what webhooks receive of an event."""
    return {
        "type": event.kind,
        "timestamp": event.occurred_at.isoformat(),
        "data": {
            "event_id": event.pk,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            **event.data,
        },
    }


def _body(
    event: DomainEvent,
    subject: str,
    urgency: Urgency,
    path: str,
) -> dict[str, Any]:
    words = words_outside(event, subject)
    return {
        "title": words.title,
        "lines": words.lines,
        "url": absolute(path),
        "urgency": urgency.value,
        "mention_all": False,
        "recipients": [],
        "digest": False,
        "preferences_url": absolute(reverse("notifications:preferences")),
    }


def _held(
    now: datetime,
    urgency: Urgency,
    begins: time,
    ends: time,
) -> datetime | None:
    """Return until when a message is kept; None if it goes at once."""
    if urgency == Urgency.CRITICAL:
        return None
    return quiet_until(now, begins, ends, business_zone())
