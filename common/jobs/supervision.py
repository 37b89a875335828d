"""Start child processes again when they die, each after a pause of its own."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing import connection, current_process, get_context
from multiprocessing.synchronize import Event
from secrets import SystemRandom
from typing import Any

from common.jobs.backoff import pause_after

LOOK_SECONDS = 1.0
STOP_SECONDS = 20.0
PARENT_LOOK_SECONDS = 2.0
logger = logging.getLogger(__name__)
_fork = get_context("fork")


class SupervisedProcess:
    """One child process; an error ends it and is logged, and the process is started again.

    `work(succeeded)` runs in the child and sets `succeeded` after a pass without errors, which
    resets the pause before the next start. It is forked: the parent must hold no connection.
    """

    def __init__(self, name: str, work: Callable[[Event], Any]) -> None:
        self.name = name
        self._work = work
        self._succeeded = _fork.Event()
        self._process: Any = None
        self._failures = 0
        self._starts_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def sentinels(self) -> list[int]:
        """Return what `multiprocessing.connection.wait` watches; nothing between two processes."""
        return [self._process.sentinel] if self._process else []

    def tend(self) -> None:
        """Start the process if its pause is over; log its end if it has ended."""
        now = time.monotonic()
        if self._process is not None and not self._process.is_alive():
            self._note_end(now)
        if self._process is None and now >= self._starts_at:
            self._succeeded.clear()
            self._process = _fork.Process(
                target=_run_child,
                args=(self._work, self._succeeded, os.getpid()),
                name=self.name,
            )
            self._process.start()

    def _note_end(self, now: float) -> None:
        self._failures = 1 if self._succeeded.is_set() else self._failures + 1
        pause = pause_after(self._failures, jitter=SystemRandom().random())
        self._starts_at = now + pause
        logger.error(
            "%s ended (exit code %s), starts again in %.1f s",
            self.name,
            self._process.exitcode,
            pause,
        )
        self._process.close()
        self._process = None

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.terminate()

    def wait_or_kill(self, seconds: float) -> None:
        if self._process is not None:
            self._process.join(max(0.0, seconds))
            self._process.kill()
            self._process.join()


def supervise(processes: Iterable[SupervisedProcess]) -> None:
    """Keep all processes running until this one gets SIGTERM or SIGINT; then stop them."""
    held = list(processes)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stopping.set())
    while not stopping.is_set():
        for process in held:
            process.tend()
        sentinels: list[int] = []
        for process in held:
            sentinels += process.sentinels
        connection.wait(sentinels, timeout=LOOK_SECONDS)
    ends = time.monotonic() + STOP_SECONDS
    for process in held:
        process.ask_to_stop()
    for process in held:
        process.wait_or_kill(ends - time.monotonic())


def _run_child(
    work: Callable[[Event], Any],
    succeeded: Event,
    parent: int,
) -> None:
    # The parent decides when all end; Ctrl-C reaches every process of the terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    threading.Thread(
        target=_end_with_parent,
        args=(parent,),
        daemon=True,
    ).start()
    try:
        work(succeeded)
    except Exception:
        # Any error ends this process; the parent starts a fresh one.
        logger.exception("%s failed", current_process().name)
        sys.exit(1)


def _end_with_parent(parent: int) -> None:
    """Stop this process once its parent is gone, so that no second set of lanes remains."""
    while os.getppid() == parent:
        time.sleep(PARENT_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
