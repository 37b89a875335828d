"""Say of the import that brought history what became of it."""

from django.db import transaction

from activity.models import IngestBatch

OLD_POSTS = "old_posts"
HISTORIC_ISSUES = "historic_issues"
# The import is one of the last ones of its source.
LOOKED_AT = 20


@transaction.atomic
def note_historic_issues(*, source_id: int, count: int) -> None:
    """Add so many historic issues to the notes of the last import of posts of
    this source that brought history, or that has not ended yet.
    """
    batches = IngestBatch.objects.select_for_update(of=("self",)).filter(
        source_id=source_id,
        content=IngestBatch.Content.POSTS,
    )
    for batch in batches.order_by("-pk")[:LOOKED_AT]:
        codes = set()
        for note in batch.notes:
            codes.add(note["code"])
        if batch.finished_at is None or OLD_POSTS in codes:
            _add(batch, count)
            return


def _add(batch: IngestBatch, count: int) -> None:
    kept = []
    for note in batch.notes:
        if note["code"] == HISTORIC_ISSUES:
            count += note["count"]
        else:
            kept.append(note)
    batch.notes = [*kept, {"code": HISTORIC_ISSUES, "count": count}]
    batch.save(update_fields=["notes"])


@transaction.atomic
def finish_notes(batch: IngestBatch, notes: list[dict[str, object]]) -> None:
    """Store the notes of an import at its end, and keep what was noted of its
    issues meanwhile.
    """
    locked = IngestBatch.objects.select_for_update(of=("self",)).get(
        pk=batch.pk,
    )
    meanwhile = []
    for note in locked.notes:
        if note["code"] == HISTORIC_ISSUES:
            meanwhile.append(note)
    batch.notes = [*notes, *meanwhile]
    batch.save(update_fields=["notes"])
