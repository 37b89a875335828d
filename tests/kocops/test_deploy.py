"""The samples in deploy/ start what docker-compose.yml starts, and are read by
systemd and nginx where those are installed.
"""

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import environ
import pytest
import yaml
from django.core.management import get_commands
from django.test import Client

from kocops.configuration.security import https_settings
from tests.architecture.test_docs_names import options_of

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.joinpath("systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
BIN = "/opt/kocops/.venv/bin/"


def read(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text("utf-8"))
    return parser


def started_by(name: str) -> str:
    unit = read(DEPLOY / "systemd" / f"kocops-{name}.service")
    return unit["Service"]["ExecStart"].removeprefix(BIN)


def test_units_start_what_compose_starts() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    for name in ("web", "worker", "beat"):
        command = " ".join(compose["services"][name]["command"])
        assert (
            started_by(name).removesuffix(" --bind 127.0.0.1:8000") == command
        )


def test_commands_of_units_exist() -> None:
    found = []
    for path in SERVICES:
        for command, options in re.findall(
            r"manage\.py (\w+)([^\n']*)", path.read_text("utf-8")
        ):
            found.append(command)
            assert command in get_commands()
            for option in re.findall(r"--[a-z-]+", options):
                assert option in options_of(command)
    assert {"work", "backup", "check"} <= set(found)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_runs_with_few_rights_and_comes_back(path: Path) -> None:
    unit = read(path)
    service = unit["Service"]
    assert service["User"] == "kocops"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    if "python" in service["ExecStart"] or BIN in service["ExecStart"]:
        assert service["EnvironmentFile"] == "/opt/kocops/.env"
    assert service["ReadWritePaths"].startswith("/opt/kocops/var")
    if service.get("Type") != "oneshot":
        assert service["Restart"] == "always"
        assert unit["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd here"
)
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copies = []
    for path in UNITS:
        text = re.sub(rf"{BIN}\w+", str(program), path.read_text("utf-8"))
        copy = tmp_path / path.name
        copy.write_text(text)
        copies.append(str(copy))
    command = ["systemd-analyze", "verify", "--man=no", *copies]
    done = subprocess.run(command, capture_output=True, text=True)
    ours = []
    for line in done.stderr.splitlines():
        if "kocops-" in line and "Failed to connect" not in line:
            ours.append(line)
    assert ours == []


def test_the_backup_is_bounded_and_its_failure_reported() -> None:
    unit = read(DEPLOY / "systemd" / "kocops-backup.service")
    assert re.search(r"--keep-days \d+", unit["Service"]["ExecStart"])
    reported = unit["Unit"]["OnFailure"].replace("%n", "")
    assert (DEPLOY / "systemd" / reported).exists()


def test_monitoring_on_this_machine_is_admitted() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    hosts = re.search(r"ALLOWED_HOSTS=(\S+)", text)
    assert hosts
    assert "127.0.0.1" in hosts[1].split(",")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz"])
def test_monitoring_is_not_sent_to_https(path: str, settings: Any) -> None:
    env = environ.FileAwareEnv()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOCOPS_HTTPS", "1")
        for name, value in https_settings(env).items():
            setattr(settings, name, value)
    assert Client().get(path).status_code != 301
    assert Client().get("/login/").status_code == 301


def test_the_proxy_sends_what_kocops_reads() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert text.count("{") == text.count("}")
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert re.search(r"location = /metrics \{\s+return 404;", text)
    assert "access_log off;" in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_reads_the_sample(tmp_path: Path) -> None:
    subprocess.run(
        [
            "openssl",
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-batch"),
            *("-keyout", tmp_path / "key.pem"),
            *("-out", tmp_path / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/kocops", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ {text} }}\n",
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", str(whole)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
