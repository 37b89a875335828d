"""Conditions on subscriptions of the brief, and on stages of members."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from reports.rules.cohorts import month_end
from reports.rules.stages import WITHIN_DAYS, Stage, Way

Rows = models.QuerySet[Any]


class SubscriptionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Subscriptions that have not ended, of accounts that are in use."""
        return self.filter(
            Q(user__isnull=True) | Q(user__is_active=True),
            ended_at__isnull=True,
            created_by__is_active=True,
        )

    def of_reader(self, user: Any, *, is_lead: bool) -> Self:
        """Those of a colleague, for a lead also those of channels."""
        own = Q(user=user)
        return self.filter(own | Q(channel__isnull=False) if is_lead else own)

    def awaiting(self, week: date, *, before: datetime) -> Self:
        """Those that began before a moment and have not got the brief of a week."""
        rows = self.in_force().filter(created_at__lt=before)
        return rows.exclude(sent__week=week)


class MemberStagesQuerySet(models.QuerySet[Any]):
    def came_in(self, way: Way, month: date) -> Self:
        """Members of a way whose first act was in a month."""
        return self.filter(
            came_as_owner=way == Way.OWNERS,
            attention_on__gte=month,
            attention_on__lt=month_end(month),
        )

    def reached(self, stage: Stage) -> Self:
        """Members who reached a stage within the days that count."""
        if stage == Stage.ATTENTION:
            return self
        return self.filter(**{f"{stage}_days__range": (0, WITHIN_DAYS)})
