"""Long work: asked for as a row, done by whoever is free, seen while it runs, parked after three deaths."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from common.errors import ReaderError
from common.models import JobRun
from common.services.locks import exclusive

MAX_ATTEMPTS = 3
logger = logging.getLogger(__name__)


class JobCancelled(Exception):
    """The reader asked to stop; what is already committed stays."""


@dataclass
class Progress:
    """What a runner reports on while it works; each report is committed and asks whether to stop."""

    job_id: int | None

    def report(self, done: int, total: int | None = None, doing: str = "") -> None:
        if self.job_id is None:
            return
        jobs = JobRun.objects.filter(pk=self.job_id)
        jobs.update(progress_done=done, progress_total=total, doing=doing[:200])
        if jobs.filter(cancel_requested=True).exists():
            raise JobCancelled


Clock = Callable[[], datetime]
Runner = Callable[..., dict[str, Any]]


def request_job(*, kind: str, arguments: dict[str, Any], user: Any, now: datetime) -> JobRun:
    """A waiting row stands; the next free worker takes it."""
    if kind not in settings.JOB_RUNNERS:
        raise ValueError(f"unknown kind of job: {kind}")
    return JobRun.objects.create(kind=kind, arguments=arguments, requested_by=user, created_at=now)


def run_job(*, job_id: int, clock: Clock) -> JobRun | None:
    """The job is done, failed, cancelled or parked; None if another worker holds it or it is over.

    A job whose worker died is taken again; after MAX_ATTEMPTS deaths it is parked with its cause.
    """
    with exclusive(f"job:{job_id}") as held:
        job = JobRun.objects.unfinished().filter(pk=job_id).first() if held else None
        if job is None:
            return None
        if job.cancel_requested:
            return _finish(job, JobRun.State.CANCELLED, clock())
        if job.attempts >= MAX_ATTEMPTS:
            cause = _("The worker died %(count)s times while doing this.") % {"count": job.attempts}
            return _finish(job, JobRun.State.PARKED, clock(), failure=cause)
        job.state, job.started_at, job.attempts = JobRun.State.RUNNING, clock(), job.attempts + 1
        job.save(update_fields=["state", "started_at", "attempts"])
        return _perform(job, clock)


def _perform(job: JobRun, clock: Clock) -> JobRun:
    runner: Runner = import_string(settings.JOB_RUNNERS[job.kind])
    with _FailureRecorded(job, clock):
        try:
            result = runner(progress=Progress(job.pk), clock=clock, job_id=job.pk, **job.arguments)
        except JobCancelled:
            return _finish(job, JobRun.State.CANCELLED, clock())
        except ReaderError as error:
            return _finish(job, JobRun.State.FAILED, clock(), failure=str(error.message))
        return _finish(job, JobRun.State.DONE, clock(), result=result)
    return job


class _FailureRecorded:
    """Whatever else a runner raises stands in the job's row and in the log; the worker goes on."""

    def __init__(self, job: JobRun, clock: Clock) -> None:
        self.job, self.clock = job, clock

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        logger.error("job %s (%s) failed", self.job.pk, self.job.kind, exc_info=error)
        cause = traceback.format_exception_only(kind, error)[-1].strip()
        _finish(self.job, JobRun.State.FAILED, self.clock(), failure=cause)
        return True


def _finish(job: JobRun, state: str, now: datetime, **changes: Any) -> JobRun:
    job.refresh_from_db()
    job.state, job.finished_at = state, now
    for name, value in changes.items():
        setattr(job, name, value)
    job.save()
    return job


@transaction.atomic
def cancel_job(*, job_id: int) -> bool:
    """The job will stop at its next report; a finished one stays as it is. Returns whether it was open."""
    return bool(JobRun.objects.unfinished().filter(pk=job_id).update(cancel_requested=True))
