"""Beat continues after the clock was ahead for a while."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab
from django.db import OperationalError

from kocops.beat import ClockProofScheduler

NOW = datetime(2026, 5, 20, 2, 0, 30, tzinfo=UTC)
JUMP = timedelta(days=40)


def rung(
    kind: type[PersistentScheduler],
    folder: Path,
    time_machine: Any,
) -> list[int]:
    """Return how often beat sends an entry in five minutes, with a jump of the clock between."""
    app = Celery("test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {
        "every minute": {"task": "t", "schedule": crontab()},
        "every hour": {"task": "t", "schedule": crontab(minute="*/3")},
    }
    time_machine.move_to(NOW, tick=False)
    scheduler = kind(app=app, schedule_filename=str(folder / kind.__name__))
    scheduler._note_that_it_runs = lambda: None
    calls: list[str] = []
    scheduler.apply_entry = lambda entry, producer=None: calls.append(
        entry.name,
    )
    counts = []
    for start in (NOW, NOW + JUMP, NOW + timedelta(minutes=5)):
        calls.clear()
        for second in range(0, 300, 5):
            time_machine.move_to(start + timedelta(seconds=second), tick=False)
            while scheduler.tick() == 0:
                pass
        counts.append(len(calls))
    scheduler.close()
    return counts


def test_beat_runs_again_after_the_clock_was_ahead(
    tmp_path, time_machine
) -> None:
    before, ahead, after = rung(ClockProofScheduler, tmp_path, time_machine)

    assert min(before, ahead) >= 5
    assert after >= 5


def test_celery_s_own_beat_would_be_silent(tmp_path, time_machine) -> None:
    """If this fails, Celery has learnt it and kocops/beat.py can go."""
    assert rung(PersistentScheduler, tmp_path, time_machine)[2] == 0


def test_beat_notes_every_few_seconds_that_it_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noted: list[Any] = []
    monkeypatch.setattr("kocops.beat.note_beat", noted.append)
    monkeypatch.setattr("kocops.beat.connection", Mock())
    app = Celery("test", broker="memory://", set_as_current=False)
    scheduler = ClockProofScheduler(
        app=app,
        schedule_filename=str(tmp_path / "schedule"),
    )
    seconds = [100.0]
    monkeypatch.setattr("kocops.beat.time.monotonic", lambda: seconds[0])
    for now in (100.0, 105.0, 111.0):
        seconds[0] = now
        scheduler._note_that_it_runs()
    assert len(noted) == 2


def test_beat_goes_on_without_the_database(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_now: datetime) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("kocops.beat.note_beat", refuse)
    monkeypatch.setattr("kocops.beat.connection", Mock())
    app = Celery("test", broker="memory://", set_as_current=False)
    scheduler = ClockProofScheduler(
        app=app,
        schedule_filename=str(tmp_path / "schedule"),
    )
    assert scheduler.tick() > 0
