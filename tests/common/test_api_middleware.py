"""Headers of the API's answers: request id, limits, ETag, compression, other origins."""

import gzip
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from common.logs import ContextFilter
from common.models import ApiToken
from insights.models import Segment
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/members/"
BOARD = "https://board.example"


@pytest.fixture
def machine(token: Any) -> Client:
    cache.clear()
    return Client(headers=token("members:read", "segments:read"))


def test_the_id_of_a_request_is_kept_or_made(machine: Client) -> None:
    given = "job-7/9:a.b_c=@x"
    answer = machine.get(LIST, headers={"X-Request-Id": given})
    assert answer["X-Request-Id"] == given
    made = {machine.get(LIST)["X-Request-Id"] for _n in range(2)}
    for wrong in ("", "a b", "x" * 129, "汉"):
        answer = machine.get(LIST, headers={"X-Request-Id": wrong})
        made.add(answer["X-Request-Id"])
    assert len(made) == 6
    assert all(len(one) == 32 and one.isalnum() for one in made)


def test_a_problem_names_its_request(machine: Client) -> None:
    for address in ("?limit=0", "99999/", "?nothing=1"):
        answer = machine.get(f"{LIST}{address}")
        assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_the_log_names_the_request(
    machine: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.addFilter(ContextFilter())
    with caplog.at_level(logging.WARNING):
        machine.get(f"{LIST}9999/", headers={"X-Request-Id": "trace-1"})
        machine.get(f"{LIST}9999/", headers={"X-Request-Id": "trace-2"})
    ids = [record.request_id for record in caplog.records]  # type: ignore[attr-defined]
    assert ids == ["trace-1", "trace-2"]


def test_an_answer_says_what_is_left_of_the_limit(machine: Client) -> None:
    ApiToken.objects.update(requests_per_minute=2)
    answers = [machine.get(LIST) for _n in range(3)]
    assert [answer["RateLimit-Remaining"] for answer in answers] == [
        "1",
        "0",
        "0",
    ]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"2"}
    assert 1 <= int(answers[2]["RateLimit-Reset"]) <= 60
    assert answers[2].status_code == 429
    assert answers[2]["Retry-After"] == answers[2]["RateLimit-Reset"]


def test_an_answer_that_is_known_is_not_sent_again(machine: Client) -> None:
    member = MemberFactory()
    address = f"{LIST}{member.pk}/"
    etag = machine.get(address)["ETag"]
    again = machine.get(address, headers={"If-None-Match": f'"x", {etag}'})
    assert (again.status_code, again.content, again["ETag"]) == (
        304,
        b"",
        etag,
    )
    member.city = "厦门"
    member.save()
    changed = machine.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    assert not machine.get(f"{LIST}?limit=0").has_header("ETag")


def test_answers_to_tokens_are_compressed_others_not(
    machine: Client,
    as_role: Any,
) -> None:
    for _n in range(20):
        MemberFactory()
    accept = {"Accept-Encoding": "gzip"}
    packed = machine.get(LIST, headers=accept)
    assert packed["Content-Encoding"] == "gzip"
    plain = machine.get(LIST)
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    for client in (as_role("lead"), machine):
        client.cookies["kocops_time_zone"] = "Asia/Shanghai"
        answer = client.get(LIST, headers=accept)
        assert answer.status_code == 200
        assert not answer.has_header("Content-Encoding")


def test_exports_are_compressed_as_they_stream(machine: Client) -> None:
    segment = Segment.objects.create(name="s", kind="list", created_at=NOW)
    answer = machine.get(
        f"/api/v1/segments/{segment.pk}/export/?as=csv",
        headers={"Accept-Encoding": "gzip", "Accept": "text/csv"},
    )
    body = b"".join(answer.streaming_content)
    assert gzip.decompress(body).startswith(b"member_id,")


def preflight(origin: str) -> Any:
    return Client().options(
        LIST,
        headers={"Origin": origin, "Access-Control-Request-Method": "GET"},
    )


def test_a_page_of_a_named_origin_may_use_the_api(
    machine: Client,
    settings: Any,
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [BOARD]
    answer = preflight(BOARD)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == BOARD
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "PUT" in answer["Access-Control-Allow-Methods"]
    answer = machine.get(LIST, headers={"Origin": BOARD})
    assert answer["Access-Control-Allow-Origin"] == BOARD
    assert "Origin" in answer["Vary"]
    assert not answer.has_header("Access-Control-Allow-Credentials")
    refused = machine.get(f"{LIST}?x=1", headers={"Origin": BOARD})
    assert refused["Access-Control-Allow-Origin"] == BOARD


@pytest.mark.parametrize(
    ("allowed", "origin"),
    [
        ([], BOARD),
        ([BOARD], "https://board.example.evil"),
        ([BOARD], "null"),
        ([BOARD], ""),
    ],
)
def test_a_page_of_another_origin_may_not(
    machine: Client,
    settings: Any,
    allowed: list[str],
    origin: str,
) -> None:
    settings.CORS_ALLOWED_ORIGINS = allowed
    for answer in (
        preflight(origin),
        machine.get(LIST, headers={"Origin": origin}),
    ):
        assert not answer.has_header("Access-Control-Allow-Origin")


def test_pages_outside_of_the_api_stay_closed(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [BOARD]
    answer = Client().get("/login/", headers={"Origin": BOARD})
    assert not answer.has_header("Access-Control-Allow-Origin")
