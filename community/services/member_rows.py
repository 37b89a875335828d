"""Rows of members that come in one request."""

from typing import Any

from activity.models import EventSource, IngestBatch
from activity.services.ingest import open_batch
from common.db.transactions import atomic_with_retry
from common.jobs.queue import Clock
from common.rules.rows import RejectedDraft, Row
from community.selectors.member_tables import Reader
from community.services.member_files import (
    as_rejected,
    read_drafts,
    record_rows,
)
from community.services.member_upserts import RowOrigin, take_members
from members.services.upserts import RowOutcome

Taken = tuple[IngestBatch | None, list[RowOutcome], list[RejectedDraft]]


@atomic_with_retry
def take_rows(
    *,
    source: EventSource,
    rows: list[Row],
    read: Reader,
    delivery: RowOrigin,
    clock: Clock,
    user: Any,
    dry_run: bool = False,
) -> Taken:
    """Store the rows as one delivery, or say what would change; return the
    delivery (none for a dry run), what became of each row that was taken, and
    the refused rows.
    """
    drafts, rejected = read_drafts(read, rows)
    outcomes = take_members(drafts=drafts, delivery=delivery, dry_run=dry_run)
    taken = []
    for one in outcomes:
        if not one.faults:
            taken.append(one)
    rejected += [as_rejected(one) for one in outcomes if one.faults]
    rejected.sort(key=lambda row: row.line)
    if dry_run:
        return None, taken, rejected
    batch = open_batch(
        source=source,
        channel=IngestBatch.Channel.REST,
        now=delivery.now,
        content=IngestBatch.Content.MEMBERS,
        user=user,
    )
    record_rows(batch, taken, rejected)
    batch.finished_at = clock()
    batch.save(update_fields=["finished_at"])
    return batch, taken, rejected
