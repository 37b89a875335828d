"""scripts/serve.sh: after a refused database, a full disk or a killed process work goes on.

FAULT_SECONDS=30 pytest tests/faults/test_worker_survives.py keeps each fault up for half a minute.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import requests
from django.conf import settings

from tests.faults.proxy import running_proxy
from tests.migrated import FILE, ROOT, MigratedDatabases, manage

FAULT_SECONDS = float(os.environ.get("FAULT_SECONDS", "5"))
ROWS = 20_000
REQUEST_JOB = """
from django.utils import timezone
from activity.services.sources import save_source
from common.jobs.queue import request_job
source = save_source(name="app")
arguments = {{"source_id": source.pk, "path": {path!r}, "file_name": "rows.csv",
    "columns": {{}}, "user_id": None}}
print(request_job(kind="ingest_file", arguments=arguments, user=None, now=timezone.now()).pk)
"""
REQUEST_NIGHT = """
from django.utils import timezone
from common.jobs.queue import request_job
print(request_job(kind="run_missed_nights", arguments={"again": True}, user=None,
    now=timezone.now()).pk)
"""
STATE = "SELECT state || failure FROM common_jobrun WHERE id = {pk}"
COUNT = "SELECT count(*) FROM activity_activityevent"

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


class Site:
    """One installation under serve.sh, and a second way to its database that no fault touches."""

    def __init__(
        self,
        environment: dict[str, str],
        direct: dict[str, str],
    ) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.environment = {
            **environment,
            "PATH": path,
            "PORT": str(self.port),
        }
        self.direct = direct
        self.log = Path(direct["KOCOPS_VAR_DIR"]).parent / "serve.log"

    @contextmanager
    def served(self) -> Iterator[psutil.Process]:
        with self.log.open("ab") as log:
            process = psutil.Popen(
                [str(ROOT / "scripts" / "serve.sh")],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            children = process.children(recursive=True)
            process.terminate()
            process.wait(40)
            _gone, left = psutil.wait_procs(children, timeout=10)
            for one in left:
                one.kill()
            assert left == [], "stopped by TERM, serve.sh leaves no process"

    def shell(self, program: str) -> str:
        return manage(
            self.direct,
            "shell",
            "-v",
            "0",
            "--no-imports",
            "-c",
            program,
        ).strip()

    def request_job(self, path: Path) -> int:
        return int(self.shell(REQUEST_JOB.format(path=str(path))))

    def state_of(self, pk: int) -> str:
        return str(self.value_of(STATE.format(pk=pk)))

    def value_of(self, statement: str) -> Any:
        """Ask the database itself: a process of ours would take seconds."""
        if "DATABASE_URL" in self.direct:
            connection = psycopg2.connect(self.direct["DATABASE_URL"])
        else:
            file = Path(self.direct["KOCOPS_VAR_DIR"]) / FILE
            connection = sqlite3.connect(file, timeout=30)
        with closing(connection):
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def readyz(self) -> dict[str, Any]:
        return requests.get(
            f"http://127.0.0.1:{self.port}/readyz",
            timeout=5,
        ).json()

    def wait_for(self, is_so: Callable[[], bool], *, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > ends:
                pytest.fail(
                    f"not within {seconds} s: {self.log.read_text('utf-8')[-3000:]}",
                )
            time.sleep(0.5)

    def is_up(self) -> bool:
        try:
            return self.readyz().get("worker") == "ok"
        except requests.RequestException:
            return False


def write_rows(path: Path, count: int = ROWS) -> Path:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    lines = ["member,occurred_at,kind"]
    for number in range(count):
        moment = begin + timedelta(minutes=number)
        lines.append(f"u{number % 700},{moment.isoformat()},like")
    path.write_text("\n".join(lines) + "\n")
    return path


def command_of(process: psutil.Process) -> str:
    """Return the command line; nothing for a process that has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


def parent_of(process: psutil.Process) -> int:
    """Return the number of the parent; 0 for a process that has ended meanwhile."""
    try:
        return process.ppid()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


