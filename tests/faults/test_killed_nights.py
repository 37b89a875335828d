"""kill -9 at random points of the night: the next run gives what a clean run gives, no reader sees a mixture."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
KILLS = int(os.environ.get("NIGHT_KILLS", "20"))
DAY, NEXT = "2026-05-17", "2026-05-18"
SERVER = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share a database of their own with a small community in it."""
    environment = {**os.environ, "KOCOPS_VAR_DIR": str(tmp_path), "NIGHT_SHARD_MEMBERS": "60"}
    environment.pop("DATABASE_URL", None)
    name = f"kocops_kill_{os.getpid()}"
    if request.param == "postgresql":
        _admin(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = f"{SERVER}/{name}"
    try:
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "seed_demo", "--members", "300", "--weeks", "30", "--seed", "3", "--until", NEXT)
        yield environment
    finally:
        if request.param == "postgresql":
            _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


def _admin(statement: str) -> None:
    connection = psycopg2.connect(f"{SERVER}/postgres")
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def child(environment: dict[str, str], module: str, *arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def timed_night(environment: dict[str, str], *arguments: str) -> tuple[str, float]:
    """Run a night undisturbed; return its fingerprint and how many seconds it took."""
    process = child(environment, "night_child", *arguments)
    began = time.monotonic()
    output, _errors = process.communicate("go\n")
    assert process.returncode == 0
    return output.strip(), time.monotonic() - began


def finished(environment: dict[str, str], *arguments: str) -> str:
    return timed_night(environment, *arguments)[0]


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_night_killed_anywhere_ends_as_if_it_had_not_been(database: dict[str, str]) -> None:
    old = finished(database, DAY, "full")
    clean, duration = timed_night(database, NEXT)
    assert finished(database, DAY, "full") == old
    reader = child(database, "reader_child")
    dice, killed = random.Random(5), 0
    for _attempt in range(KILLS):
        process = child(database, "night_child", NEXT, "again")
        go(process)
        time.sleep(dice.uniform(0, duration))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert finished(database, NEXT, "again") == clean
    output, _errors = reader.communicate("stop\n")
    reads, *seen = output.strip().split("|")
    assert killed >= KILLS // 3
    assert int(reads) > 0
    assert set(seen) <= {f"{DAY} {old}", f"{NEXT} {clean}"}
