"""Jobs: done, failed, cancelled or parked, their row says so, and the worker continues."""

import errno
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from common.errors import Invalid
from common.jobs import queue as jobs
from common.models import JobRun
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def clock() -> datetime:
    return NOW


def well(
    *,
    progress: jobs.Progress,
    clock: Any,
    job_id: int,
    **arguments: Any,
) -> dict[str, Any]:
    progress.report(3, 10, "counting")
    return {"seen": JobRun.objects.get(pk=job_id).progress_done, **arguments}


def refusing(**_arguments: Any) -> dict[str, Any]:
    raise Invalid("wrong", "the file is empty")


def broken(**_arguments: Any) -> dict[str, Any]:
    raise ZeroDivisionError("division by nothing")


def long(
    *,
    progress: jobs.Progress,
    job_id: int,
    **_arguments: Any,
) -> dict[str, Any]:
    JobRun.objects.filter(pk=job_id).update(cancel_requested=True)
    progress.report(1)
    raise AssertionError("a cancelled job went on")


def full_disk(**_arguments: Any) -> dict[str, Any]:
    raise OSError(errno.ENOSPC, "No space left on device")


def no_database(**_arguments: Any) -> dict[str, Any]:
    raise OperationalError("server closed the connection unexpectedly")


def no_file(**_arguments: Any) -> dict[str, Any]:
    raise FileNotFoundError(errno.ENOENT, "No such file")


def stopped(**_arguments: Any) -> dict[str, Any]:
    raise SystemExit(0)


@pytest.fixture(autouse=True)
def runners(monkeypatch: pytest.MonkeyPatch) -> None:
    for run in (
        well,
        refusing,
        broken,
        long,
        full_disk,
        no_database,
        no_file,
        stopped,
    ):
        monkeypatch.setitem(jobs.JOBS, run.__name__, jobs.Job(run))


def run(kind: str, **arguments: Any) -> JobRun:
    job = jobs.request_job(kind=kind, arguments=arguments, user=None, now=NOW)
    done = jobs.run_job(job_id=job.pk, clock=clock)
    assert done is not None
    return JobRun.objects.get(pk=job.pk)


def test_a_job_that_works_is_done_and_keeps_its_result() -> None:
    job = run("well", file="a")
    assert (job.state, job.result, job.percent) == (
        "done",
        {"seen": 3, "file": "a"},
        100,
    )


def test_a_refusal_is_a_failure_in_the_readers_words() -> None:
    assert (run("refusing").state, run("refusing").failure) == (
        "failed",
        "the file is empty",
    )


def test_an_error_of_ours_is_stored_and_the_worker_continues(
    caplog: Any,
) -> None:
    job = run("broken")
    assert (job.state, job.failure) == (
        "failed",
        "ZeroDivisionError: division by nothing",
    )
    assert "division by nothing" in caplog.text


def test_a_job_stops_when_asked_to() -> None:
    assert run("long").state == "cancelled"


def test_a_job_that_kills_its_workers_is_parked_with_its_cause() -> None:
    job = jobs.request_job(kind="well", arguments={}, user=None, now=NOW)
    JobRun.objects.filter(pk=job.pk).update(
        attempts=jobs.MAX_ATTEMPTS,
        state="running",
    )
    parked = jobs.run_job(job_id=job.pk, clock=clock)
    assert parked is not None
    assert parked.state == "parked"
    assert "3" in parked.failure


def test_a_job_of_a_dead_worker_is_taken_again() -> None:
    job = jobs.request_job(kind="well", arguments={}, user=None, now=NOW)
    JobRun.objects.filter(pk=job.pk).update(attempts=1, state="running")
    again = jobs.run_job(job_id=job.pk, clock=clock)
    assert again is not None
    assert (again.state, again.attempts) == ("done", 2)


def test_a_finished_job_is_not_run_again() -> None:
    job = run("well")
    assert jobs.run_job(job_id=job.pk, clock=clock) is None


def test_a_job_waiting_can_be_cancelled_before_it_begins() -> None:
    job = jobs.request_job(kind="broken", arguments={}, user=None, now=NOW)
    assert jobs.cancel_job(job_id=job.pk)
    cancelled = jobs.run_job(job_id=job.pk, clock=clock)
    assert cancelled is not None
    assert cancelled.state == "cancelled"


def test_one_open_job_of_a_kind_is_requested_once() -> None:
    asked = {"kind": "well", "arguments": {}, "user": None, "now": NOW}
    job, is_new = jobs.request_job_once(**asked)
    assert is_new
    assert jobs.request_job_once(**asked) == (job, False)
    assert jobs.request_job_once(**asked, key="another")[1]
    jobs.run_job(job_id=job.pk, clock=clock)
    assert jobs.request_job_once(**asked)[1]


def test_an_unknown_kind_of_job_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        jobs.request_job(kind="nothing", arguments={}, user=None, now=NOW)


@pytest.mark.parametrize("kind", ["full_disk", "no_database"])
def test_what_may_pass_is_tried_again_for_an_hour(
    kind: str,
    caplog: Any,
) -> None:
    job = jobs.request_job(kind=kind, arguments={}, user=None, now=NOW)
    now = NOW
    waits = []
    while job.is_open and len(waits) < 1000:
        jobs.run_job(job_id=job.pk, clock=lambda now=now: now)
        job.refresh_from_db()
        if job.retry_at is not None and job.is_open:
            assert list(JobRun.objects.due(now)) == []
            waits.append((job.retry_at - now).total_seconds())
            now = job.retry_at
    assert waits[:7] == [1, 1, 2, 4, 8, 16, 30]
    assert now == job.finished_at
    assert timedelta(hours=1) <= now - NOW < timedelta(hours=1, minutes=1)
    assert (job.state, job.attempts) == ("failed", 1)
    assert "Traceback" in caplog.text


def test_progress_ends_a_row_of_failures() -> None:
    job = run("full_disk")
    assert job.failing_since == NOW
    jobs.Progress(job.pk).report(1)
    job.refresh_from_db()
    assert job.failing_since is None


def test_a_permanent_error_is_a_failure_at_once() -> None:
    assert run("no_file").state == "failed"


def test_a_worker_that_is_stopped_gives_its_job_back() -> None:
    job = jobs.request_job(kind="stopped", arguments={}, user=None, now=NOW)
    with pytest.raises(SystemExit):
        jobs.run_job(job_id=job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
