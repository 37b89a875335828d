"""Rows that a source sent and that were not stored."""

from datetime import datetime

from django.db.models import Sum

from activity.models import EventSource, IngestBatch, RejectedRow
from activity.rules.feed_scopes import ALL

UNKNOWN_KIND = "unknown_kind"


def refused_rows(source: EventSource, scope: str, since: datetime) -> int:
    """Return how many rows of deliveries that began after `since` were not
    stored: rejected or left out by the mapping, for a part of the source only
    those whose kind is unknown or left out.
    """
    batches = IngestBatch.objects.filter(source=source, started_at__gt=since)
    sums = batches.aggregate(rejected=Sum("rejected"), ignored=Sum("ignored"))
    ignored = sums["ignored"] or 0
    if scope == ALL:
        return int(ignored + (sums["rejected"] or 0))
    unknown = RejectedRow.objects.filter(batch__in=batches, code=UNKNOWN_KIND)
    return int(ignored) + unknown.count()
