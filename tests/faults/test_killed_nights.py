"""kill -9 at random points of the night: the next run gives what a clean run
gives, no reader sees a mixture.
"""

import os
import random
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

from tests.migrated import ROOT, manage

KILLS = int(os.environ.get("NIGHT_KILLS", "3"))
DAY, NEXT = "2026-05-17", "2026-05-18"


def child(
    environment: dict[str, str],
    module: str,
    *arguments: str,
) -> subprocess.Popen[str]:
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


def seed(environment: dict[str, str]) -> None:
    manage(
        environment,
        "seed_demo",
        "--members",
        "120",
        "--weeks",
        "20",
        "--seed",
        "3",
        "--until",
        NEXT,
    )


def timed_night(
    environment: dict[str, str],
    *arguments: str,
) -> tuple[str, float]:
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
def test_a_night_killed_anywhere_ends_as_if_it_had_not_been(
    database: dict[str, str],
) -> None:
    seed(database)
    old = finished(database, DAY, "full")
    clean, duration = timed_night(database, NEXT)
    assert finished(database, DAY, "full") == old
    reader = child(database, "reader_child")
    dice, killed = random.Random(5), 0
    for _attempt in range(5 * KILLS):
        if killed == KILLS:
            break
        process = child(database, "night_child", NEXT, "again")
        go(process)
        time.sleep(dice.uniform(0, duration))
        is_running = process.poll() is None
        killed += is_running
        duration *= 1 if is_running else 0.8
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert finished(database, NEXT, "again") == clean
    output, _errors = reader.communicate("stop\n")
    reads, *seen = output.strip().split("|")
    assert killed >= max(1, KILLS // 3)
    assert int(reads) > 0
    assert set(seen) <= {f"{DAY} {old}", f"{NEXT} {clean}"}


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_night_planned_anew_while_another_works_on_it_ends_as_if_alone(
    database: dict[str, str],
) -> None:
    seed(database)
    clean, duration = timed_night(database, NEXT, "full")
    dice = random.Random(7)
    for _attempt in range(KILLS):
        first, second = (
            child(database, "night_child", NEXT, "full") for _n in range(2)
        )
        go(first)
        time.sleep(dice.uniform(0, duration))
        output, _errors = second.communicate("go\n")
        first.communicate()
        assert (first.returncode, second.returncode) == (0, 0)
        assert output.strip() == clean
    if "DATABASE_URL" in database:
        assert invalid_indexes(database["DATABASE_URL"]) == []


def invalid_indexes(url: str) -> list[str]:
    """Return the indexes that a parent table has and one of its partitions lacks."""
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
    )
    names = [name for (name,) in cursor.fetchall()]
    connection.close()
    return names
