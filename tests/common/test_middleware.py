"""While the database is away, every answer says so; only its reader keeps an answer."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy
from redis.exceptions import ConnectionError as RedisAway

from common.api.problems import PROBLEM, missing_service
from common.errors import Conflict
from common.security.access import ADMIN, ANALYST, SCOPES
from insights.views import dashboards
from members.models import Member
from tests.factories.members import MemberFactory

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, sys, django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["*"]
answers = {}
for address in sys.argv[1:]:
    for who in ("nobody", "session", "token"):
        headers = {"Authorization": "Bearer " + "a" * 64} if who == "token" else {}
        client = Client(raise_request_exception=False, headers=headers)
        if who == "session":
            client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyzabcdef"
        answer = client.get(address)
        answers[f"{who} {address}"] = [answer.status_code, answer.headers.get("Content-Type"),
                                    answer.headers.get("Retry-After")]
print(json.dumps(answers))
"""
PAGES = ("/", "/members/", "/admin/", "/login/", "/nowhere/")
API = ("/api/v1/members/", "/api/v1/freshness/", "/api/docs/")
OPEN = ("/healthz", "/static/css/kocops.css", "/jsi18n/")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process answers whose PostgreSQL refuses every connection."""
    variables = {
        "DATABASE_URL": "postgres://postgres@127.0.0.1:1/kocops",
        "KOCOPS_VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "DJANGO_SETTINGS_MODULE": "kocops.settings",
    }
    command = [sys.executable, "-c", ASK, *PAGES, *API, *OPEN, "/readyz"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("who", ["nobody", "session", "token"])
def test_what_needs_no_database_is_answered_without(
    answers: dict[str, Any],
    who: str,
) -> None:
    assert [answers[f"{who} {address}"][0] for address in OPEN] == [
        200,
        200,
        200,
    ]
    assert answers[f"{who} /readyz"][:2] == [503, "application/json"]


def test_a_page_is_503_for_who_is_logged_in(answers: dict[str, Any]) -> None:
    for address in PAGES:
        assert answers[f"session {address}"] == [
            503,
            "text/html; charset=utf-8",
            "10",
        ], address
    assert {answers[f"nobody {address}"][0] for address in PAGES} <= {
        200,
        302,
        404,
    }


def test_the_api_is_503_as_a_problem(answers: dict[str, Any]) -> None:
    for who in ("session", "token"):
        for address in API:
            assert answers[f"{who} {address}"] == [503, PROBLEM, "10"], (
                who,
                address,
            )


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function after which no statement reaches the database."""

    def cut() -> None:
        def refuse(*args: Any, **how: Any) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)

    return cut


@pytest.mark.django_db
def test_the_problem_and_the_page_say_what_to_do(
    as_role: Any,
    token: Any,
    away: Any,
) -> None:
    client, machine = as_role(ANALYST), Client(headers=token(*SCOPES))
    away()
    answer = machine.get("/api/v1/members/")
    assert (answer.status_code, answer.json()["title"]) == (
        503,
        "database_unavailable",
    )
    sent = machine.post(
        "/api/v1/events/",
        {"source": "app", "events": []},
        content_type="application/json",
    )
    assert sent.status_code == 503
    page = client.get("/members/")
    assert page.status_code == 503
    assert "Try again in a minute" in page.content.decode()


