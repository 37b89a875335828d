from datetime import date
from typing import Any

from django.db import models


class IngestBatchQuerySet(models.QuerySet[Any]):
    def unfinished_of(self, *, source: Any, digest: str) -> "IngestBatchQuerySet":
        """Deliveries of the very same file to the same source that were cut off."""
        return self.filter(source=source, digest=digest, finished_at__isnull=True)


class NightQuerySet(models.QuerySet[Any]):
    def done(self) -> "NightQuerySet":
        return self.filter(state="done")

    def before(self, day: date) -> "NightQuerySet":
        return self.filter(business_date__lt=day)


class GenerationQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "GenerationQuerySet":
        return self.filter(generation=generation)


def fault_counts(batch: Any) -> list[tuple[str, int]]:
    """Return how many rows of a delivery were rejected for each (first) fault, most first."""
    counted = batch.rejected_rows.order_by().values_list("code").annotate(count=models.Count("id"))
    return sorted(counted, key=lambda pair: -pair[1])
