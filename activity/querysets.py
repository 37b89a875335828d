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
