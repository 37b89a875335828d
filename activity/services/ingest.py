"""The one path of events into the database, for REST, files and commands alike.

Rows are read in chunks. A chunk's transaction stores its new events, its rejected rows and the count of
rows accounted for, so a killed delivery goes on exactly where it stopped. While it runs it holds the
shared side of a lock whose exclusive side the night takes for an instant: after that instant every event
up to the night's horizon is committed (see activity/services/nights.py).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from activity.models import ActivityEvent, EventSource, IngestBatch
from activity.rules.drafts import EventDraft, EventReader, Fault, ReadingRules, RejectedDraft, content_id
from activity.services.event_store import (
    drop_incoming_of_strangers,
    incoming_reusing_ids,
    incoming_strangers,
    load_incoming,
    save_rejected_rows,
    store_incoming,
    wire_rows,
)
from common.services.horizons import hold_back_readers
from common.services.jobs import Clock, Progress
from members.services.directory import register_members

MOST_REPORTED = 10_000
Row = tuple[int, Any]


@dataclass
class IngestOutcome:
    """What became of the rows of a delivery."""

    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    created_members: int = 0
    first_rejected: list[RejectedDraft] = field(default_factory=list)

    def add(self, other: "IngestOutcome") -> None:
        self.received += other.received
        self.accepted += other.accepted
        self.duplicate += other.duplicate
        self.rejected += other.rejected
        self.created_members += other.created_members
        room = MOST_REPORTED - len(self.first_rejected)
        self.first_rejected.extend(other.first_rejected[:room])


def reading_rules(
    source: EventSource,
    *,
    now: datetime,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> ReadingRules:
    """Return how rows of a source are read; what is given here goes before what the source keeps."""
    zone = ZoneInfo(source.time_zone) if source.time_zone else None
    return ReadingRules({**source.columns, **(columns or {})}, {**source.kinds, **(kinds or {})}, zone, now)


def ingest_events(
    *,
    batch: IngestBatch,
    rows: Iterable[Row],
    rules: ReadingRules,
    clock: Clock,
    progress: Progress,
    position: Callable[[], int] | None = None,
    total: int | None = None,
) -> IngestOutcome:
    """Every row is accepted, a duplicate, or rejected with its faults, and the batch says how many.

    Rows that this batch has already accounted for are passed over. `position()` tells how far the
    reading is, in the unit of `total`.
    """
    delivery = _Delivery(batch, EventReader(rules), rules.now)
    outcome, rows = IngestOutcome(), iter(rows)
    delivery.pass_over(islice(rows, batch.received))
    for chunk in _read_ahead(lambda: delivery.read(list(islice(rows, settings.INGEST_CHUNK_ROWS)))):
        outcome.add(delivery.store(chunk))
        progress.report(position() if position else batch.received, total, batch.file_name)
    IngestBatch.objects.filter(pk=batch.pk).update(finished_at=clock())
    batch.refresh_from_db()
    return outcome


class _Chunk(NamedTuple):
    rows: list[Row]
    drafts: list[EventDraft]
    rejected: list[RejectedDraft]
    wire: Any


def _read_ahead(read: Callable[[], _Chunk | None]) -> Iterator[_Chunk]:
    """Yield chunks; while the database stores one, a thread reads the next."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(read)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(read)
            yield chunk


