"""Import a file of events as one batch."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import REQUIRED, SourceMapping
from activity.rules.limits import IngestLimits
from activity.selectors.file_limits import (
    check_size,
    configured_limits,
    stop_text,
)
from activity.selectors.file_rules import rules_of_table, wanted_names
from activity.selectors.file_templates import skip_example
from activity.selectors.sources import source_mapping, with_every_kind
from activity.services.ingest import ingest_events, open_batch
from activity.services.ingest_chunks import IngestOutcome
from common.errors import Invalid
from common.files.tables import open_table
from common.jobs.queue import Clock, Progress

BLOCK_BYTES = 1 << 20


def ingest_file(
    *,
    source: EventSource,
    path: Path,
    file_name: str,
    channel: str,
    clock: Clock,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    every_kind: str = "",
    user: Any = None,
    job_id: int | None = None,
    progress: Progress | None = None,
    limits: IngestLimits | None = None,
) -> tuple[IngestBatch, IngestOutcome]:
    """Store the file's rows, or reject them with their faults; an import that
    was cut off resumes where it stopped.

    `every_kind` is the kind of every row, where the file has no column of it;
    `limits` override those of the settings; a batch that reached one of them
    is `stopped`.
    Errors: Invalid when no row can be read (the file is empty, or required
    columns are missing), TooLarge if the file holds too much.
    """
    limits = limits or configured_limits()
    check_size(path, limits)
    now = clock()
    rules = source_mapping(source, now=now, columns=columns, kinds=kinds)
    rules = with_every_kind(rules, every_kind)
    with open_table(path, file_name, wanted=wanted_names(rules)) as table:
        rules = rules_of_table(rules, table, required=REQUIRED)
        batch = open_batch(
            source=source,
            channel=channel,
            now=now,
            file_name=file_name,
            sheet=table.form.sheet,
            digest=_digest(path, source, rules),
            user=user,
            job_id=job_id,
        )
        outcome = ingest_events(
            batch=batch,
            rows=skip_example(table.rows),
            rules=rules,
            clock=clock,
            progress=progress or Progress(None),
            position=table.position,
            total=path.stat().st_size,
            limits=limits,
        )
    return batch, outcome


def run_ingest_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
    path: str,
    file_name: str,
    columns: dict[str, str],
    user_id: int | None,
    every_kind: str = "",
) -> dict[str, Any]:
    """Import an uploaded file as asked for on the page, then delete it.

    Errors: DomainError if it is refused, or was stopped by a limit.
    """
    users = get_user_model().objects
    batch, _outcome = ingest_file(
        source=EventSource.objects.get(pk=source_id),
        path=Path(path),
        file_name=file_name,
        channel=IngestBatch.Channel.PAGE,
        clock=clock,
        columns=columns,
        every_kind=every_kind,
        job_id=job_id,
        progress=progress,
        user=users.filter(pk=user_id).first() if user_id else None,
    )
    return close_upload(batch, Path(path))


def close_upload(batch: IngestBatch, path: Path) -> dict[str, Any]:
    """Delete an uploaded file that was imported, and return the result of its
    job.

    Errors: Invalid if the import was stopped by a limit; the file stays.
    """
    if batch.stopped:
        raise Invalid(batch.stopped, stop_text(batch))
    path.unlink(missing_ok=True)
    return {
        "batch": batch.pk,
        "accepted": batch.accepted,
        "duplicate": batch.duplicate,
        "changed": batch.changed,
        "ignored": batch.ignored,
        "rejected": batch.rejected,
    }


def _digest(path: Path, source: EventSource, rules: SourceMapping) -> str:
    """Return a hash of the file and of how it is read."""
    columns = sorted(rules.columns.items())
    kinds = [*sorted(rules.kinds.items()), rules.every_kind]
    digest = hashlib.sha256(f"{source.pk}|{columns}|{kinds}".encode())
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
