"""The services of docker-compose.yml as processes of this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


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


def free_port() -> int:
    """Return a port of this machine on which nobody answers."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def resolved(text: str, values: Mapping[str, str]) -> str:
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
    """The services of docker-compose.yml; `values` stand for its `.env`."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str,
        redis: str,
        **values: str,
    ) -> None:
        self.services = yaml.safe_load(
            (ROOT / "docker-compose.yml").read_text("utf-8"),
        )["services"]
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.port = str(free_port())
        self.values = {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "SECRET_KEY": "a-secret-of-this-test",
            "FIELD_KEY": "another-secret-of-this-test",
            "ALLOWED_HOSTS": "kocops.example.org",
            **values,
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

    def start(
        self,
        name: str,
        command: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a service's command, word for word unless another one is
        given, in a process group of its own.
        """
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command or self.services[name]["command"],
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

    def stop_all(self) -> None:
        for process in list(self.running):
            self.stop(process)

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

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database itself: a process of ours would take seconds."""
        with (
            closing(
                psycopg2.connect(self.values["DATABASE_URL"])
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(query, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def read(self, query: str, *values: Any) -> Any:
        """Return the first row, None without one."""
        return next(iter(self.rows(query, *values)), None)
