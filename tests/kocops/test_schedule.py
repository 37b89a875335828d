"""What beat rings for, a worker knows: an unregistered task would be thrown away without anybody noticing."""

import subprocess
import sys

from kocops.schedule import BEAT_SCHEDULE

LIST_TASKS = "from kocops import celery_app; celery_app.loader.import_default_modules(); print(*celery_app.tasks)"


def test_a_worker_knows_every_task_of_the_schedule() -> None:
    """In a process of its own: here other tests have imported every module."""
    told = subprocess.run([sys.executable, "-c", LIST_TASKS], capture_output=True, check=True, text=True).stdout
    assert {task for task, _when in BEAT_SCHEDULE.values()} <= set(told.split())
