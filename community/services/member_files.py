"""Members in from a file: as a delivery like any other, in chunks that are
stored whole, so that an import that was killed goes on where it stopped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.db.models import F

from activity.models import IngestBatch
from activity.rules.limits import IngestLimits, stop_reason
from activity.services.event_store import save_rejected_rows
from common.db.transactions import atomic_with_retry
from common.jobs.memory import collection_paused
from common.jobs.queue import Clock, Progress
from common.jobs.read_ahead import read_ahead
from common.rules.rows import RejectedDraft, Row
from community.selectors.member_tables import OpenMemberFile, Reader
from community.services.member_upserts import RowOrigin, take_members
from members.rules.masking import mask_rejected
from members.rules.member_drafts import MemberDraft
from members.services.upserts import RowOutcome

CHUNK_ROWS = 2000
MAX_REPORTED = 10_000
NOTED = ("conflicts", "alike", "left_out")


class ReadRows(NamedTuple):
    """Rows of a delivery that can be read, and those that cannot."""

    drafts: list[MemberDraft]
    rejected: list[RejectedDraft]


@dataclass
class MemberOutcome:
    """What became of the rows of a delivery, by status, and its rejected rows."""

    received: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    rejected: list[RejectedDraft] = field(default_factory=list)


def ingest_members(
    *,
    batch: IngestBatch,
    table: OpenMemberFile,
    delivery: RowOrigin,
    clock: Clock,
    progress: Progress,
    limits: IngestLimits,
    total: int | None = None,
) -> MemberOutcome:
    """Store the rows of a table and account for each; rows that the batch has
    accounted for are skipped. The batch is stopped where `limits` say so.
    """
    outcome = MemberOutcome()
    coming = iter(table.rows)
    for _skipped in islice(coming, batch.received):
        pass
    stopped = ""
    for chunk in read_ahead(partial(read_chunk, table.read, coming)):
        taken = batch.accepted + batch.duplicate + batch.changed
        stopped = stop_reason(limits, taken=taken, rejected=batch.rejected)
        if stopped:
            break
        _add(outcome, store_chunk(batch, chunk, delivery))
        batch.refresh_from_db()
        progress.report(table.position(), total, batch.file_name)
    IngestBatch.objects.filter(pk=batch.pk).update(
        finished_at=clock(),
        stopped=stopped,
    )
    batch.refresh_from_db()
    return outcome


def _add(total: MemberOutcome, more: MemberOutcome) -> None:
    total.received += more.received
    total.counts += more.counts
    total.notes += more.notes
    room = MAX_REPORTED - len(total.rejected)
    total.rejected += more.rejected[:room]


def read_chunk(read: Reader, rows: Iterator[Row]) -> ReadRows | None:
    """Return the next rows, read; None if there are no more."""
    with collection_paused():
        chunk = list(islice(rows, CHUNK_ROWS))
        return read_drafts(read, chunk) if chunk else None


def read_drafts(read: Reader, rows: Iterable[Row]) -> ReadRows:
    """Return the rows that can be read, and the others."""
    drafts = []
    rejected = []
    for line, raw in rows:
        draft = (
            mask_rejected(raw)
            if isinstance(raw, RejectedDraft)
            else read(raw, line)
        )
        if isinstance(draft, RejectedDraft):
            rejected.append(draft)
        else:
            drafts.append(draft)
    return ReadRows(drafts, rejected)


@collection_paused()
@atomic_with_retry
def store_chunk(
    batch: IngestBatch,
    chunk: ReadRows,
    delivery: RowOrigin,
) -> MemberOutcome:
    """Store some rows and their count in one transaction."""
    outcomes = take_members(drafts=chunk.drafts, delivery=delivery)
    taken = []
    for one in outcomes:
        if not one.faults:
            taken.append(one)
    refused = [as_rejected(one) for one in outcomes if one.faults]
    rejected = sorted([*chunk.rejected, *refused], key=lambda row: row.line)
    return record_rows(batch, taken, rejected)


def as_rejected(outcome: RowOutcome) -> RejectedDraft:
    """Return a row that was refused for what is stored."""
    draft = outcome.draft
    return RejectedDraft(draft.line, outcome.faults, draft.raw)


def record_rows(
    batch: IngestBatch,
    taken: list[RowOutcome],
    rejected: list[RejectedDraft],
) -> MemberOutcome:
    """Account for rows in their batch, and keep the rejected ones."""
    save_rejected_rows(batch=batch, rejected=rejected)
    outcome = MemberOutcome(
        received=len(taken) + len(rejected),
        counts=count_statuses(taken),
        notes=count_notes(taken),
        rejected=rejected,
    )
    outcome.counts["rejected"] = len(rejected)
    _account(batch, outcome)
    return outcome


def count_statuses(outcomes: Iterable[RowOutcome]) -> Counter[str]:
    """Return how many rows were taken with each status; refused ones do not count."""
    return Counter(one.status for one in outcomes if not one.faults)


def count_notes(outcomes: Iterable[RowOutcome]) -> Counter[str]:
    """Return how many rows met staff's word, may be about another member as
    well, or have changes that were left out.
    """
    notes: Counter[str] = Counter()
    for outcome in outcomes:
        for name in NOTED:
            notes[name] += bool(getattr(outcome, name))
    return +notes


def _account(batch: IngestBatch, outcome: MemberOutcome) -> None:
    counts = outcome.counts
    notes = Counter({note["code"]: note["count"] for note in batch.notes})
    notes += Counter({f"member_{k}": n for k, n in outcome.notes.items()})
    IngestBatch.objects.filter(pk=batch.pk).update(
        received=F("received") + outcome.received,
        accepted=F("accepted") + counts["created"],
        created_members=F("created_members") + counts["created"],
        changed=F("changed") + counts["changed"],
        duplicate=F("duplicate") + counts["unchanged"] + counts["conflict"],
        rejected=F("rejected") + counts["rejected"],
        notes=[{"code": k, "count": n} for k, n in sorted(notes.items())],
    )