def lanes_of(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes of the lanes, without the one that supervises them."""
    works = [
        one
        for one in process.children(recursive=True)
        if command_of(one).endswith(" work")
    ]
    return [
        one
        for one in works
        if parent_of(one) in {other.pid for other in works}
    ]


def test_a_refused_database_delays_work_and_nothing_else(
    database: dict[str, str],
    tmp_path: Path,
) -> None:
    if "DATABASE_URL" not in database:
        pytest.skip("SQLite has no server that could refuse")
    url = urlsplit(database["DATABASE_URL"])
    with running_proxy("127.0.0.1", url.port or 5432) as proxy:
        behind = url._replace(
            netloc=f"postgres@127.0.0.1:{proxy.port}",
        ).geturl()
        site = Site({**database, "DATABASE_URL": behind}, database)
        proxy.refuse()
        with site.served():
            # Refused from the start.
            time.sleep(FAULT_SECONDS)
            proxy.accept()
            site.wait_for(site.is_up, seconds=60)
            pk = site.request_job(write_rows(tmp_path / "rows.csv"))
            site.wait_for(lambda: site.state_of(pk) != "waiting", seconds=30)
            # Refused in the middle of a job.
            proxy.refuse()
            time.sleep(FAULT_SECONDS)
            proxy.accept()
            site.wait_for(lambda: site.state_of(pk) == "done", seconds=90)
            site.wait_for(site.is_up, seconds=60)
            assert site.value_of(COUNT) == ROWS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 30 MB."""
    folder = tmp_path / "var"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs", str(folder)],
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path, *, leaving: int) -> None:
    """The disk is full but for some bytes: room for a request, not for the rows of a file."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(file.tell() - leaving, 0))


def test_a_full_disk_delays_work_and_nothing_else(
    small_disk: Path,
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> None:
    environment = {
        **os.environ,
        "KOCOPS_VAR_DIR": str(small_disk),
        "INGEST_CHUNK_ROWS": "500",
    }
    environment.pop("DATABASE_URL", None)
    migrated_databases.copy_sqlite(small_disk)
    site = Site(environment, environment)
    with site.served():
        site.wait_for(site.is_up, seconds=60)
        rows = write_rows(tmp_path / "rows.csv")
        fill(small_disk / "ballast", leaving=1 << 20)
        pk = site.request_job(rows)
        fill(small_disk / "more ballast", leaving=0)
        time.sleep(FAULT_SECONDS)
        assert site.state_of(pk) != "done", "the disk was not full in time"
        (small_disk / "ballast").unlink()
        (small_disk / "more ballast").unlink()
        site.wait_for(lambda: site.state_of(pk) == "done", seconds=90)
        site.wait_for(site.is_up, seconds=60)
        assert site.value_of(COUNT) == ROWS


def test_killed_processes_are_started_again(
    database: dict[str, str],
    tmp_path: Path,
) -> None:
    site = Site(database, database)
    with site.served() as process:
        site.wait_for(site.is_up, seconds=60)
        lanes = lanes_of(process)
        assert len(lanes) == len(settings.LANES)
        # One lane, then the supervisor itself: its lanes end with it and new ones are started.
        lanes[0].send_signal(signal.SIGKILL)
        site.wait_for(
            lambda: (
                len(lanes_of(process)) == len(settings.LANES)
                and not lanes[0].is_running()
            ),
            seconds=20,
        )
        old = lanes_of(process)
        old[0].parent().send_signal(signal.SIGKILL)
        site.wait_for(
            lambda: (
                len(lanes_of(process)) == len(settings.LANES)
                and not any(one.is_running() for one in old)
            ),
            seconds=20,
        )
        web = [
            one
            for one in process.children(recursive=True)
            if "gunicorn" in command_of(one)
        ]
        web[0].send_signal(signal.SIGKILL)
        pk = site.request_job(write_rows(tmp_path / "rows.csv", 100))
        site.wait_for(lambda: site.state_of(pk) == "done", seconds=60)
        site.wait_for(site.is_up, seconds=30)


def test_a_night_does_not_wait_for_an_upload(
    database: dict[str, str],
    tmp_path: Path,
) -> None:
    site = Site(database, database)
    with site.served():
        site.wait_for(site.is_up, seconds=60)
        upload = site.request_job(write_rows(tmp_path / "rows.csv", 300_000))
        site.wait_for(lambda: site.state_of(upload) == "running", seconds=30)
        night = int(site.shell(REQUEST_NIGHT))
        site.wait_for(lambda: site.state_of(night) == "done", seconds=60)
        assert site.state_of(upload) == "running"
