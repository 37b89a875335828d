"""Jobs: a row is the ledger; done, failed, cancelled or parked, it says so, and the worker goes on."""

from datetime import datetime
from typing import Any

import pytest

from common.errors import ReaderError
from common.models import JobRun
from common.services import jobs
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def clock() -> datetime:
    return NOW


def well(*, progress: jobs.Progress, clock: Any, job_id: int, **arguments: Any) -> dict[str, Any]:
    progress.report(3, 10, "counting")
    return {"seen": JobRun.objects.get(pk=job_id).progress_done, **arguments}


def refusing(**_arguments: Any) -> dict[str, Any]:
    raise ReaderError("wrong", "the file is empty")


def broken(**_arguments: Any) -> dict[str, Any]:
    raise ZeroDivisionError("division by nothing")


def long(*, progress: jobs.Progress, job_id: int, **_arguments: Any) -> dict[str, Any]:
    JobRun.objects.filter(pk=job_id).update(cancel_requested=True)
    progress.report(1)
    raise AssertionError("a cancelled job went on")


@pytest.fixture(autouse=True)
def runners(settings: Any) -> None:
    names = ("well", "refusing", "broken", "long")
    settings.JOB_RUNNERS = {name: f"{__name__}.{name}" for name in names}


def run(kind: str, **arguments: Any) -> JobRun:
    job = jobs.request_job(kind=kind, arguments=arguments, user=None, now=NOW)
    done = jobs.run_job(job_id=job.pk, clock=clock)
    assert done is not None
    return JobRun.objects.get(pk=job.pk)


def test_a_job_that_works_is_done_and_keeps_its_result() -> None:
    job = run("well", file="a")
    assert (job.state, job.result, job.percent) == ("done", {"seen": 3, "file": "a"}, 100)


def test_a_refusal_is_a_failure_in_the_readers_words() -> None:
    assert (run("refusing").state, run("refusing").failure) == ("failed", "the file is empty")


def test_a_fault_of_ours_stands_in_the_row_and_the_worker_goes_on(caplog: Any) -> None:
    job = run("broken")
    assert (job.state, job.failure) == ("failed", "ZeroDivisionError: division by nothing")
    assert "division by nothing" in caplog.text


def test_a_job_stops_when_asked_to() -> None:
    assert run("long").state == "cancelled"


def test_a_job_that_kills_its_workers_is_parked_with_its_cause() -> None:
    job = jobs.request_job(kind="well", arguments={}, user=None, now=NOW)
    JobRun.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS, state="running")
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


def test_an_unknown_kind_of_job_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        jobs.request_job(kind="nothing", arguments={}, user=None, now=NOW)
