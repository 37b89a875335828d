"""The state of receivers of the outbox, for pages of those who own them."""

from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from common.models import OutboxMessage, OutboxReceiver


def stuck_messages() -> QuerySet[OutboxMessage]:
    """Return messages that go no further by themselves: unclear ones, and
    those for a receiver that is paused because it failed.
    """
    given_up = OutboxReceiver.objects.filter(
        pause__in=(OutboxReceiver.Pause.FAILING, OutboxReceiver.Pause.GONE),
        receiver_type=OuterRef("receiver_type"),
        receiver_id=OuterRef("receiver_id"),
    )
    rows: QuerySet[OutboxMessage] = OutboxMessage.objects.filter(
        Q(state__in=("failed", "uncertain"))
        | Q(Exists(given_up), state__in=("waiting", "sending")),
    )
    return rows


def unsettled_counts() -> dict[str, int]:
    """Return how many messages wait, are being sent, failed or are unclear.

    Each pair of states has an index of its own; those that were sent are not
    counted, because there are as many as the retention lets stay.
    """
    counts: dict[str, int] = {}
    for states in (("waiting", "sending"), ("failed", "uncertain")):
        counts.update(dict.fromkeys(states, 0))
        rows = OutboxMessage.objects.filter(state__in=states).order_by()
        counts.update(rows.values_list("state").annotate(Count("pk")))
    return counts


def oldest_waiting(now: datetime) -> datetime | None:
    """Return since when the oldest message waits that may go now; None if none
    does.
    """
    since = Greatest("created_at", Coalesce("not_before", "created_at"))
    waiting = OutboxMessage.objects.waiting(now).order_by()
    found: datetime | None = waiting.aggregate(since=Min(since))["since"]
    return found


def with_sending(rows: Any, receiver_type: str) -> Any:
    """Return rows that receive messages, each with `pause`, `failures`,
    `next_attempt_at` (OutboxReceiver) and `waiting`, the number of messages
    that wait.
    """
    states = OutboxReceiver.objects.to(receiver_type, OuterRef("pk"))
    messages = OutboxMessage.objects.open().to(receiver_type, OuterRef("pk"))
    counted = messages.order_by().values("receiver_id").annotate(n=Count("pk"))
    return rows.annotate(
        pause=Coalesce(Subquery(states.values("pause")), Value("")),
        failures=_number(states.values("failures")),
        next_attempt_at=Subquery(states.values("next_attempt_at")),
        waiting=_number(counted.values("n")),
    )


def _number(query: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(query, output_field=IntegerField()), 0)


def receiver_state(receiver_type: str, receiver_id: int) -> OutboxReceiver:
    """Return the state of a receiver; one that was never called is not stored."""
    known = OutboxReceiver.objects.to(receiver_type, receiver_id).first()
    return known or OutboxReceiver(
        receiver_type=receiver_type,
        receiver_id=receiver_id,
    )
