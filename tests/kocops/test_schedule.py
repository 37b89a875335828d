"""One list of scheduled work, run in turns by `manage.py work` and by Celery alike."""

import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.core.management import call_command

from common.jobs.queue import JOBS, request_job
from common.models import JobRun, LaneTask
from kocops import celery_app, schedule, tasks
from kocops.schedule import SCHEDULE, ScheduledTask, Turn, is_due, take_turn
from tests.conftest import NOW

LIST_TASKS = (
    "from kocops import celery_app; "
    "celery_app.loader.import_default_modules(); print(*celery_app.tasks)"
)
REFIT = SCHEDULE["monthly refit"]


def test_a_worker_knows_every_task_that_beat_sends(settings: Any) -> None:
    """In a process of its own: here other tests have imported every module."""
    listed = subprocess.run(
        [sys.executable, "-c", LIST_TASKS],
        capture_output=True,
        check=True,
        text=True,
    )
    assert {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    } <= set(listed.stdout.split())


def test_every_task_and_job_has_a_lane(settings: Any) -> None:
    used = {task.lane for task in SCHEDULE.values()}
    used |= {job.lane for job in JOBS.values()}
    assert used == set(settings.LANES)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every task of the list only writes its name down, and is due."""
    called: list[str] = []
    for name, task in list(SCHEDULE.items()):
        run = task._replace(run=lambda turn, name=name: called.append(name))
        monkeypatch.setitem(SCHEDULE, name, run)
    monkeypatch.setattr(schedule, "is_due", lambda *_args: True)
    return called


@pytest.mark.django_db
def test_both_kinds_of_worker_run_the_same_list(
    runs: list[str],
    settings: Any,
) -> None:
    call_command("work", "--once")
    embedded = sorted(runs)
    runs.clear()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        celery_app.tasks[entry["task"]](*entry["args"])
    assert embedded == sorted(runs) == sorted(SCHEDULE)


def test_beat_and_crontabs_follow_the_business_time_zone(
    settings: Any,
) -> None:
    assert settings.CELERY_TIMEZONE == settings.BUSINESS_TIME_ZONE
    assert str(celery_app.timezone) == settings.BUSINESS_TIME_ZONE


def test_celery_has_a_process_for_each_lane(settings: Any) -> None:
    assert len(settings.LANES) <= celery_app.conf.worker_concurrency


def due(when: Any, *, ran_at: datetime, now: datetime) -> bool:
    return is_due(when, LaneTask(ran_at=ran_at), lambda: now)


@pytest.mark.parametrize(
    ("ran_at", "now", "expected"),
    [
        # 05:00 in Shanghai is 21:00 UTC of the day before.
        ("2026-05-01T00:00", "2026-05-31T20:59", False),
        ("2026-05-01T00:00", "2026-05-31T21:00", True),
        ("2026-05-31T21:00", "2026-06-15T00:00", False),
        # The worker was off for months.
        ("2026-01-15T00:00", "2026-06-15T00:00", True),
    ],
)
def test_refit_is_due_on_the_first_at_five(
    ran_at: str,
    now: str,
    expected: bool,
) -> None:
    first, second = (
        datetime.fromisoformat(text).replace(tzinfo=UTC)
        for text in (ran_at, now)
    )
    assert due(REFIT.when, ran_at=first, now=second) is expected


@pytest.mark.parametrize(
    ("ran_at", "now", "expected"),
    [
        ("2026-05-19T17:00", "2026-05-19T17:59", False),
        ("2026-05-19T17:00", "2026-05-19T18:00", True),
        ("2026-05-19T15:00", "2026-05-19T17:30", False),
        ("2026-05-17T15:00", "2026-05-19T17:30", True),
    ],
)
def test_nights_are_looked_for_every_hour_from_two(
    ran_at: str,
    now: str,
    expected: bool,
) -> None:
    first, second = (
        datetime.fromisoformat(text).replace(tzinfo=UTC)
        for text in (ran_at, now)
    )
    assert (
        due(SCHEDULE["missing nights"].when, ran_at=first, now=second)
        is expected
    )


def test_a_failed_task_waits_for_its_pause() -> None:
    row = LaneTask(
        ran_at=NOW - timedelta(days=40),
        retry_at=NOW + timedelta(seconds=1),
    )
    assert not is_due(REFIT.when, row, lambda: NOW)
    assert is_due(REFIT.when, row, lambda: NOW + timedelta(seconds=1))


@pytest.mark.django_db
def test_the_refit_runs_once_for_all_missed_months() -> None:
    take_turn("requests", Turn(lambda: NOW))
    assert not JobRun.objects.exists(), (
        "a new installation waits for its first month"
    )
    LaneTask.objects.filter(name="monthly refit").update(
        ran_at=NOW - timedelta(days=95),
    )
    for _turn in range(3):
        take_turn("requests", Turn(lambda: NOW))
    assert [job.kind for job in JobRun.objects.all()] == ["fit_dormancy"]


@pytest.mark.django_db
def test_frequent_tasks_are_due_at_once_and_crontabs_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []
    for name, task in list(SCHEDULE.items()):
        monkeypatch.setitem(
            SCHEDULE,
            name,
            task._replace(run=lambda turn, name=name: ran.append(name)),
        )
    for lane in {task.lane for task in SCHEDULE.values()}:
        take_turn(lane, Turn(lambda: NOW))
    assert sorted(ran) == sorted(
        name
        for name, task in SCHEDULE.items()
        if not isinstance(task.when, crontab)
    )


@pytest.mark.django_db
def test_a_failing_task_does_not_hold_up_its_lane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []

    def fail(_turn: Turn) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(
        SCHEDULE,
        "early warning",
        SCHEDULE["early warning"]._replace(run=fail),
    )
    counting = ScheduledTask(
        "sentinel",
        lambda _turn: ran.append("counts"),
        SCHEDULE["issue counts"].when,
    )
    monkeypatch.setitem(SCHEDULE, "issue counts", counting)
    with pytest.raises(ZeroDivisionError):
        take_turn("sentinel", Turn(lambda: NOW))
    take_turn("sentinel", Turn(lambda: NOW))
    assert ran == ["counts"]


def note_kind(*, job_id: int, **_arguments: Any) -> dict[str, Any]:
    return {"lane": job_id}


@pytest.mark.django_db
def test_a_lane_does_only_its_own_jobs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for kind, job in JOBS.items():
        monkeypatch.setitem(JOBS, kind, replace(job, run=note_kind))
    for kind in JOBS:
        request_job(kind=kind, arguments={}, user=None, now=NOW)
    take_turn("files", Turn(lambda: NOW))
    of_files = {kind for kind, job in JOBS.items() if job.lane == "files"}
    assert "ingest_file" in of_files
    done = JobRun.objects.filter(state="done")
    assert {job.kind for job in done} == of_files
    take_turn("night", Turn(lambda: NOW))
    take_turn("requests", Turn(lambda: NOW))
    assert not JobRun.objects.unfinished().exists()


@pytest.mark.django_db
def test_a_turn_at_a_taken_lane_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
    runs: list[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            "common.jobs.lanes.exclusive",
            lambda _name: nullcontext(False),
        )
        tasks.run_lane("outbox")
    assert runs == []
    tasks.run_lane("outbox")
    assert runs == ["outbox"]
