"""Two gunicorn workers write JSON lines without numbers of people, and either
answers /metrics for both; Celery writes the same log.
"""

import json
import logging
import os
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from celery import Celery

from kocops.celery import app
from tests.migrated import ROOT, MigratedDatabases
from tests.stack import free_port, wait_for

PHONE = "13912345678"
REQUESTS = 24


def ask(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def is_up(port: int) -> bool:
    try:
        return ask(port, "/healthz")[0] == 200
    except OSError:
        return False


def test_workers_share_counts_and_write_json(
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> None:
    migrated_databases.copy_sqlite(tmp_path)
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "KOCOPS_VAR_DIR": str(tmp_path),
        "KOCOPS_ENV_FILE": str(tmp_path / "no.env"),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "gunicorn", "kocops.wsgi"]
    command += ["--config", "kocops/web_server.py", "--workers", "2"]
    command += ["--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    log = tmp_path / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=file, stderr=file
        )
    try:
        wait_for(lambda: is_up(port), seconds=60, describe=log.read_text)
        for _number in range(REQUESTS):
            assert ask(port, f"/login/?next=/{PHONE}")[0] == 200
        assert ask(port, f"/{PHONE}/")[0] in (302, 404)
        _status, metrics = ask(port, "/metrics")
    finally:
        server.terminate()
        server.wait(30)
    counted = f'kocops_requests_total{{class="page",status="200"}} {REQUESTS}'
    assert counted in metrics.splitlines()
    text = log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert PHONE not in text
    logins = [line for line in lines if line.get("route") == "login"]
    assert len(logins) == REQUESTS
    assert len({line["request_id"] for line in logins}) == REQUESTS
    assert "gunicorn.error" in {line["logger"] for line in lines}


def test_celery_leaves_the_log_as_it_is() -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    app.log.setup(loglevel="DEBUG", redirect_stdouts=True)
    assert (root.handlers, root.level) == (before[0], before[1])
    assert type(app.log) is not type(Celery("other").log)
