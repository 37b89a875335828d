"""kill -9 of workers of the outbox at named points and at random: nothing is
lost, nothing comes twice where nobody would notice, the order is kept.

OUTBOX_MESSAGES=1000 OUTBOX_KILLS=500 pytest tests/faults/test_killed_sender.py
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest

from tests.faults.http_receiver import Server, running_server
from tests.migrated import ROOT

MESSAGES = int(os.environ.get("OUTBOX_MESSAGES", "40"))
KILLS = int(os.environ.get("OUTBOX_KILLS", "18"))
RECEIVERS = ("keyed", "keyless")
POINTS = ("claimed", "answered", "stored", "abandoned", "confirmed")
pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


class Workers:
    """Starts workers on a database; see tests/faults/outbox_child.py."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.server = Server()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.outbox_child"],
            env={**environment, "OUTGOING_LOOPBACK": "true"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def begin(self, task: str, **arguments: Any) -> int:
        """Start a task; return the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([task, arguments]) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self) -> int:
        """Wait for the end of the task; return its exit code."""
        word, code = self._line().split()
        assert word == "ended"
        return int(code)

    def start(
        self,
        to: Sequence[str] = RECEIVERS,
        *,
        kill_at: str = "",
        mutant: str = "",
    ) -> int:
        return self.begin(
            "work",
            url=self.server.url,
            to=to,
            kill_at=kill_at,
            mutant=mutant,
        )

    def enqueue(self, count: int) -> None:
        self.begin("enqueue", count=count)
        assert self.end() == 0

    def states(self) -> dict[str, dict[str, str]]:
        """Return the state of each message by its id, in order, by receiver."""
        self.begin("report")
        found: dict[str, dict[str, str]] = {"keyed": {}, "keyless": {}}
        for receiver, uid, state in json.loads(self._line()):
            found[receiver][uid] = state
        assert self.end() == 0
        return found

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture(scope="module")
def starters(
    shared_database: dict[str, str],
) -> Iterator[tuple[Workers, Workers]]:
    """Two that start workers on the same database."""
    one, two = Workers(shared_database), Workers(shared_database)
    yield one, two
    one.close()
    two.close()


@pytest.fixture
def workers(starters: tuple[Workers, Workers]) -> Iterator[Workers]:
    """Starts workers that send to a server of this test."""
    with running_server() as server:
        for one in starters:
            one.server = server
        yield starters[0]


def kill_often(workers: Workers, kills: int) -> int:
    """Start workers and kill them: by turns at a named point, as a message
    arrives, and at any moment; return how many were killed.
    """
    dice, killed = random.Random(17), 0
    for turn in range(3 * kills):
        if killed == kills:
            break
        how = turn % 3
        kill_at = POINTS[turn // 6 % len(POINTS)] if how == 0 else ""
        workers.server.kills_at = dice.randint(1, 5) if how == 1 else 0
        to = RECEIVERS[turn // 3 % 2]
        process = workers.start([to], kill_at=kill_at)
        if how == 2:
            time.sleep(dice.uniform(0.005, 0.1))
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        killed += workers.end() == -signal.SIGKILL
    workers.server.kills_at = 0
    return killed


def finish(workers: Workers, mutant: str = "") -> None:
    for _turn in range(2 + MESSAGES // 200):
        workers.start(mutant=mutant)
        assert workers.end() == 0


def lost(states: dict[str, str], got: list[str]) -> list[str]:
    """Messages that count as sent and never arrived."""
    return [
        uid
        for uid, state in states.items()
        if state == "sent" and uid not in got
    ]


def test_killed_workers_lose_nothing_and_double_nothing_unnoticed(
    workers: Workers,
) -> None:
    workers.enqueue(MESSAGES)
    killed = kill_often(workers, KILLS)
    finish(workers)
    states, got = workers.states(), workers.server.got
    keyed, keyless = states["keyed"], states["keyless"]
    assert set(keyed.values()) == {"sent"}
    assert list(dict.fromkeys(got["keyed"])) == list(keyed)
    assert set(keyless.values()) == {"sent", "uncertain"}
    assert lost(keyless, got["keyless"]) == []
    arrived = set(got["keyless"])
    assert got["keyless"] == [uid for uid in keyless if uid in arrived]
    uncertain = list(keyless.values()).count("uncertain")
    print(  # noqa: T201
        f"{killed} kills, {MESSAGES} messages to each receiver; with a key "
        f"{len(got['keyed']) - MESSAGES} came again under it; without one "
        f"{uncertain} are uncertain, of which "
        f"{uncertain - (MESSAGES - len(arrived))} arrived",
    )
    assert killed >= KILLS // 2


def test_a_worker_that_marks_before_it_sends_would_lose(
    workers: Workers,
) -> None:
    mutant = "marks before sending"
    workers.enqueue(20)
    workers.start(kill_at="claimed", mutant=mutant)
    assert workers.end() == -signal.SIGKILL
    finish(workers, mutant)
    assert lost(workers.states()["keyed"], workers.server.got["keyed"])


def test_a_worker_that_sends_again_without_a_key_would_double(
    workers: Workers,
) -> None:
    mutant = "sends again without a key"
    workers.enqueue(5)
    workers.server.kills_at = 3
    workers.start(["keyless"], mutant=mutant)
    assert workers.end() == -signal.SIGKILL
    finish(workers, mutant)
    got = workers.server.got["keyless"]
    assert len(got) > len(set(got)) == 5


def test_two_workers_at_once_send_each_message_once_and_in_order(
    workers: Workers,
    starters: tuple[Workers, Workers],
) -> None:
    workers.enqueue(MESSAGES)
    for _turn in range(3):
        for one in starters:
            one.start()
        for one in starters:
            assert one.end() == 0
    for receiver, messages in workers.states().items():
        assert workers.server.got[receiver] == list(messages)
        assert set(messages.values()) == {"sent"}
