"""Many rows in one body: NDJSON, gzip, and what is said of broken ones."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from activity.models import ActivityEvent
from common.api.parsing import BODY_BYTES
from common.security.access import SCOPES
from community.models import Post, Reaction
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, reaction_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"
EVENTS = "/api/v1/events/?source=app"
EVENT = {
    "external_id": "e1",
    "member": "u1",
    "occurred_at": "2026-05-01T09:30:00+08:00",
    "kind": "login",
}


@pytest.fixture
def machine(token: Any) -> Client:
    EventSourceFactory()
    return Client(headers=token(*SCOPES))


def lines(*rows: Any) -> str:
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return "\n".join(texts)


def test_events_come_as_lines(machine: Client) -> None:
    body = lines(EVENT, {**EVENT, "external_id": "e2"}) + "\r\n\n"
    answer = machine.post(EVENTS, body, content_type=NDJSON)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2)
    assert ActivityEvent.objects.count() == 2


def test_a_line_that_is_no_json_is_rejected_alone(machine: Client) -> None:
    body = lines(EVENT, '{"member": ', "[1, 2]", "", {**EVENT, "kind": "x"})
    answer = machine.post(EVENTS, body, content_type=NDJSON)
    assert (answer.status_code, answer.json()["accepted"]) == (207, 1)
    assert [(e["line"], e["code"]) for e in answer.json()["errors"]] == [
        (2, "bad_json"),
        (3, "not_an_object"),
        (4, "bad_json"),
        (5, "unknown_kind"),
    ]


def test_posts_reactions_and_tags_come_as_lines_too(machine: Client) -> None:
    member = MemberFactory()
    for method, address, row in (
        ("post", "/api/v1/posts/?source=app", post_row(1, "hai", "你好")),
        ("post", "/api/v1/reactions/?source=app", reaction_row("chen")),
        (
            "put",
            "/api/v1/member-tags/",
            {"member_id": member.pk, "name": "露营", "weight": 1},
        ),
    ):
        body = lines(row, "{")
        answer = getattr(machine, method)(address, body, content_type=NDJSON)
        assert answer.status_code == 207, address
    assert Post.objects.count() == Reaction.objects.count() == 1
    assert member.tags.count() == 1
    assert [fault["line"] for fault in answer.json()["rejected"]] == [2]


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        ("/api/v1/events/", "{}", 422, "unknown_source"),
        ("/api/v1/events/?source=none", "{}", 422, "unknown_source"),
        (EVENTS, "\n" * 10_001 + "{}", 413, "too_many_rows"),
        (EVENTS, b"\xff\xfe", 400, "parse_error"),
        (EVENTS, "", 400, "bad_delivery"),
    ],
)
def test_lines_that_cannot_be_taken_are_refused(
    machine: Client,
    address: str,
    body: Any,
    status: int,
    code: str,
) -> None:
    answer = machine.post(address, body, content_type=NDJSON)
    assert (answer.status_code, answer.json()["title"]) == (status, code)


def test_one_body_names_one_source(machine: Client) -> None:
    EventSourceFactory(name="bbs")
    body = json.dumps({"source": "bbs", "events": [EVENT]})
    answer = machine.post(EVENTS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["title"]) == (400, "two_sources")
    same = json.dumps({"source": "app", "events": [EVENT]})
    answer = machine.post(EVENTS, same, content_type="application/json")
    assert answer.status_code == 200


def packed(machine: Client, body: bytes, encoding: str = "gzip") -> Any:
    return machine.post(
        EVENTS,
        body,
        content_type=NDJSON,
        headers={"Content-Encoding": encoding},
    )


def test_a_body_may_be_compressed(machine: Client) -> None:
    answer = packed(machine, gzip.compress(lines(EVENT).encode()))
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)


def test_what_unpacks_beyond_the_limit_is_refused(machine: Client) -> None:
    bomb = gzip.compress(b"\n" * (BODY_BYTES + 1))
    assert len(bomb) < 20_000
    answer = packed(machine, bomb)
    assert (answer.status_code, answer.json()["title"]) == (
        413,
        "body_too_large",
    )
    answer = packed(machine, gzip.compress(b"\n" * BODY_BYTES))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"plain", "gzip", 400, "parse_error"),
        (gzip.compress(b"{}" * 99, mtime=0)[:-9], "gzip", 400, "parse_error"),
        (b"x", "br", 415, "unknown_encoding"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(
    machine: Client,
    body: bytes,
    encoding: str,
    status: int,
    code: str,
) -> None:
    answer = packed(machine, body, encoding)
    assert (answer.status_code, answer.json()["title"]) == (status, code)
