"""The commands of docker-compose.yml, run natively word for word against a
PostgreSQL database and Redis of their own.

Jobs are rows; Celery only signals that they exist. So a job outlives every
worker: if one is killed, the next one does it.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
import yaml

from common.db.locks import lock_number

ROOT = Path(__file__).resolve().parents[2]
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


def wait_for(
    what: Callable[[], Any],
    *,
    seconds: float,
    describe: Callable[[], Any] = str,
) -> Any:
    """Return the first true answer; fail with the description if none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s: {describe()}")


def resolved(text: str, values: dict[str, str]) -> str:
    """Return a text of the compose file as compose reads it: ${NAME},
    ${NAME:-default}, ${NAME:?message}, $$.
    """

    def put_in(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        value = values.get(match["name"]) or match["default"]
        assert value is not None, f"{match['name']} is not set"
        return value

    return re.sub(
        r"\$\$|\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}",
        put_in,
        text,
    )


class Stack:
    """The services of docker-compose.yml as processes of this machine; hosts
    and ports come from the environment.
    """

    def __init__(self, folder: Path) -> None:
        self.services = yaml.safe_load(
            (ROOT / "docker-compose.yml").read_text("utf-8"),
        )["services"]
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self.values = {
            "DATABASE_URL": f"{POSTGRES}/{DATABASE}",
            "REDIS_URL": REDIS,
            "SECRET_KEY": "a-secret-of-this-test",
            "FIELD_KEY": "another-secret-of-this-test",
            "ALLOWED_HOSTS": "kocops.example.org",
        }

    def environment(self, name: str) -> dict[str, str]:
        own = self.services[name].get("environment", {})
        given = {
            key: resolved(value, self.values)
            for key, value in own.items()
            if key != "POSTGRES_PASSWORD"
        }
        here = {
            "KOCOPS_VAR_DIR": str(self.folder),
            "HOSTNAME": socket.gethostname(),
            "PGHOST": "127.0.0.1",
        }
        here["KOCOPS_ENV_FILE"] = str(self.folder / "no.env")
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {
            "PATH": path,
            "HOME": str(self.folder),
            **given,
            **here,
            "PORT": self.port,
        }

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a service's command, word for word, in a process group of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                self.services[name]["command"],
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[
            -3000:
        ]

    def is_healthy(self, name: str) -> bool:
        """Tell what the service's own health check says."""
        form, *words = [
            resolved(word, {})
            for word in self.services[name]["healthcheck"]["test"]
        ]
        command = words if form == "CMD" else ["sh", "-c", *words]
        return (
            subprocess.run(
                command,
                cwd=ROOT,
                env=self.environment(name),
                capture_output=True,
            ).returncode
            == 0
        )

    def stop(
        self,
        process: subprocess.Popen[bytes],
        how: signal.Signals = signal.SIGTERM,
    ) -> int:
        if process.poll() is None:
            os.killpg(process.pid, how)
        self.running = [one for one in self.running if one is not process]
        try:
            return process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait(20)

    def shell(self, program: str) -> str:
        """Return what a program prints that runs in an installed kocops."""
        command = [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "--command",
            program,
        ]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment("worker"),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def request_job(self) -> int:
        """A waiting job stands and the bell has rung for it."""
        return int(self.shell(REQUEST_JOB))

    def send(self, address: str, body: object, headers: dict[str, str]) -> int:
        with closing(
            HTTPConnection("127.0.0.1", int(self.port), timeout=20),
        ) as connection:
            connection.request(
                "POST",
                address,
                json.dumps(body),
                {"Content-Type": "application/json", **headers},
            )
            return connection.getresponse().status

    def status_of(self, address: str, headers: dict[str, str]) -> int:
        with closing(
            HTTPConnection("127.0.0.1", int(self.port), timeout=5),
        ) as connection:
            connection.request("GET", address, headers=headers)
            return connection.getresponse().status

    def read(self, query: str, *values: Any) -> Any:
        with (
            closing(psycopg2.connect(f"{POSTGRES}/{DATABASE}")) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(query, values)
            return cursor.fetchone()

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
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
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
            stack = Stack(tmp_path_factory.mktemp("stack"))
            try:
                assert stack.start("migrate").wait(120) == 0, stack.log(
                    "migrate",
                )
                yield stack
            finally:
                for process in list(stack.running):
                    stack.stop(process)
                bell.flushdb()
                cursor.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


@pytest.fixture
def worker(stack: Stack) -> Iterator[subprocess.Popen[bytes]]:
    process = stack.start("worker")
    wait_for(
        lambda: stack.is_healthy("worker"),
        seconds=60,
        describe=lambda: stack.log("worker"),
    )
    yield process
    stack.stop(process)


def test_migrate_leaves_a_database_with_the_roles(stack: Stack) -> None:
    assert stack.read("SELECT count(*) FROM auth_group") == (5,)
    assert stack.start("migrate").wait(60) == 0, (
        "run again, it changes nothing"
    )


def test_the_servers_checks_report_that_they_are_up(stack: Stack) -> None:
    assert stack.is_healthy("db")
    assert stack.is_healthy("redis")


def test_web_is_ready_behind_https_and_its_check_says_so(stack: Stack) -> None:
    web = stack.start("web")
    wait_for(
        lambda: stack.is_healthy("web"),
        seconds=30,
        describe=lambda: stack.log("web"),
    )
    https = {"X-Forwarded-Proto": "https"}

    assert stack.status_of("/readyz", https) == 200
    assert stack.status_of("/readyz", {}) == 301
    assert stack.status_of("/static/css/kocops.css", https) == 200
    assert stack.stop(web) == 0
    assert not stack.is_healthy("web")


def test_a_requested_job_is_done_when_beat_signals(
    stack: Stack,
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
    stack: Stack,
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


def test_redis_keeps_what_was_stored(stack: Stack, tmp_path: Path) -> None:
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

    def __init__(self, stack: Stack) -> None:
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
    stack: Stack,
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
    stack: Stack,
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
