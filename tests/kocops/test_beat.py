"""Beat continues after the clock was ahead for a while."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab

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
