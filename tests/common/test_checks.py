"""Settings and keys that would fail later are found by `manage.py check` and `/readyz`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from common import checks
from common.security.field_key import unreadable_fields
from insights.models import WebhookEndpoint
from members.models import VehicleOwnership
from tests.conftest import NOW
from tests.factories.members import MemberFactory

ROOT = Path(__file__).resolve().parents[2]
VIN = "LSVAA49J132047371"


def manage(
    tmp_path: Path,
    *command: str,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own that knows nothing but this environment."""
    own = {
        "PATH": os.environ["PATH"],
        "KOCOPS_ENV_FILE": str(tmp_path / ".env"),
        **environment,
    }
    words = [sys.executable, "manage.py", *command]
    return subprocess.run(
        words,
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
    )


def setting(tmp_path: Path, name: str, **environment: str) -> str:
    program = f"from django.conf import settings; print(settings.{name})"
    return manage(
        tmp_path,
        "shell",
        "--no-imports",
        "--command",
        program,
        **environment,
    ).stdout.strip()


@pytest.mark.parametrize(
    ("form", "expected"),
    [("text", []), ("json", []), ("jsn", ["kocops.E004"])],
)
def test_an_unknown_log_format_is_named_by_check(
    settings: Any,
    form: str,
    expected: list[str],
) -> None:
    settings.LOG_FORMAT = form
    found = run_checks()
    assert [one.id for one in found if one.id == "kocops.E004"] == expected


def test_an_invalid_time_zone_is_named_by_check(settings) -> None:
    settings.BUSINESS_TIME_ZONE = "Asia/Shangai"
    with pytest.raises(
        SystemCheckError,
        match=r"kocops.E001.*BUSINESS_TIME_ZONE is not a time zone: 'Asia/Shangai'",
    ):
        call_command("check")


def test_an_invalid_time_zone_gives_no_traceback(
    tmp_path,
) -> None:
    checked = manage(
        tmp_path,
        "check",
        KOCOPS_VAR_DIR=str(tmp_path),
        BUSINESS_TIME_ZONE="Mars/Olympus",
    )
    assert checked.returncode == 1
    assert "Mars/Olympus" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_nights_beat_and_pages_follow_the_business_time_zone(tmp_path) -> None:
    berlin = {
        "KOCOPS_VAR_DIR": str(tmp_path),
        "BUSINESS_TIME_ZONE": "Europe/Berlin",
    }
    for name in ("TIME_ZONE", "CELERY_TIMEZONE", "BUSINESS_TIME_ZONE"):
        assert setting(tmp_path, name, **berlin) == "Europe/Berlin"


def test_the_environment_overrides_the_env_file(
    tmp_path,
) -> None:
    lines = (
        f"KOCOPS_VAR_DIR={tmp_path}\nLOG_LEVEL=INFO\nNIGHT_WORKERS=3\nPOSTGRES_PASSWORD=pass-word\n"
        "DATABASE_URL=postgres://kocops:${POSTGRES_PASSWORD}@db:5432/kocops\n"
    )
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    assert setting(tmp_path, "NIGHT_WORKERS") == "3"
    assert setting(tmp_path, "NIGHT_WORKERS", NIGHT_WORKERS="5") == "5"
    assert setting(tmp_path, "DATABASES['default']['PASSWORD']") == "pass-word"
    assert setting(tmp_path, "IS_EMBEDDED_BY_DEFAULT") == "False"


def test_tests_see_no_env_file(tmp_path) -> None:
    (tmp_path / ".env").write_text("NIGHT_WORKERS=7\n", encoding="utf-8")
    assert (
        setting(
            tmp_path,
            "NIGHT_WORKERS",
            KOCOPS_VAR_DIR=str(tmp_path),
            PYTEST_VERSION="9",
        )
        == "1"
    )


def test_an_installation_without_any_setting_says_what_it_is(settings) -> None:
    settings.IS_EMBEDDED_BY_DEFAULT = True
    checked = checks.check_environment()
    assert [one.id for one in checked] == ["kocops.I001"]
    assert "no .env, no DATABASE_URL: embedded SQLite" in checked[0].msg
    settings.IS_EMBEDDED_BY_DEFAULT = False
    assert checks.check_environment() == []


def test_an_installation_that_was_chosen_is_silent(tmp_path) -> None:
    assert (
        setting(
            tmp_path,
            "IS_EMBEDDED_BY_DEFAULT",
            KOCOPS_VAR_DIR=str(tmp_path),
        )
        == "False"
    )


@pytest.fixture
def encrypted(db: None) -> None:
    member = MemberFactory()
    VehicleOwnership.objects.create(
        member=member,
        model_series="星",
        started_on=NOW.date(),
        vin=VIN,
    )
    WebhookEndpoint.objects.create(
        name="w",
        url="https://example.org",
        secret="whsec_c2VjcmV0",
        created_at=NOW,
    )


def test_the_right_field_key_is_found_right(encrypted, client) -> None:
    assert unreadable_fields() == []
    call_command("check", databases=["default"])
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["field_key"]) == (200, "ok")


def test_a_wrong_field_key_is_named_by_check_and_readyz(
    encrypted,
    client,
    settings,
) -> None:
    right, settings.FIELD_KEY = (
        settings.FIELD_KEY,
        "another-key-of-another-installation",
    )
    assert unreadable_fields() == [
        "members.VehicleOwnership.vin",
        "insights.WebhookEndpoint.secret",
    ]
    with pytest.raises(SystemCheckError, match=r"kocops.E002") as refused:
        call_command("check", databases=["default"])
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["field_key"]) == (
        503,
        "unreadable",
    )
    for secret in (right, settings.FIELD_KEY, VIN, "gAAAA"):
        assert secret not in str(refused.value) + ready.content.decode()


def test_a_value_written_since_with_the_wrong_key_hides_nothing(
    encrypted,
    settings,
) -> None:
    right, settings.FIELD_KEY = (
        settings.FIELD_KEY,
        "another-key-of-another-installation",
    )
    later = {
        "model_series": "星",
        "started_on": NOW.date(),
        "vin": "LSVAA49J132047372",
    }
    VehicleOwnership.objects.create(member=MemberFactory(), **later)
    assert "members.VehicleOwnership.vin" in unreadable_fields()
    settings.FIELD_KEY = right
    assert "members.VehicleOwnership.vin" in unreadable_fields()


def test_tables_that_are_not_there_yet_are_not_asked(
    monkeypatch: Any,
    encrypted,
    settings,
) -> None:
    settings.FIELD_KEY = "another-key-of-another-installation"
    monkeypatch.setattr("django.db.connection.introspection.table_names", list)
    assert unreadable_fields() == []


@pytest.mark.parametrize(
    ("origin", "is_origin"),
    [
        ("https://board.example.org", True),
        ("http://127.0.0.1:5173", True),
        ("https://board.example.org/", False),
        ("https://board.example.org/app", False),
        ("board.example.org", False),
        ("*", False),
    ],
)
def test_an_allowed_origin_is_one(
    settings: Any,
    origin: str,
    is_origin: bool,
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [origin]
    found = [error.id for error in checks.check_origins()]
    assert found == ([] if is_origin else ["kocops.E003"])
