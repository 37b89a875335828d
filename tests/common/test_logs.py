"""Each line of the log is one JSON object with request, job and account, and
holds no number of a person.
"""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from common.api.request_ids import begin_request
from common.jobs.queue import JOBS, Job, request_job, run_job
from common.logs import logging_job, note_request
from common.security.access import LEAD
from kocops.configuration.logs import logging_to_console
from tests.conftest import NOW

PHONE = "13912345678"
VIN = "LSVAA49J132047371"
PLATE = "沪A12345"


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is written, as objects; the log of the process comes back."""
    stream = io.StringIO()
    setting = logging_to_console("INFO", "json")
    setting["handlers"]["console"]["stream"] = stream
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logging.config.dictConfig(setting)

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield read
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_grave_and_from_where(lines: Any) -> None:
    begin_request("-")
    logging.getLogger("kocops.test").warning("第一行\n第二行")
    (line,) = lines()
    assert line.pop("moment").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "kocops.test",
        "message": "第一行\n第二行",
    }


@pytest.mark.parametrize("form", ["json", "text"])
def test_planted_numbers_are_masked_everywhere(form: str) -> None:
    stream = io.StringIO()
    setting = logging_to_console("INFO", form)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(setting)
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    begin_request(PHONE)
    log = logging.getLogger("kocops.test")
    try:
        log.error("call %s about %s", PHONE, VIN)
        log.error({"phone": PHONE, "vin": VIN})
        try:
            raise ValueError(f"{PHONE} {VIN} {PLATE}")
        except ValueError:
            log.exception("of %s", PLATE)
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
        begin_request("-")
    text = stream.getvalue()
    assert "call 139****5678" in text and "ValueError" in text
    for number in (PHONE, VIN, PLATE):
        assert number not in text
        assert json.dumps(number)[1:-1] not in text


@pytest.mark.django_db
def test_a_request_is_named_with_its_account(
    lines: Any,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role(LEAD)
    client.get(f"/members/?q={PHONE}", headers={"X-Request-Id": "trace-1"})
    (line,) = [one for one in lines() if one["message"] == "answered"]
    assert line["request_id"] == "trace-1"
    assert line["account"] == accounts[LEAD].pk
    assert line["route"] == "insights:member_list"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["milliseconds"] > 0
    assert PHONE not in json.dumps(lines())


@pytest.mark.django_db
def test_a_token_is_named_by_its_account(lines: Any, token: Any) -> None:
    machine = Client(headers=token("members:read"))
    machine.get("/api/v1/members/")
    (line,) = [one for one in lines() if one["message"] == "answered"]
    assert isinstance(line["account"], int)


@pytest.mark.django_db
def test_a_line_asks_nothing_of_the_database(lines: Any) -> None:
    def ask() -> Any:
        call_command("check")
        raise AssertionError("the account was read")

    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(ask)
    note_request(request)
    with CaptureQueriesContext(connection) as asked:
        logging.getLogger("kocops.test").warning("one")
    assert len(asked) == 0
    request.user = AnonymousUser()
    logging.getLogger("kocops.test").warning("two")
    assert all("account" not in line for line in lines())


@pytest.mark.django_db
def test_a_job_is_named_with_who_asked_for_it(
    lines: Any,
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_arguments: Any) -> dict[str, Any]:
        logging.getLogger("kocops.test").warning("in the job")
        raise ValueError(f"cannot call {PHONE}")

    monkeypatch.setitem(JOBS, "test", Job(fail))
    job = request_job(kind="test", arguments={}, user=accounts[LEAD], now=NOW)
    run_job(job_id=job.pk, clock=lambda: NOW)
    inside, failed = lines()
    for line in (inside, failed):
        assert (line["job_id"], line["account"]) == (job.pk, accounts[LEAD].pk)
    assert "cannot call" in failed["traceback"]
    assert PHONE not in failed["traceback"]


def test_a_job_within_a_job_does_not_end_it(lines: Any) -> None:
    log = logging.getLogger("kocops.test")
    with logging_job(1, None):
        with logging_job(2, 3):
            log.warning("inner")
        log.warning("outer")
    assert [line["job_id"] for line in lines()] == [2, 1]


@pytest.mark.django_db
def test_no_line_holds_a_secret_address(lines: Any, client: Client) -> None:
    address = "/campaigns/calendar/dHVjay1zZWNyZXQ/kocops.ics"
    assert client.get(address).status_code == 404
    messages = [one["message"] for one in lines()]
    assert any("kocops.ics" in one for one in messages)
    assert not any("dHVjay1zZWNyZXQ" in one for one in messages)
