"""Child processes: started again after errors and kills, stopped together with their parent."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import psutil
import pytest

from common.jobs import supervision
from common.jobs.supervision import SupervisedProcess

PARENT = """
import os, sys, time
from common.jobs.supervision import SupervisedProcess, supervise
def work(succeeded):
    print(os.getpid(), flush=True)
    time.sleep(60)
supervise([SupervisedProcess("sleeper", work)])
"""


def wait_for(is_so: Callable[[], Any], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "too late"
        time.sleep(0.02)


def tend_until(process: SupervisedProcess, is_so: Callable[[], Any]) -> None:
    def tended() -> bool:
        process.tend()
        return bool(is_so())

    wait_for(tended)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every pause is short, and the failures it was asked for are kept."""
    asked: list[int] = []

    def pause(failures: int, *, jitter: float) -> float:
        asked.append(failures)
        return 0.01

    monkeypatch.setattr(supervision, "pause_after", pause)
    return asked


def test_a_process_that_fails_is_logged_and_started_again(
    tmp_path: Path,
    short_pauses: list[int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    starts = tmp_path / "starts"

    def work(succeeded: Event) -> None:
        logging.basicConfig(force=True)
        with starts.open("a") as file:
            file.write("x")
        raise ZeroDivisionError("no database")

    process = SupervisedProcess("lane x", work)
    tend_until(
        process,
        lambda: starts.exists() and len(starts.read_text()) == 4,
    )
    process.wait_or_kill(5)
    errors = capfd.readouterr().err
    assert short_pauses[:3] == [1, 2, 3]
    assert "lane x failed" in errors
    assert "ZeroDivisionError: no database" in errors


def test_success_resets_the_pause(
    tmp_path: Path,
    short_pauses: list[int],
) -> None:
    starts = tmp_path / "starts"

    def work(succeeded: Event) -> None:
        with starts.open("a") as file:
            file.write("x")
        if len(starts.read_text()) == 3:
            succeeded.set()
        sys.exit(1)

    process = SupervisedProcess("lane x", work)
    tend_until(
        process,
        lambda: starts.exists() and len(starts.read_text()) == 5,
    )
    process.wait_or_kill(5)
    assert short_pauses[:4] == [1, 2, 1, 2]


def test_a_killed_process_is_started_again() -> None:
    process = SupervisedProcess("lane x", lambda succeeded: time.sleep(60))
    process.tend()
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    tend_until(process, lambda: process.pid not in (None, first))
    process.ask_to_stop()
    process.wait_or_kill(5)


@pytest.mark.parametrize(
    "how",
    [signal.SIGTERM, signal.SIGINT, signal.SIGKILL],
)
def test_no_child_outlives_its_parent(how: signal.Signals) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kocops.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(how)
        child.wait(10)
        assert parent.wait(10) == (
            -signal.SIGKILL if how == signal.SIGKILL else 0
        )
