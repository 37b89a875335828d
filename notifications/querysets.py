from datetime import datetime
from typing import Any, Self

from django.db import models


class NotificationQuerySet(models.QuerySet[Any]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def of(self, user: Any) -> Self:
        """The notifications of one colleague, unread ones first."""
        is_read = models.Q(read_at__isnull=False)
        rows: Self = self.filter(user=user).annotate(
            is_read=models.ExpressionWrapper(
                is_read,
                output_field=models.BooleanField(),
            ),
        )
        return rows.order_by("is_read", "-pk")

    def for_digest(self) -> Self:
        """Those that wait for the next daily summary."""
        return self.filter(pace="digest", digest__isnull=True)


class FollowUpQuerySet(models.QuerySet[Any]):
    def to_escalate(self, now: datetime) -> Self:
        """Unconfirmed ones whose time has come."""
        return self.filter(
            confirmed_at__isnull=True,
            escalate_at__lte=now,
        ).order_by("pk")
