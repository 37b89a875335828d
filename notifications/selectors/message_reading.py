"""Which outgoing messages a person has opened or confirmed, for the pages of
the outbox (integrations/selectors/outbox.py).
"""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from integrations.services.channel_sending import RECEIVER_TYPE
from notifications.models import FollowUp, Notification

EVENT, ADDRESSEE = "event_message__event", "event_message__user"


def annotate_reading(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate messages with `read_at` and `read_by`.

    Of a mail: when its addressee opened the notification, else confirmed it;
    of a summary, when they opened the first of its notifications. Of a message
    to a group: the first colleague who opened it, else who confirmed it.
    Machines read nothing.
    """
    by_whom = _first("user__username", "confirmed_by__username")
    found: QuerySet[Any] = rows.annotate(
        read_at=_first("read_at", "confirmed_at"),
        read_by=Coalesce(by_whom, Value("", CharField())),
    )
    return found


def _first(read: str, confirmed: str) -> Case:
    """Return what was read first of a message, by the names of its columns."""
    opened = Notification.objects.exclude(read_at=None)
    opened = opened.order_by("read_at", "pk").annotate(wanted=F(read))
    done = FollowUp.objects.filter(event=OuterRef(EVENT))
    done = done.exclude(confirmed_at=None).annotate(wanted=F(confirmed))
    of_event = opened.filter(event=OuterRef(EVENT))
    of_addressee = of_event.filter(user=OuterRef(ADDRESSEE))
    by_addressee = done.filter(confirmed_by=OuterRef(ADDRESSEE))
    of_digest = opened.filter(digest__message=OuterRef("pk"))
    to_channel = Q(receiver_type=RECEIVER_TYPE)
    return Case(
        When(
            event_message__user__isnull=False,
            then=Coalesce(_value(of_addressee), _value(by_addressee)),
        ),
        When(
            to_channel & Q(event_message__isnull=False),
            then=Coalesce(_value(of_event), _value(done)),
        ),
        When(to_channel, then=_value(of_digest)),
    )


def _value(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.values("wanted")[:1])