@pytest.mark.django_db
def test_a_database_lost_in_a_view_is_503(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lose(*args: Any, **how: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(dashboards, "read_cards", lose)
    assert (
        as_role(ANALYST).get(reverse("insights:overview")).status_code == 503
    )


@pytest.mark.django_db
def test_a_database_lost_in_a_check_is_503(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = as_role(ANALYST)
    client.raise_request_exception = False
    monkeypatch.setattr("common.middleware.may", lambda *args: 1 / 0)
    assert client.get("/members/").status_code == 500

    def lose(*args: Any) -> bool:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("common.middleware.may", lose)
    assert client.get("/members/").status_code == 503


@pytest.mark.django_db
def test_an_error_of_ours_is_a_problem_to_the_api(
    token: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Client(
        raise_request_exception=False,
        headers=token("members:read"),
    )
    MemberFactory()
    monkeypatch.setattr(
        "members.serializers.MemberSerializer.to_representation",
        lambda *args: 1 / 0,
    )
    answer = machine.get("/api/v1/members/")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert answer.json()["title"] == "server_error"


@pytest.mark.django_db
def test_a_statement_that_cannot_run_is_no_missing_database() -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(OperationalError) as raised:
            Member.objects.raw("SELECT nothing FROM nowhere")[0]
        assert missing_service(raised.value) == ""
    locked = OperationalError("database is locked")
    locked.__cause__ = sqlite3.OperationalError("database is locked")
    assert missing_service(locked) == "database_unavailable"


@pytest.mark.django_db
def test_a_cache_that_is_away_where_it_is_needed_is_503(
    token: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: Any, **how: Any) -> None:
        raise RedisAway("connection refused")

    monkeypatch.setattr(cache, "add", refuse)
    answer = Client(headers=token("members:read")).get("/api/v1/members/")
    assert (answer.status_code, answer["Content-Type"]) == (503, PROBLEM)
    assert missing_service(RedisAway()) == "cache_unavailable"


@pytest.mark.django_db
def test_no_answer_to_a_reader_is_kept_by_others(
    as_role: Any,
    token: Any,
) -> None:
    client, machine, member = (
        as_role(ADMIN),
        Client(headers=token(*SCOPES)),
        MemberFactory(),
    )
    pages = (
        "/overview/",
        "/members/",
        member.get_absolute_url(),
        "/members/?export=csv",
        "/members/?export=xlsx",
        "/members/import/template/",
        "/nowhere/",
        "/admin/",
        "/api/v1/members/",
        "/members/?q=%00",
    )
    for address in pages:
        assert is_private(client.get(address)), address
    for address in (
        "/api/v1/members/",
        f"/api/v1/members/{member.pk}/",
        "/api/v1/members/?x=1",
    ):
        assert is_private(machine.get(address)), address
    assert is_private(client.post("/preferences/", {"time_zone": "UTC"}))


def is_private(answer: Any) -> bool:
    return {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.django_db
def test_what_is_open_to_anyone_may_be_kept(as_role: Any) -> None:
    client = as_role(ADMIN)
    for address in ("/healthz", "/jsi18n/", "/static/css/kocops.css"):
        assert "no-store" not in client.get(address).get(
            "Cache-Control",
            "",
        ), address


@pytest.mark.django_db
def test_a_write_over_https_marks_its_moment_securely(as_role: Any) -> None:
    client = as_role("lead")
    assert "kocops_wrote" not in client.get("/help/").cookies
    member = MemberFactory()
    address = reverse("members:tag_member", args=[member.pk])
    first, second = (
        client.post(address, {"name": "露营"}, secure=True).cookies
        for _n in range(2)
    )
    cookie = first["kocops_wrote"]
    assert cookie["secure"] and cookie["httponly"]
    assert second["kocops_wrote"].value != cookie.value


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_refusal_no_view_expected_is_said_in_words(
    as_role: Any,
    monkeypatch: Any,
    language: str,
) -> None:
    member = MemberFactory()

    def refuse(**_given: Any) -> None:
        raise Conflict("gone", gettext_lazy("Somebody else"))

    monkeypatch.setattr("members.views.tags.tag_members", refuse)
    client = as_role("lead")
    client.cookies["django_language"] = language
    answer = client.post(
        reverse("members:tag_member", args=[member.pk]),
        {"name": "露营", "source": "staff"},
    )
    assert answer.status_code == 409
    assert (
        "其他同事" if language == "zh-hans" else "Somebody else"
    ) in answer.content.decode()
