"""Lanes: one worker at a time, a beat that says it is alive, tasks that wait after a failure."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from common.jobs import lanes
from common.jobs.lanes import attempt, find_task, hold_lane, lane_states
from common.models import LaneTask
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def clock() -> datetime:
    return NOW


def make_task(name: str = "outbox", **changes: Any) -> LaneTask:
    given = {"lane": name, "ran_at": NOW, "beat_at": NOW, **changes}
    return LaneTask.objects.create(name=name, **given)


def test_a_new_task_is_made_once() -> None:
    earlier = NOW - timedelta(hours=1)
    first = find_task("outbox", lane="outbox", ran_at=earlier, now=NOW)
    again = find_task("outbox", lane="outbox", ran_at=NOW, now=NOW)
    assert (first.pk, first.ran_at) == (again.pk, again.ran_at)


def test_a_task_that_ran_is_not_failing() -> None:
    task = make_task(failures=4, retry_at=NOW, ran_at=NOW - timedelta(days=1))
    with attempt(task, clock=clock):
        assert LaneTask.objects.get().failures == 5, (
            "killed here, it counts as failed"
        )
        assert LaneTask.objects.get().retry_at > NOW
    task.refresh_from_db()
    assert (task.failures, task.retry_at, task.ran_at) == (0, None, NOW)


def test_a_task_that_fails_waits() -> None:
    task = make_task()
    with pytest.raises(ZeroDivisionError), attempt(task, clock=clock):
        raise ZeroDivisionError
    task.refresh_from_db()
    assert task.failures == 1
    assert NOW < task.retry_at <= NOW + timedelta(seconds=1)


def test_a_lane_in_hand_is_alive() -> None:
    make_task(beat_at=NOW - timedelta(minutes=5))
    with hold_lane("outbox", clock=clock) as is_free:
        assert is_free
        assert LaneTask.objects.get().beat_at == NOW


def test_a_beat_from_a_clock_that_was_ahead_is_replaced() -> None:
    make_task(beat_at=NOW + timedelta(days=40))
    with hold_lane("outbox", clock=clock):
        assert LaneTask.objects.get().beat_at == NOW


def test_long_work_keeps_the_beat_recent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beats: list[str] = []
    several = threading.Event()

    def beat(lane: str, now: datetime) -> None:
        beats.append(lane)
        if len(beats) == 3:
            several.set()
        if len(beats) == 2:
            raise OperationalError("away")

    monkeypatch.setattr(lanes, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(lanes, "_beat_if_old", beat)
    with hold_lane("night", clock=clock):
        assert several.wait(5), "a database that is away must not end the beat"


@pytest.mark.parametrize(
    ("age", "failures", "state"),
    [
        (0, 0, "ok"),
        (89, 2, "ok"),
        (91, 0, "late"),
        (5, 3, "failing"),
        (91, 3, "late"),
        (-60, 0, "ok"),
    ],
)
def test_state_of_a_lane(age: int, failures: int, state: str) -> None:
    make_task(beat_at=NOW - timedelta(seconds=age), failures=failures)
    found = {one.lane: one.state for one in lane_states(NOW)}
    assert found == {
        "night": "never",
        "sentinel": "never",
        "notifications": "never",
        "outbox": state,
        "connections": "never",
        "files": "never",
        "requests": "never",
    }


def readyz() -> dict[str, Any]:
    answer = Client().get("/readyz")
    assert answer.status_code == 200, "pages work without a worker"
    return answer.json()


def test_readyz_names_a_worker_that_never_was() -> None:
    assert readyz()["worker"] == "never"


def test_readyz_names_lanes_without_a_worker_and_failing_tasks(
    settings: Any,
) -> None:
    now = timezone.now()
    for lane in settings.LANES:
        make_task(lane, beat_at=now)
    assert readyz()["worker"] == "ok"
    LaneTask.objects.filter(lane="outbox").update(failures=3)
    answer = readyz()
    assert answer["worker"] == "failing"
    assert answer["lanes"]["outbox"]["failing"] == ["outbox"]
    LaneTask.objects.filter(lane="night").update(
        beat_at=now - timedelta(minutes=3),
    )
    answer = readyz()
    assert answer["worker"] == answer["lanes"]["night"]["state"] == "late"
    assert 179 <= answer["lanes"]["night"]["seconds_since_beat"] <= 190
