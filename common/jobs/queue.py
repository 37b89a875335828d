"""Long work as rows: requested by a page, done by a free worker, with visible
progress, and parked after three deaths of its worker.
"""

import errno
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.audit.actors import acting_as, system
from common.db.locks import exclusive
from common.db.transactions import atomic_with_retry
from common.errors import DomainError
from common.jobs.backoff import MAX_PAUSE_SECONDS
from common.logs import logging_job
from common.models import JobRun

MAX_ATTEMPTS = 3
RETRIED_FOR = timedelta(hours=1)
PASSING_ERRNOS = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.EIO,
}
logger = logging.getLogger(__name__)


class JobCancelled(Exception):
    """A user asked the job to stop; what is already committed stays."""


@dataclass
class Progress:
    """Takes the reports of a runner; each is committed, and raises JobCancelled
    if the job is to stop.
    """

    job_id: int | None

    def report(
        self,
        done: int,
        total: int | None = None,
        doing: str = "",
    ) -> None:
        if self.job_id is None:
            return
        jobs = JobRun.objects.filter(pk=self.job_id)
        jobs.update(
            progress_done=done,
            progress_total=total,
            doing=doing[:200],
            failing_since=None,
        )
        if jobs.filter(cancel_requested=True).exists():
            raise JobCancelled


Clock = Callable[[], datetime]
Runner = Callable[..., dict[str, Any]]
DEFAULT_LANE = "requests"


@dataclass(frozen=True)
class Job:
    """What a kind of job runs, and the lane in which it waits."""

    run: Runner
    lane: str = DEFAULT_LANE


JOBS: dict[str, Job] = {}


def add_jobs(jobs: Mapping[str, Job]) -> None:
    """Add kinds of jobs to those that can be requested.

    Errors: ImproperlyConfigured for a kind that is known already.
    """
    twice = sorted(JOBS.keys() & jobs.keys())
    if twice:
        raise ImproperlyConfigured(f"jobs declared twice: {', '.join(twice)}")
    JOBS.update(jobs)


def request_job(
    *,
    kind: str,
    arguments: dict[str, Any],
    user: Any,
    now: datetime,
    unique_key: str = "",
) -> JobRun:
    """Create a waiting job, which the next free worker takes."""
    if kind not in JOBS:
        raise ValueError(f"unknown kind of job: {kind}")
    return JobRun.objects.create(
        kind=kind,
        arguments=arguments,
        requested_by=user,
        created_at=now,
        unique_key=unique_key,
    )


@atomic_with_retry
def request_job_once(
    *,
    kind: str,
    arguments: dict[str, Any],
    user: Any,
    now: datetime,
    key: str = "",
) -> tuple[JobRun, bool]:
    """Make sure that one open job of the key (default: of the kind) exists;
    return it and whether it is new.
    """
    unique_key = key or kind
    known = JobRun.objects.unfinished().filter(unique_key=unique_key).first()
    if known is not None:
        return known, False
    return request_job(
        kind=kind,
        arguments=arguments,
        user=user,
        now=now,
        unique_key=unique_key,
    ), True


def run_job(*, job_id: int, clock: Clock) -> JobRun | None:
    """Run the job and return it done, failed, cancelled or parked; None if
    another worker holds it or it is over.

    A job whose worker died is taken again; after MAX_ATTEMPTS deaths it is parked with its cause.
    One that the database or the disk refuses waits and is tried again for RETRIED_FOR.
    """
    with exclusive(f"job:{job_id}") as held:
        if not held:
            return None
        job = JobRun.objects.unfinished().filter(pk=job_id).first()
        if job is None:
            return None
        if job.cancel_requested:
            return _finish(job, JobRun.State.CANCELLED, clock())
        if job.attempts >= MAX_ATTEMPTS:
            cause = _("The worker died %(count)s times while doing this.")
            failure = cause % {"count": job.attempts}
            return _finish(job, JobRun.State.PARKED, clock(), failure=failure)
        job.state = JobRun.State.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or clock()
        job.save(update_fields=["state", "started_at", "attempts"])
        with logging_job(job.pk, job.requested_by_id):
            return _perform(job, clock)


def _perform(job: JobRun, clock: Clock) -> JobRun:
    try:
        with acting_as(lambda: system(job.kind, job.requested_by_id)):
            result = JOBS[job.kind].run(
                progress=Progress(job.pk),
                clock=clock,
                job_id=job.pk,
                **job.arguments,
            )
    except JobCancelled:
        return _finish(job, JobRun.State.CANCELLED, clock())
    except DomainError as error:
        failure = str(error.message)
        return _finish(job, JobRun.State.FAILED, clock(), failure=failure)
    except SystemExit:
        _give_back(job)
        raise
    except Exception as error:  # noqa: BLE001 - a bug in one job must not end the worker
        return _finish_broken(job, error, clock())
    return _finish(job, JobRun.State.DONE, clock(), result=result)


def _finish_broken(job: JobRun, error: Exception, now: datetime) -> JobRun:
    """Log the error; let the job wait for its next try if the error may pass,
    else end it as failed.
    """
    logger.error("job %s (%s) failed", job.pk, job.kind, exc_info=error)
    close_broken_connection()
    job.refresh_from_db()
    since = job.failing_since or now
    if _may_pass(error) and now - since < RETRIED_FOR:
        # The pause is as long as the job has been failing, so the tries get rarer.
        failing_for = max((now - since).total_seconds(), 1.0)
        pause = timedelta(seconds=min(failing_for, MAX_PAUSE_SECONDS))
        _give_back(job, failing_since=since, retry_at=now + pause)
        return job
    cause = traceback.format_exception_only(error)[-1].strip()
    return _finish(job, JobRun.State.FAILED, now, failure=cause)


def close_broken_connection() -> None:
    """Close the connection if an error left it unusable, or if it is too old.

    Not within a transaction: Django would close a good one too, because autocommit is off there.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _may_pass(error: Exception) -> bool:
    """Tell whether an error can end by itself: the database, the disk or memory was missing."""
    if isinstance(error, OSError):
        return error.errno in PASSING_ERRNOS
    return isinstance(error, (OperationalError, InterfaceError))


def _give_back(job: JobRun, **changes: Any) -> None:
    """Let the job wait again, without counting this try as a death of its worker."""
    rows = JobRun.objects.unfinished().filter(pk=job.pk)
    rows.update(
        state=JobRun.State.WAITING,
        attempts=F("attempts") - 1,
        **changes,
    )
    job.refresh_from_db()


def _finish(job: JobRun, state: str, now: datetime, **changes: Any) -> JobRun:
    job.refresh_from_db()
    job.state = state
    job.finished_at = now
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "finished_at", *changes])
    return job


@transaction.atomic
def cancel_job(*, job_id: int) -> bool:
    """Make an open job stop at its next report; tell whether it was open."""
    job = JobRun.objects.unfinished().filter(pk=job_id)
    return bool(job.update(cancel_requested=True))
