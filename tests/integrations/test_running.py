"""A connection that goes wrong stops no other, and one bad delivery no other."""

from typing import Any

import pytest

from common.security.outgoing import Fetched
from integrations.models import Delivery
from integrations.selectors import pulling
from integrations.services import row_storage
from integrations.services.running import run_due_connections
from members.models import MemberIdentity
from tests.conftest import NOW

GOOD = '{"type": "identify", "userId": "good", "traits": {"name": "青禾"}}'
ODD_ANSWERS = [
    b"[]",
    b"null",
    b"[" * 200_000,
    b'{"latest_posts": [{}]}',
    b'{"latest_posts": [null]}',
    b'{"latest_posts": [{"id": 1e999}]}',
    b'{"latest_posts": [{"id": 99999999999999999999}]}',
    b'{"category_list": {"categories": [1]}}',
    b'{"latest_posts": [], "x": ' + b"9" * 5000 + b"}",
]


def wait(connection: Any, body: str, key: str = "k") -> Delivery:
    return Delivery.objects.create(
        connection=connection,
        key=key,
        body=body,
        received_at=NOW,
    )


@pytest.mark.parametrize("body", ODD_ANSWERS)
def test_an_odd_answer_is_the_fault_of_one_connection(
    connect: Any,
    clock: Any,
    monkeypatch: Any,
    body: bytes,
) -> None:
    values = {"username": "u", "api_key": "k"}
    odd, _secret = connect("discourse", "https://example.com", **values)
    other, _secret = connect("segment")
    wait(other, GOOD)
    answer = Fetched(200, "", {}, body)
    monkeypatch.setattr(pulling, "fetch", lambda *args, **named: answer)

    run_due_connections(clock=clock)

    odd.refresh_from_db()
    assert (odd.state, odd.last_error) == ("failing", "bad_answer")
    assert odd.next_run_at > clock.now
    assert MemberIdentity.objects.filter(external_id="good").exists()


def test_of_a_batch_only_the_bad_delivery_fails(
    connect: Any,
    clock: Any,
    monkeypatch: Any,
) -> None:
    connection, _secret = connect("segment")
    bad = wait(connection, GOOD.replace("good", "bad"), "a")
    good = wait(connection, GOOD, "b")
    stored = row_storage.store_rows

    def store(**named: Any) -> Any:
        if any(row["external_id"] == "bad" for row in named["rows"].members):
            raise RuntimeError("no database keeps this")
        return stored(**named)

    monkeypatch.setattr(row_storage, "store_rows", store)
    run_due_connections(clock=clock)

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "stored")
    fault = connection.runs.get().faults[0]
    assert fault["value"] == "no database keeps this"


@pytest.mark.parametrize(
    "body",
    [
        r'{"type": "identify", "userId": "\ud800", "traits": {"name": "\ud800"}}',
        r'{"type": "track", "userId": "u\u0000", "event": "x\u0000"}',
        '{"type": "track", "userId": "u", "event": "x", "properties": {"a": 1e999}}',
        '{"type": "track", "userId": "u", "event": "x", '
        '"timestamp": "0001-01-01T00:00:00+14:00"}',
        '{"type": "track", "userId": "u", "event": "x", '
        '"timestamp": "9999-12-31T23:59:59-12:00"}',
        '{"type": "track", "userId": "u", "event": "x", '
        '"sentAt": "0001-01-02T00:00:00Z", '
        '"originalTimestamp": "9999-12-30T00:00:00Z"}',
    ],
)
def test_odd_texts_and_moments_leave_nothing_waiting(
    connect: Any,
    clock: Any,
    body: str,
) -> None:
    connection, _secret = connect("segment")
    wait(connection, body)

    run_due_connections(clock=clock)

    connection.refresh_from_db()
    assert connection.last_error == ""
    assert Delivery.objects.get().state in ("stored", "failed")
