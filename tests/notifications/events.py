"""Events for tests, published as apps publish them."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from common.jobs.events import NewDomainEvent, publish
from common.models import DomainEvent
from notifications.services.handling import handle_events
from tests.conftest import NOW

DAY = NOW  # 10:00 in Shanghai


def happened(
    kind: str,
    subject: models.Model,
    *,
    now: datetime = NOW,
    key: str = "",
    **data: Any,
) -> DomainEvent:
    """Publish one event and return it."""
    key = key or f"{kind}:{subject.pk}"
    with transaction.atomic():
        publish([NewDomainEvent(kind, key, subject, data)], now=now)
    return DomainEvent.objects.get(key=key)


def notify(
    kind: str,
    subject: models.Model,
    *,
    now: datetime = NOW,
    **more: Any,
) -> DomainEvent:
    """Publish one event, handle it, and return it."""
    event = happened(kind, subject, now=now, **more)
    handle_events(now=now)
    event.refresh_from_db()
    return event


def notified(event: DomainEvent) -> list[str]:
    """Return the names of those who were notified of an event."""
    rows = event.notifications.order_by("user__username")
    return list(rows.values_list("user__username", flat=True))
