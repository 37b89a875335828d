from datetime import datetime
from typing import Any, Self

from django.db.models import Count, Q, QuerySet

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
