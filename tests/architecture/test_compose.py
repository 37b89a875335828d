"""docker-compose.yml, Dockerfile and .env.example: whole, consistent with the
settings, and without a secret.

Docker does not run here; tests/kocops/test_celery_stack.py runs the commands
of the file natively.
"""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY",
    "FIELD_KEY",
    "POSTGRES_PASSWORD",
    "OIDC_CLIENT_SECRET",
}
APP_SERVICES = ("web", "worker", "beat", "migrate")
HEALTHY = ("web", "worker", "db", "redis")

WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
DURATION = {"type": "string", "pattern": r"^\d+s$"}
HEALTH = {
    "type": "object",
    "properties": {
        "test": {
            **WORDS,
            "prefixItems": [{"enum": ["CMD", "CMD-SHELL"]}],
            "minItems": 2,
        },
        "interval": DURATION,
        "timeout": DURATION,
        "retries": {"type": "integer", "minimum": 1},
        "start_period": DURATION,
    },
    "required": ["test", "interval", "timeout", "retries"],
    "additionalProperties": False,
}
CONDITION = {"enum": ["service_healthy", "service_completed_successfully"]}
NEEDS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"condition": CONDITION},
        "required": ["condition"],
        "additionalProperties": False,
    },
}
SERVICE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "build": {"const": "."},
        "image": {"enum": ["kocops", "postgres:15", "redis:7"]},
        "command": WORDS,
        "environment": {
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "volumes": {
            **WORDS,
            "items": {"type": "string", "pattern": r"^[a-z]+:/[a-z/]+$"},
        },
        "ports": {
            **WORDS,
            "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"},
        },
        "depends_on": NEEDS,
        "healthcheck": HEALTH,
        "restart": {"enum": ["unless-stopped", "no"]},
        "init": {"const": True},
        "read_only": {"const": True},
        "security_opt": {"const": ["no-new-privileges:true"]},
        "tmpfs": {"const": ["/tmp"]},
        "shm_size": {"type": "string", "pattern": r"^\d+mb$"},
        "stop_grace_period": DURATION,
    },
    "required": ["image", "restart", "volumes"],
    "additionalProperties": False,
}
APP = {
    **SERVICE,
    "required": [
        *SERVICE["required"],
        "build",
        "command",
        "environment",
        "depends_on",
        "read_only",
    ],
}
SERVER = {**SERVICE, "required": [*SERVICE["required"], "healthcheck"]}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"const": "kocops"},
        "x-app": {"type": "object"},
        "services": {
            "type": "object",
            "properties": {
                **dict.fromkeys(APP_SERVICES, APP),
                "db": SERVER,
                "redis": SERVER,
            },
            "required": [*APP_SERVICES, "db", "redis"],
            "additionalProperties": False,
        },
        "volumes": {
            "type": "object",
            "additionalProperties": {"type": "object", "maxProperties": 0},
        },
    },
    "required": ["name", "services", "volumes"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


def example() -> dict[str, str]:
    """Return the variables of .env.example."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    pairs = (
        line.split("=", 1)
        for line in lines
        if line and not line.startswith("#")
    )
    return {name: value for name, value in pairs}


def is_valid(compose: dict[str, Any]) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(compose)


def test_the_file_has_its_six_services_in_the_form_that_compose_reads(
    compose: dict[str, Any],
) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(compose, SCHEMA, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda services: services.pop("migrate"),
        lambda services: services["web"].update(ports=["8000:8000"]),
        lambda services: services["web"].update(
            command="gunicorn kocops.wsgi",
        ),
        lambda services: services["web"].pop("read_only"),
        lambda services: services["db"].pop("healthcheck"),
        lambda services: services["db"].update(image="postgres:latest"),
        lambda services: services["db"].update(
            volumes=["./data:/var/lib/postgresql/data"],
        ),
        lambda services: services["beat"].update(depend_on={}),
        lambda services: services["beat"]["depends_on"].update(
            db={"condition": "service_started"},
        ),
        lambda services: services["worker"]["healthcheck"].update(
            test=["celery -A kocops inspect ping"],
        ),
    ],
)
def test_a_spoilt_file_is_refused(
    compose: dict[str, Any],
    spoil: Callable[[Any], Any],
) -> None:
    spoilt = copy.deepcopy(compose)
    spoil(spoilt["services"])

    assert not is_valid(spoilt)


def test_each_service_runs_what_it_is_for(compose: dict[str, Any]) -> None:
    command = {
        name: service.get("command", [])
        for name, service in compose["services"].items()
    }

    assert command["web"][:2] == ["gunicorn", "kocops.wsgi"]
    assert command["worker"] == ["celery", "-A", "kocops", "worker"]
    assert command["beat"] == ["celery", "-A", "kocops", "beat"]
    assert (
        command["migrate"][-1]
        == "python manage.py migrate --noinput && python manage.py sync_groups"
    )
    assert command["redis"] == ["redis-server", "--appendonly", "yes"]


def test_nothing_starts_before_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in APP_SERVICES:
        for needed, how in services[name]["depends_on"].items():
            is_one_shot = services[needed]["restart"] == "no"
            assert ("healthcheck" in services[needed]) != is_one_shot
            assert (
                how["condition"] == "service_completed_successfully"
            ) == is_one_shot
    assert all("healthcheck" in services[name] for name in HEALTHY)
    assert set(services["migrate"]["depends_on"]) == {"db"}
    assert set(services["web"]["depends_on"]) == {"db", "redis", "migrate"}
    assert [
        name for name in services if services[name]["restart"] == "no"
    ] == ["migrate"]


def test_what_must_last_lies_in_named_volumes(compose: dict[str, Any]) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
    }

    assert used == set(compose["volumes"]) == {"db", "redis", "var"}
    assert all(
        "var:/app/var" in compose["services"][name]["volumes"]
        for name in APP_SERVICES
    )


def test_all_services_get_the_same_environment(
    compose: dict[str, Any],
) -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    shared = compose["x-app"]["environment"]

    assert asked == set(example()) == set(shared) | {"POSTGRES_PASSWORD"}
    for name in APP_SERVICES:
        given = dict(compose["services"][name]["environment"])
        given.pop("PORT", None)
        assert given == shared


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    given = {
        name: value
        for service in compose["services"].values()
        for name, value in service.get("environment", {}).items()
    }

    assert {
        name: value
        for name, value in example().items()
        if name in SECRETS and value
    } == {}
    assert given["OIDC_CLIENT_SECRET"] == "${OIDC_CLIENT_SECRET:-}"
    assert all(
        given[name] == f"${{{name}:?set it in .env}}"
        for name in SECRETS - {"OIDC_CLIENT_SECRET"}
    )
    assert "://kocops:${POSTGRES_PASSWORD}@" in example()["DATABASE_URL"]


def test_the_image_holds_every_app_and_nothing_private() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (\S+) (\S+)$", text, re.MULTILINE)
    apps = {name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()}
    folders = {"locale", "static", "templates"}

    assert {source for source, _target in copied} == apps | folders | {
        "manage.py",
        "requirements/base.txt",
    }
    assert len(copied) == text.count("COPY ")
    assert all((ROOT / source).exists() for source, _target in copied)


def test_the_image_is_built_from_checked_packages_and_runs_as_nobody_special(
    compose: dict[str, Any],
) -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    packages = (
        (ROOT / "requirements" / "base.txt")
        .read_text("utf-8")
        .replace("\\\n", " ")
        .splitlines()
    )
    required = [
        line
        for line in packages
        if line.strip() and not line.lstrip().startswith("#")
    ]

    assert text.splitlines()[1] == "FROM python:3.11-slim-bookworm"
    assert " postgresql-client " in text
    assert compose["services"]["db"]["image"] == "postgres:15"
    assert (
        "pip install --no-cache-dir --require-hashes --requirement requirements/base.txt"
        in text
    )
    assert [
        line
        for line in required
        if "==" not in line or "--hash=sha256:" not in line
    ] == []
    assert "collectstatic --noinput && rm -r /tmp/build" in text
    assert text.index("USER kocops") < text.index("CMD ")
    assert (
        f"CMD {str(compose['services']['web']['command']).replace(chr(39), chr(34))}"
        in text
    )
