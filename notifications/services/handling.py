"""Events become notifications and messages, in one transaction with the mark
that they are handled: killed anywhere and run by any number of workers, each
colleague is notified once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.models import DomainEvent
from notifications.models import FollowUp, Notification
from notifications.models.notifications import SUBJECT_LENGTH
from notifications.rules.escalation import escalates_at
from notifications.rules.kinds import (
    NotificationKind,
    Urgency,
    kind_of,
    urgency_of,
)
from notifications.selectors.audience import Recipient, recipients_of
from notifications.selectors.preferences import escalation_policy
from notifications.selectors.subjects import (
    is_settled,
    subject_href,
    subject_of,
)
from notifications.services.outgoing import send_event

MOST_AT_ONCE = 500
logger = logging.getLogger(__name__)


def handle_events(*, now: datetime) -> int:
    """Handle what has happened since, in its order; return how many events.

    An event that cannot be handled is logged and tried again with the next
    run; it does not keep back the others.
    """
    waiting = DomainEvent.objects.unhandled().values_list("pk", flat=True)
    handled = 0
    for event_id in list(waiting[:MOST_AT_ONCE]):
        try:
            handled += handle_event(event_id=event_id, now=now)
        except (InterfaceError, OperationalError):
            raise
        except Exception:
            logger.exception("event %s could not be handled", event_id)
    return handled


@atomic_with_retry
def handle_event(*, event_id: int, now: datetime) -> bool:
    """Write the notifications and messages of an event, unless what it asks
    for is done by now; return whether it was unhandled.
    """
    unhandled = DomainEvent.objects.unhandled().select_for_update()
    event = unhandled.filter(pk=event_id).first()
    if event is None:
        return False
    kind = kind_of(event.kind)
    # Names and messages do not depend on who or what caused the event.
    with translation.override(settings.LANGUAGE_CODE):
        subject = subject_of(event)
        if not is_settled(event, subject):
            _spread(event, kind, subject, now)
    event.handled_at = now
    event.save(update_fields=["handled_at"])
    return True


def _spread(
    event: DomainEvent,
    kind: NotificationKind,
    subject: Any,
    now: datetime,
) -> None:
    """Write the notifications and messages of an event, and watch whether it
    is confirmed.
    """
    urgency = urgency_of(kind, event.data)
    words = str(subject)[:SUBJECT_LENGTH] if subject is not None else ""
    recipients = recipients_of(
        event,
        kind,
        subject,
        today=business_date(now),
    )
    href = subject_href(event, subject)
    rows = _notify(event, recipients, (words, href), urgency, now)
    send_event(event, rows, subject=words, urgency=urgency, now=now)
    _follow(event, kind, urgency, now)


def _notify(
    event: DomainEvent,
    recipients: Sequence[Recipient],
    about: tuple[str, str],
    urgency: Urgency,
    now: datetime,
) -> list[Notification]:
    words, href = about
    rows = []
    for one in recipients:
        row = Notification(
            user=one.user,
            event=event,
            reason=one.reason,
            stands_in_for=one.stands_in_for,
            subject=words,
            href=href,
            urgency=urgency,
            pace=one.pace,
            created_at=now,
        )
        rows.append(row)
    return Notification.objects.bulk_create(rows)


def _follow(
    event: DomainEvent,
    kind: NotificationKind,
    urgency: Urgency,
    now: datetime,
) -> Any:
    """Watch whether somebody confirms the event, if its kind awaits that."""
    if not kind.awaits_confirmation:
        return
    hours = escalation_policy().hours(urgency)
    FollowUp.objects.create(
        event=event,
        urgency=urgency,
        escalate_at=escalates_at(now, hours, 0),
    )
