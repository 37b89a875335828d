from datetime import datetime
from typing import Any, Self

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from common.models import OutboxAttempt, OutboxMessage
from integrations.rules.backoff import LONGEST_ASKED


class ConnectionQuerySet(QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """Connections whose run is due, or for which deliveries wait.

        A run later than the longest wait was planned by a clock that was
        ahead, and is due.
        """
        is_due = Q(next_run_at__lte=now)
        is_misplanned = Q(next_run_at__gt=now + 2 * LONGEST_ASKED)
        has_waiting = Q(deliveries__state="waiting")
        found = self.filter(is_due | is_misplanned | has_waiting)
        return found.exclude(state="paused").distinct()

    def with_waiting(self) -> Self:
        """Each with the number of deliveries that wait."""
        is_waiting = Q(deliveries__state="waiting")
        return self.annotate(waiting=Count("deliveries", filter=is_waiting))


class ChannelQuerySet(QuerySet[Any]):
    def with_last(self) -> Self:
        """Each with when it sent last, and with the latest attempt."""
        messages = OutboxMessage.objects.to("channel", OuterRef("pk"))
        rows = messages.filter(state="sent")
        sent = rows.order_by("-pk")
        attempts = OutboxAttempt.objects.filter(
            message__receiver_type="channel",
            message__receiver_id=OuterRef("pk"),
        ).order_by("-message_id", "-pk")
        return self.annotate(
            last_sent_at=_first(sent, "settled_at"),
            last_fault=_first(attempts, "fault"),
            last_answer=_first(attempts, "answer"),
        )


def _first(rows: QuerySet[Any], name: str) -> Subquery:
    return Subquery(rows.values(name)[:1])
