"""Delete rows that are kept no longer, as the inventory declares."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models

from common.audit.units import unrecorded
from common.db.transactions import atomic_with_retry
from common.personal.inventory import Model, all_records

AT_ONCE = 1000


class Expired(NamedTuple):
    """How many rows of a model are older than its days."""

    model: Model
    days: int
    rows: int

    @property
    def label(self) -> str:
        """Return what the rows are called."""
        return str(self.model._meta.verbose_name_plural)


def expired_rows(now: datetime) -> Iterator[tuple[Model, int, Any]]:
    """Yield the models with days, and their rows that are older."""
    for model, records in all_records().items():
        kept = records.kept
        if not kept.days:
            continue
        oldest: Any = now - timedelta(days=kept.days)
        if not _is_moment(model, kept.since):
            oldest = oldest.date()
        rows = model._base_manager.filter(**{f"{kept.since}__lt": oldest})
        yield model, kept.days, rows.order_by()


def _is_moment(model: Model, path: str) -> bool:
    field: Any = model
    for name in path.split("__"):
        holder = getattr(field, "related_model", None) or field
        field = holder._meta.get_field(name)
    return isinstance(field, models.DateTimeField)


def preview_retention(now: datetime) -> list[Expired]:
    """Return how many rows the next run deletes, by model."""
    return [
        Expired(model, days, rows.count())
        for model, days, rows in expired_rows(now)
    ]


def enforce_retention(now: datetime) -> dict[str, int]:
    """Delete all rows that are kept no longer; return how many, by model."""
    deleted = {}
    for model, _days, rows in expired_rows(now):
        count = 0
        while part := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
            count += _delete(model, part)
        if count:
            deleted[model._meta.label] = count
    return deleted


@atomic_with_retry
def _delete(model: Model, keys: list[Any]) -> int:
    with unrecorded():
        model._base_manager.filter(pk__in=keys).delete()
    return len(keys)
