"""Files that a job has made for somebody to download; they are kept for a few days."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from common.jobs.queue import Progress

KEPT_FOR = timedelta(days=3)
REPORTED_EVERY = 1000


def export_path(job_id: int) -> Path:
    """Return where the file of a job is, or will be."""
    return Path(settings.MEDIA_ROOT) / "exports" / str(job_id)


def ready_export_path(job_id: int, *, now: datetime) -> Path:
    """Return where a job may write its file, after deleting files that are too old."""
    path = export_path(job_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    oldest = (now - KEPT_FOR).timestamp()
    for other in path.parent.iterdir():
        if other.stat().st_mtime < oldest:
            other.unlink(missing_ok=True)
    return path


def counted(
    rows: Iterable[Any],
    *,
    progress: Progress,
    total: int,
    doing: str,
) -> Iterator[Any]:
    """Yield the rows while the progress of the job is reported."""
    for number, row in enumerate(rows):
        if number % REPORTED_EVERY == 0:
            progress.report(number, total, doing)
        yield row
    progress.report(total, total, doing)
