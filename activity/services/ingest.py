"""The one path of events into the database, for REST, files and commands alike.

Rows are read in chunks. A chunk's transaction stores its new events, its
rejected rows and the count of rows accounted for, so an import that was killed
resumes exactly where it stopped. While it runs, it holds the shared side of a
lock whose exclusive side a night takes for a moment; after that moment every
event up to the night's horizon is committed (see common/db/committed_ids.py).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import EventRowParser, SourceMapping
from activity.rules.event_details import EventDetailParser
from activity.rules.limits import IngestLimits
from activity.rules.nicknames import NicknameReader
from activity.selectors.file_limits import configured_limits
from activity.services.chunk_reading import Chunk, ChunkReader
from activity.services.ingest_chunks import ChunkWriter, IngestOutcome
from common.jobs.queue import Clock, Progress
from common.jobs.read_ahead import read_ahead
from common.rules.rows import Row


def ingest_events(
    *,
    batch: IngestBatch,
    rows: Iterable[Row],
    rules: SourceMapping,
    clock: Clock,
    progress: Progress,
    position: Callable[[], int] | None = None,
    total: int | None = None,
    limits: IngestLimits | None = None,
    changed_lines: Collection[int] = (),
) -> IngestOutcome:
    """Account for each row: accepted, duplicate, changed (one of
    `changed_lines`), ignored, or rejected with its faults.

    Rows that the batch has already accounted for are skipped. `position()`
    returns how far the reading is, in the unit of `total`. When more rows are
    rejected than `limits` (default: those of the settings) allow, the batch is
    `stopped` and later rows are not read.
    """
    parser = EventRowParser(rules)
    reader = ChunkReader(
        batch,
        parser,
        EventDetailParser(rules.columns),
        NicknameReader(rules.columns),
    )
    writer = ChunkWriter(
        batch,
        parser,
        now=rules.now,
        limits=limits or configured_limits(),
        changed_lines=changed_lines,
    )
    coming = iter(rows)
    reader.skip(islice(coming, batch.received))

    def read_chunk() -> Chunk | None:
        return reader.read(list(islice(coming, settings.INGEST_CHUNK_ROWS)))

    outcome = IngestOutcome()
    stopped = ""
    for chunk in read_ahead(read_chunk):
        stopped = writer.stop_reason()
        if stopped:
            break
        outcome.add(writer.store(chunk))
        done = position() if position else batch.received
        progress.report(done, total, batch.file_name)
    IngestBatch.objects.filter(pk=batch.pk).update(
        finished_at=clock(),
        stopped=stopped,
    )
    batch.refresh_from_db()
    return outcome


def open_batch(
    *,
    source: EventSource,
    channel: str,
    now: datetime,
    content: str = IngestBatch.Content.EVENTS,
    file_name: str = "",
    sheet: str = "",
    digest: str = "",
    user: Any = None,
    job_id: int | None = None,
) -> IngestBatch:
    """Return the batch of this very file that was cut off, else a new one.

    sheet: the one that was read, of a workbook.
    """
    if digest:
        unfinished: IngestBatch | None = IngestBatch.objects.unfinished_of(
            source=source,
            digest=digest,
        ).first()
        if unfinished is not None:
            return unfinished
    return IngestBatch.objects.create(
        source=source,
        channel=channel,
        content=content,
        started_at=now,
        file_name=file_name[:200],
        sheet=sheet[:100],
        digest=digest,
        sent_by=user,
        job_id=job_id,
    )
