"""Lanes keep one kind of work from delaying another.

Each lane does one thing at a time, and all lanes run side by side.

The row of a task says when it last began and whether it fails, so every kind of worker
(`manage.py work`, Celery) finds the same state. A worker that holds a lane keeps the beat of the
lane's rows recent.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom

from django.conf import settings
from django.db import Error, connection
from django.db.models import F

from common.db.locks import exclusive
from common.jobs.backoff import pause_after
from common.jobs.queue import Clock
from common.models import LaneTask

BEAT_SECONDS = 10
LATE_SECONDS = 90
# The row by which Celery's beat shows that it runs; no lane has this name.
BEAT = "beat"
MIN_FAILURES = 3
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LaneState:
    """When a worker last held a lane (None: never), and which of its tasks keep failing."""

    lane: str
    beat_at: datetime | None
    state: str
    failing: list[str]


def find_task(
    name: str,
    *,
    lane: str,
    ran_at: datetime,
    now: datetime,
) -> LaneTask:
    """Return the row of a task; a new one counts as run at `ran_at`."""
    defaults = {"lane": lane, "ran_at": ran_at, "beat_at": now}
    task, _created = LaneTask.objects.get_or_create(
        name=name,
        defaults=defaults,
    )
    return task


@contextmanager
def hold_lane(lane: str, *, clock: Clock) -> Iterator[bool]:
    """Yield whether the lane is free; if so, hold it and keep its beat recent until the end."""
    with exclusive(f"lane:{lane}") as held:
        if not held:
            yield False
            return
        _beat_if_old(lane, clock())
        ended = threading.Event()
        beater = threading.Thread(
            target=_beat_until,
            args=(ended, lane, clock),
            daemon=True,
        )
        beater.start()
        try:
            yield True
        finally:
            ended.set()
            beater.join()


def _beat_until(ended: threading.Event, lane: str, clock: Clock) -> None:
    while not ended.wait(BEAT_SECONDS):
        try:
            _beat_if_old(lane, clock())
        except Error as error:
            # The work itself meets the same error and logs more; the beat only grows old.
            logger.warning(
                "the beat of lane %s was not written: %s",
                lane,
                error,
            )
        finally:
            connection.close()


def _beat_if_old(lane: str, now: datetime) -> None:
    recent = now - timedelta(seconds=BEAT_SECONDS / 2)
    tasks = LaneTask.objects.of(lane)
    tasks.exclude(beat_at__range=(recent, now)).update(beat_at=now)


@contextmanager
def attempt(task: LaneTask, *, clock: Clock) -> Iterator[None]:
    """Count the task as failed until it has run, so that it also pauses if its
    process is killed.
    """
    now = clock()
    pause = pause_after(task.failures + 1, jitter=SystemRandom().random())
    rows = LaneTask.objects.filter(pk=task.pk)
    rows.update(
        failures=F("failures") + 1,
        retry_at=now + timedelta(seconds=pause),
    )
    yield
    rows.update(ran_at=now, failures=0, retry_at=None)


def lane_states(now: datetime) -> list[LaneState]:
    """Return the state of each lane.

    ok, late (no worker for LATE_SECONDS), never (no worker so far) or failing (a worker, but a task
    has failed MIN_FAILURES times in a row).
    """
    beats = LaneTask.objects.last_beats()
    failing: dict[str, list[str]] = {}
    failing_tasks = LaneTask.objects.filter(failures__gte=MIN_FAILURES)
    for task in failing_tasks.order_by("name"):
        failing.setdefault(task.lane, []).append(task.name)
    states = []
    for lane in settings.LANES:
        names = failing.get(lane, [])
        states.append(_state_of(lane, beats.get(lane), names, now))
    return states


def _state_of(
    lane: str,
    beat_at: datetime | None,
    failing: list[str],
    now: datetime,
) -> LaneState:
    if beat_at is None:
        state = "never"
    elif is_late(beat_at, now):
        state = "late"
    else:
        state = "failing" if failing else "ok"
    return LaneState(lane, beat_at, state, failing)


def note_beat(now: datetime) -> None:
    """Write down that Celery's beat runs, at most once in BEAT_SECONDS."""
    find_task(BEAT, lane=BEAT, ran_at=now, now=now)
    _beat_if_old(BEAT, now)


def beat_state(now: datetime) -> str:
    """Return ok, late or never for Celery's beat; "not used" without Celery."""
    if not settings.REDIS_URL:
        return "not used"
    beat_at = LaneTask.objects.last_beats().get(BEAT)
    return _state_of(BEAT, beat_at, [], now).state


def is_late(beat_at: datetime, now: datetime) -> bool:
    """Tell whether a lane with this last beat has no worker."""
    return now - beat_at > timedelta(seconds=LATE_SECONDS)
