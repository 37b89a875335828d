"""What events were about is stored beside them, so that events without an
object cost nothing.
"""

from collections.abc import Mapping

from activity.models import ActivityEvent, EventDetail, IngestBatch
from activity.rules.event_details import DetailDraft

FEW = 1000


def store_details(
    batch: IngestBatch,
    details: Mapping[str, DetailDraft],
) -> None:
    """Store what the batch's own events were about, by their external ids; the
    details of events that came before stay as they are.
    """
    external_ids = list(details)
    for start in range(0, len(external_ids), FEW):
        asked = external_ids[start : start + FEW]
        events = ActivityEvent.objects.filter(
            source=batch.source_id,
            external_id__in=asked,
            batch=batch,
        )
        rows = []
        for pk, external_id in events.values_list("pk", "external_id"):
            detail = details[external_id]
            row = EventDetail(
                event_id=pk,
                object_type=detail.object_type,
                object_id=detail.object_id,
                properties=detail.properties,
            )
            rows.append(row)
        EventDetail.objects.bulk_create(rows, ignore_conflicts=True)