class _Delivery:
    """What is remembered from chunk to chunk: the reader, and how often equal rows came."""

    def __init__(self, batch: IngestBatch, reader: EventReader, now: datetime) -> None:
        self.batch, self.reader, self.now = batch, reader, now
        self._equal_rows: Counter[str] = Counter()

    def pass_over(self, rows: Iterable[Row]) -> None:
        for line, raw in rows:
            draft = self.reader.read(raw, line)
            if isinstance(draft, EventDraft) and not draft.external_id:
                self._identified(draft)

    def read(self, rows: list[Row]) -> "_Chunk | None":
        """Return what the rows say, None after the last; touches no database."""
        if not rows:
            return None
        drafts: list[EventDraft] = []
        rejected: list[RejectedDraft] = []
        for line, raw in rows:
            draft = raw if isinstance(raw, RejectedDraft) else self.reader.read(raw, line)
            if isinstance(draft, RejectedDraft):
                rejected.append(draft)
            else:
                drafts.append(draft if draft.external_id else self._identified(draft))
        return _Chunk(rows, drafts, rejected, wire_rows(self.batch, drafts))

    @transaction.atomic
    def store(self, chunk: "_Chunk") -> IngestOutcome:
        """The chunk's events and rejected rows stand, and the batch accounts for every row of it."""
        hold_back_readers(ActivityEvent)
        load_incoming(chunk.wire, count=len(chunk.drafts))
        accepted, created, refused, reused = self._store_incoming(len(chunk.drafts))
        rejected = [
            *chunk.rejected,
            *self._refused(chunk, refused, "unknown_member", "member"),
            *self._refused(chunk, reused, "id_reused", "external_id"),
        ]
        save_rejected_rows(batch=self.batch, rejected=rejected)
        outcome = IngestOutcome(
            len(chunk.rows), accepted, len(chunk.rows) - accepted - len(rejected), len(rejected), created, rejected
        )
        self._account(outcome)
        return outcome

    def _store_incoming(self, count: int) -> tuple[int, int, list[int], list[int]]:
        """Return how many events were stored and members created, the lines of strangers and of reused ids.

        Most chunks hold only new events of known members, so what may be wrong is asked for only if some were left.
        """
        platform = self.batch.source.member_platform
        accepted = store_incoming(platform)
        if accepted == count:
            return accepted, 0, [], []
        created, refused = self._settle_members()
        if created:
            accepted += store_incoming(platform)
        reused = incoming_reusing_ids(platform) if accepted < count - len(refused) else []
        return accepted, created, refused, reused

    def _identified(self, draft: EventDraft) -> EventDraft:
        plain = content_id(draft, 0)
        ordinal = self._equal_rows[plain]
        self._equal_rows[plain] += 1
        return draft._replace(external_id=content_id(draft, ordinal) if ordinal else plain)

    def _refused(self, chunk: "_Chunk", lines: list[int], code: str, field: str) -> Iterator[RejectedDraft]:
        if not lines:
            return
        raws, drafts = dict(chunk.rows), {draft.line: draft for draft in chunk.drafts}
        for line in lines:
            fault = Fault(code, self.reader.column_of(field), getattr(drafts[line], field))
            yield RejectedDraft(line, (fault,), raws[line])

    def _settle_members(self) -> tuple[int, list[int]]:
        """Unknown members are created, or their events left out; returns how many were, and those lines."""
        source = self.batch.source
        strangers = incoming_strangers(source.member_platform)
        if not strangers:
            return 0, []
        if source.unknown_members == EventSource.UnknownMembers.REFUSE:
            return 0, drop_incoming_of_strangers(source.member_platform)
        drafts = [{"external_id": external_id} for external_id in strangers]
        register_members(drafts=drafts, platform=source.member_platform, now=self.now)
        return len(strangers), []

    def _account(self, outcome: IngestOutcome) -> None:
        IngestBatch.objects.filter(pk=self.batch.pk).update(
            received=F("received") + outcome.received,
            accepted=F("accepted") + outcome.accepted,
            duplicate=F("duplicate") + outcome.duplicate,
            rejected=F("rejected") + outcome.rejected,
            created_members=F("created_members") + outcome.created_members,
        )
        self.batch.received += outcome.received


def open_batch(
    *,
    source: EventSource,
    channel: str,
    now: datetime,
    file_name: str = "",
    digest: str = "",
    user: Any = None,
    job_id: int | None = None,
) -> IngestBatch:
    """Return the delivery of this very file that was cut off, else a new one."""
    if digest:
        unfinished: IngestBatch | None = IngestBatch.objects.unfinished_of(source=source, digest=digest).first()
        if unfinished is not None:
            return unfinished
    return IngestBatch.objects.create(
        source=source,
        channel=channel,
        started_at=now,
        file_name=file_name[:200],
        digest=digest,
        sent_by=user,
        job_id=job_id,
    )
