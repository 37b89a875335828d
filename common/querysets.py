from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, Q

from common.jobs.backoff import MAX_PAUSE_SECONDS


class JobRunQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "JobRunQuerySet":
        return self.filter(state="waiting").order_by("pk")

    def unfinished(self) -> "JobRunQuerySet":
        return self.filter(state__in=("waiting", "running")).order_by("pk")

    def due(self, now: datetime) -> "JobRunQuerySet":
        """Unfinished jobs, without those that wait for their next try.

        No job waits longer than MAX_PAUSE_SECONDS; a later time was set while the clock was ahead.
        """
        longest = now + timedelta(seconds=MAX_PAUSE_SECONDS)
        is_due = (
            Q(retry_at__isnull=True)
            | Q(retry_at__lte=now)
            | Q(retry_at__gt=longest)
        )
        return self.unfinished().filter(is_due)


class LaneTaskQuerySet(models.QuerySet[Any]):
    def of(self, lane: str) -> "LaneTaskQuerySet":
        return self.filter(lane=lane)

    def last_beats(self) -> dict[str, datetime]:
        """Return when each lane was last alive."""
        lanes = self.order_by().values_list("lane")
        return dict(lanes.annotate(last=Max("beat_at")))


class SavedViewQuerySet(models.QuerySet[Any]):
    def seen_by(self, user: Any, *, page: str) -> "SavedViewQuerySet":
        """Views of a page that belong to the user or are shared."""
        own_or_shared = Q(owner=user) | Q(is_shared=True)
        return self.filter(own_or_shared, page=page).select_related("owner")


class PolicyVersionQuerySet(models.QuerySet[Any]):
    def newest(self) -> Any:
        """Return the policy in force, that of the highest version; None before
        the first night.
        """
        return self.order_by("-version").first()


class DomainEventQuerySet(models.QuerySet[Any]):
    def unhandled(self) -> "DomainEventQuerySet":
        return self.filter(handled_at__isnull=True).order_by("pk")

    def about(self, subject: models.Model) -> "DomainEventQuerySet":
        """Events about one row."""
        return self.filter(
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
        )


class OutboxMessageQuerySet(models.QuerySet[Any]):
    def open(self) -> "OutboxMessageQuerySet":
        """Messages that are not settled, in the order in which they go."""
        return self.filter(state__in=("waiting", "sending")).order_by("pk")

    def to(
        self,
        receiver_type: str,
        receiver_id: Any,
    ) -> "OutboxMessageQuerySet":
        """Messages to one receiver."""
        return self.filter(
            receiver_type=receiver_type,
            receiver_id=receiver_id,
        )

    def waiting(self, now: datetime) -> "OutboxMessageQuerySet":
        """Messages that may go now, in the order in which they go."""
        may_go = Q(not_before__isnull=True) | Q(not_before__lte=now)
        return self.filter(may_go, state="waiting").order_by("pk")

    def unclear(self) -> "OutboxMessageQuerySet":
        """Messages that a colleague has to settle: failed for good, or nobody
        knows whether they arrived.
        """
        return self.filter(state__in=("failed", "uncertain"))


class OutboxReceiverQuerySet(models.QuerySet[Any]):
    def to(
        self,
        receiver_type: str,
        receiver_id: Any,
    ) -> "OutboxReceiverQuerySet":
        """The row of one receiver, if it has one."""
        return self.filter(
            receiver_type=receiver_type,
            receiver_id=receiver_id,
        )


class StaffAbsenceQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> "StaffAbsenceQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)
