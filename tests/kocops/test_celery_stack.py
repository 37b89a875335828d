"""The commands of docker-compose.yml, run natively word for word against a
PostgreSQL database and Redis of their own.

Jobs are rows; Celery only signals that they exist. So a job outlives every
worker: if one is killed, the next one does it.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from common.db.locks import lock_number
from tests.stack import ROOT, Stack, wait_for

POSTGRES = "postgres://postgres@127.0.0.1:5432"
REDIS = "redis://127.0.0.1:6379/9"
DATABASE = f"kocops_compose_{os.getpid()}"
REQUEST_JOB = """
from django.utils import timezone
from common.jobs.queue import request_job
from kocops.tasks import run_lane
job = request_job(kind="run_missed_nights", arguments={"again": True}, user=None,
    now=timezone.now())
run_lane.delay("night")
print(job.pk)
"""


MAKE_SENDER = """
from django.core.management import call_command
from activity.services.sources import save_source
save_source(name="forum", platform="forum")
call_command("create_token", "forum", "--scopes", "posts:write")
"""
TOLD = (
    "自从上次OTA升级后，蓝牙钥匙有时候失灵打不开车门",
    "我的也是，尤其是在地下车库",
    "升级之后蓝牙钥匙经常失灵，靠近车门没反应",
)


def _is_reachable(connect: Callable[[], Any]) -> bool:
    try:
        connect()
    except (psycopg2.OperationalError, redis.ConnectionError):
        return False
    return True


pytestmark = [
    pytest.mark.skipif(
        not _is_reachable(
            lambda: psycopg2.connect(
                f"{POSTGRES}/postgres",
                connect_timeout=2,
            ).close(),
        ),
        reason=f"no PostgreSQL at {POSTGRES}",
    ),
    pytest.mark.skipif(
        not _is_reachable(lambda: redis.from_url(REDIS).ping()),
        reason=f"no Redis at {REDIS}",
    ),
]


class JobStack(Stack):
    """The services, and jobs that are asked for."""

    def request_job(self) -> int:
        """A waiting job stands and the bell has rung for it."""
        return int(self.shell(REQUEST_JOB))

    def job(self, pk: int) -> tuple[str, int, str]:
        return tuple(
            self.read(
                "SELECT state, attempts, failure FROM common_jobrun WHERE id = %s",
                pk,
            ),
        )

    def wait_until(self, pk: int, state: str, *, seconds: float) -> None:
        wait_for(
            lambda: self.job(pk)[0] == state,
            seconds=seconds,
            describe=lambda: (self.job(pk), self.log("worker")),
        )


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobStack]:
    """An installed, migrated and empty kocops; one test process at a time uses Redis database 9."""
    with (
        closing(psycopg2.connect(f"{POSTGRES}/postgres")) as admin,
        closing(redis.from_url(REDIS)) as bell,
    ):
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(%s)",
                [lock_number("tests: redis database 9")],
            )
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')
            bell.flushdb()
            stack = JobStack(
                tmp_path_factory.mktemp("stack"),
                database=f"{POSTGRES}/{DATABASE}",
                redis=REDIS,
            )
            try:
                assert stack.start("migrate").wait(120) == 0, stack.log(
                    "migrate",
                )
                yield stack
            finally:
                stack.stop_all()
                bell.flushdb()
                cursor.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


@pytest.fixture
def worker(stack: JobStack) -> Iterator[subprocess.Popen[bytes]]:
    process = stack.start("worker")
    wait_for(
        lambda: stack.is_healthy("worker"),
        seconds=60,
        describe=lambda: stack.log("worker"),
    )
    yield process
    stack.stop(process)


def test_migrate_leaves_a_database_with_the_roles(stack: JobStack) -> None:
    assert stack.read("SELECT count(*) FROM auth_group") == (5,)
    assert stack.start("migrate").wait(60) == 0, (
        "run again, it changes nothing"
    )


def test_the_servers_checks_report_that_they_are_up(stack: JobStack) -> None:
    assert stack.is_healthy("db")
    assert stack.is_healthy("redis")


def test_web_is_ready_behind_https_and_its_check_says_so(
    stack: JobStack,
) -> None:
    web = stack.start("web")
    wait_for(
        lambda: stack.is_healthy("web"),
        seconds=30,
        describe=lambda: stack.log("web"),
    )
    https = {"X-Forwarded-Proto": "https"}

    assert stack.status_of("/readyz", https) == 200
    assert stack.status_of("/readyz", {}) == 200, "for who watches the server"
    assert stack.status_of("/login/", {}) == 301
    assert stack.status_of("/static/css/kocops.css", https) == 200
    assert stack.stop(web) == 0
    assert not stack.is_healthy("web")


def test_a_requested_job_is_done_when_beat_signals(
    stack: JobStack,
    worker: subprocess.Popen[bytes],
) -> None:
    pk = stack.request_job()
    stack.wait_until(pk, "done", seconds=30)

    assert stack.job(pk) == ("done", 1, "")
    assert stack.read("SELECT count(*) FROM activity_publishedgeneration") == (
        1,
    )
    assert stack.stop(worker) == 0
    assert not stack.is_healthy("worker")


def test_the_third_owner_s_post_raises_an_alert_within_a_minute(
    stack: JobStack,
    worker: subprocess.Popen[bytes],
) -> None:
    stack.start("beat")
    web = stack.start("web")
    wait_for(
        lambda: stack.is_healthy("web"),
        seconds=30,
        describe=lambda: stack.log("web"),
    )
    headers = {
        "Authorization": f"Bearer {stack.shell(MAKE_SENDER)}",
        "X-Forwarded-Proto": "https",
    }
    now = datetime.now(UTC)
    posts = [
        {
            "external_id": f"p{n}",
            "member": f"owner{n}",
            "text": text,
            "thread": "p0" if n == 1 else "",
            "occurred_at": (now - timedelta(minutes=9 - n)).isoformat(),
        }
        for n, text in enumerate(TOLD)
    ]
    assert [
        stack.send(
            "/api/v1/posts/",
            {"source": "forum", "posts": [post]},
            headers,
        )
        for post in posts
    ] == [200] * 3

    raised = "SELECT count(*), min(reporter_count) FROM alerts_alert"
    wait_for(
        lambda: stack.read(raised)[0],
        seconds=65,
        describe=lambda: (stack.log("worker"), stack.log("beat")),
    )
    assert stack.read(raised) == (1, 3)
    assert stack.stop(web) == 0


def test_redis_keeps_what_was_stored(stack: JobStack, tmp_path: Path) -> None:
    """Started as in the file, on another port: every write goes to the append-only file."""
    socket_path = tmp_path / "redis.sock"
    command = [
        *stack.services["redis"]["command"],
        "--port",
        "0",
        "--unixsocket",
        str(socket_path),
    ]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    stack.running.append(process)
    wait_for(socket_path.exists, seconds=10)
    with closing(
        redis.Redis(unix_socket_path=str(socket_path), decode_responses=True),
    ) as server:
        assert server.config_get("appendonly") == {"appendonly": "yes"}
    stack.stop(process)


class Interrupted:
    """A job that stops in the middle: the lock it needs is held here until `go_on`."""

    def __init__(self, stack: JobStack) -> None:
        self.stack = stack
        self.holder = psycopg2.connect(f"{POSTGRES}/{DATABASE}")
        self.holder.autocommit = True
        with self.holder.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(%s)",
                [lock_number("night:plan")],
            )
        self.pk = stack.request_job()
        wait_for(
            self._is_in_the_middle,
            seconds=30,
            describe=lambda: (stack.job(self.pk), stack.log("worker")),
        )

    def _is_in_the_middle(self) -> bool:
        waits = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND "
            "wait_event_type = 'Lock'"
        )
        return self.stack.job(self.pk)[0] == "running" and self.stack.read(
            waits,
            DATABASE,
        ) == (1,)

    def go_on(self) -> None:
        self.holder.close()


@pytest.mark.faults
def test_the_same_worker_does_a_job_whose_process_was_killed(
    stack: JobStack,
    worker: subprocess.Popen[bytes],
) -> None:
    job = Interrupted(stack)
    children = (
        Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
        .read_text("ascii")
        .split()
    )
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    job.go_on()
    stack.wait_until(job.pk, "done", seconds=30)

    assert children
    assert stack.job(job.pk) == ("done", 2, "")


@pytest.mark.faults
def test_the_next_worker_does_a_job_within_a_minute(
    stack: JobStack,
    worker: subprocess.Popen[bytes],
) -> None:
    beat = stack.start("beat")
    job = Interrupted(stack)
    assert stack.stop(worker, signal.SIGKILL) == -signal.SIGKILL
    job.go_on()
    assert stack.job(job.pk)[:2] == ("running", 1), "nobody has done it yet"
    stack.start("worker")
    stack.wait_until(job.pk, "done", seconds=75)

    assert stack.job(job.pk) == ("done", 2, "")
    assert beat.poll() is None, stack.log("beat")
    assert list(stack.folder.glob("celerybeat-schedule*"))
    assert not (ROOT / "celerybeat.pid").exists()
