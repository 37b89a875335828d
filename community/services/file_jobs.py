"""Jobs that import an uploaded file of posts or of reactions."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from activity.models import EventSource, IngestBatch
from activity.services.files import close_upload
from common.jobs.queue import Clock, Progress
from community.services.files import (
    Sending,
    ingest_post_file,
    ingest_reaction_file,
)


def run_post_file_job(**arguments: Any) -> dict[str, Any]:
    """Import an uploaded file of posts as asked for on the page, then delete
    it.

    Errors: DomainError if it is refused, or was stopped by a limit.
    """
    return _run(ingest_post_file, **arguments)


def run_reaction_file_job(**arguments: Any) -> dict[str, Any]:
    """Import an uploaded file of reactions as asked for on the page, then
    delete it.

    Errors: DomainError if it is refused, or was stopped by a limit.
    """
    return _run(ingest_reaction_file, **arguments)


def _run(
    ingest: Callable[..., IngestBatch],
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
    path: str,
    file_name: str,
    columns: Mapping[str, str],
    user_id: int | None,
    every_kind: str = "",
) -> dict[str, Any]:
    users = get_user_model().objects
    sending = Sending(
        channel=IngestBatch.Channel.PAGE,
        file_name=file_name,
        columns=columns,
        every_kind=every_kind,
        user=users.filter(pk=user_id).first() if user_id else None,
        job_id=job_id,
    )
    batch = ingest(
        source=EventSource.objects.get(pk=source_id),
        path=Path(path),
        clock=clock,
        progress=progress,
        sending=sending,
    )
    return close_upload(batch, Path(path))
