from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from activity.rules.clock import TOLERANCE
from common.models import LaneTask


class IngestBatchQuerySet(models.QuerySet[Any]):
    def unfinished_of(
        self,
        *,
        source: Any,
        digest: str,
    ) -> "IngestBatchQuerySet":
        """Batches of the very same file from the same source that were cut off."""
        return self.filter(
            source=source,
            digest=digest,
            finished_at__isnull=True,
        )


class EventDetailQuerySet(models.QuerySet[Any]):
    def about(self, object_type: str, object_id: str) -> "EventDetailQuerySet":
        """Details of events about one object."""
        return self.filter(object_type=object_type, object_id=object_id)


class NightlyRunQuerySet(models.QuerySet[Any]):
    def done(self) -> "NightlyRunQuerySet":
        return self.filter(state="done")

    def before(self, day: date) -> "NightlyRunQuerySet":
        return self.filter(business_date__lt=day)

    def ahead_of(self, now: datetime, *, today: date) -> "NightlyRunQuerySet":
        """Nights that were run while the clock was ahead: their day is not
        over, or they began later than now.
        """
        return self.filter(
            Q(business_date__gte=today) | Q(started_at__gt=now + TOLERANCE),
        )


class PublishedGenerationQuerySet(models.QuerySet[Any]):
    def with_oldest_beat(
        self,
        lanes: Sequence[str],
    ) -> "PublishedGenerationQuerySet":
        """Add `oldest_beat`: when the lane that has waited longest for a worker was last alive.

        It is part of this query because every page with computed values needs both.
        """
        beats = (
            LaneTask.objects.filter(lane__in=lanes)
            .order_by("beat_at")
            .values("beat_at")[:1]
        )
        rows: PublishedGenerationQuerySet = self.annotate(
            oldest_beat=models.Subquery(beats),
        )
        return rows


class GenerationQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "GenerationQuerySet":
        return self.filter(generation=generation)


class FeedSilenceQuerySet(models.QuerySet[Any]):
    def unfilled(self) -> "FeedSilenceQuerySet":
        """Silences whose events have not come in, and about which nobody has decided."""
        return self.filter(ended_at__isnull=True)

    def alarming(self) -> "FeedSilenceQuerySet":
        """Unfilled silences that nobody has marked as seen."""
        return self.unfilled().filter(acknowledged_at__isnull=True)
