"""What platforms send is checked over the body as it came, stored once, and
read soon after.
"""

import base64
import gzip
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.test import Client
from django.urls import reverse

from activity.models import ActivityEvent
from community.models import Post, Reaction
from integrations.models import Connection, Delivery
from integrations.rules.signatures import (
    is_discourse_signature,
    wecom_signature,
)
from integrations.services.connections import pause, rotate_secret
from integrations.services.deliveries import forget_deliveries
from integrations.services.running import run_due_connections
from integrations.views import hooks
from members.models import Member, MemberIdentity
from tests.conftest import NOW
from tests.integrations.reading import sample, sample_json

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture(autouse=True)
def standing_clock() -> Any:
    """Requests arrive at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


def address(connection: Connection, below: str = "") -> str:
    return reverse("integrations:hook", args=[connection.key]) + below


def send(
    connection: Connection,
    body: bytes,
    *,
    below: str = "",
    content_type: str = "application/json",
    **headers: str,
) -> Any:
    named = {}
    for name, value in headers.items():
        named[name.replace("_", "-")] = value
    return Client().post(
        address(connection, below),
        body,
        content_type=content_type,
        headers=named,
    )


def send_discourse(
    connection: Connection,
    secret: str,
    body: bytes,
    kind: str = "post_created",
) -> Any:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return send(
        connection,
        body,
        x_discourse_event=kind,
        x_discourse_event_id="17",
        x_discourse_event_signature=f"sha256={digest}",
    )


def test_signatures_are_those_of_the_platforms() -> None:
    assert is_discourse_signature(
        "sha256=42419ad13588419ebdf95357c5fde096e840055b6520589152f3c78d9af8cbc7",
        secret="sekret",
        body=b'{"ping":"OK"}',
    )
    parts = ("tok", "1409659813", "1372623149", "ENC")
    expected = "ce058757450fd9baceef2f1f4b8650a3e9f900ef"
    assert wecom_signature(parts) == expected


def test_a_post_by_webhook_is_stored_once(connect: Any, clock: Any) -> None:
    connection, secret = connect(
        "discourse", "https://example.com", api_key="k"
    )
    Connection.objects.update(next_run_at=None)
    body = sample("discourse/post_created.json")

    assert send_discourse(connection, secret, body).status_code == 200
    assert send_discourse(connection, secret, body).status_code == 200
    liked = sample("discourse/post_liked.json")
    send_discourse(connection, secret, liked, "post_liked")
    assert Delivery.objects.count() == 2
    run_due_connections(clock=clock)

    post = Post.objects.get()
    assert (post.external_id, post.author.nickname) == ("8121", "林野")
    assert Reaction.objects.get().member.nickname == "海"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"stored"}
    connection.refresh_from_db()
    assert connection.state == "ok"


def test_a_deleted_post_by_webhook_is_gone(connect: Any, clock: Any) -> None:
    connection, secret = connect(
        "discourse", "https://example.com", api_key="k"
    )
    Connection.objects.update(next_run_at=None)
    body = sample_json("discourse/post_created.json")
    send_discourse(connection, secret, json.dumps(body).encode())
    run_due_connections(clock=clock)
    body["post"] |= {"version": 2, "updated_at": "2026-05-19T03:00:00.000Z"}
    gone = json.dumps(body).encode()
    send_discourse(connection, secret, gone, "post_destroyed")
    run_due_connections(clock=clock)

    assert Post.objects.get().is_deleted


@pytest.mark.parametrize("change", ["body", "secret", "missing"])
def test_a_wrong_signature_stores_nothing(connect: Any, change: str) -> None:
    connection, secret = connect(
        "discourse", "https://example.com", api_key="k"
    )
    body = sample("discourse/post_created.json")
    if change == "body":
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        answer = send(
            connection,
            body + b" ",
            x_discourse_event_signature=f"sha256={digest}",
        )
    elif change == "secret":
        answer = send_discourse(connection, "guess", body)
    else:
        answer = send(connection, body)

    assert answer.status_code == 401
    assert answer.json()["code"] == "wrong_signature"
    assert answer.json()["message"]
    assert not Delivery.objects.exists()
    assert not answer.cookies


def test_an_old_secret_no_longer_signs(connect: Any) -> None:
    connection, secret = connect(
        "discourse", "https://example.com", api_key="k"
    )
    new = rotate_secret(connection=connection)
    body = b'{"ping":"OK"}'
    assert send_discourse(connection, secret, body).status_code == 401
    assert send_discourse(connection, new, body).status_code == 200


def test_refusals_of_the_door(connect: Any, monkeypatch: Any) -> None:
    connection, secret = connect("segment")
    wrong_method = Client().get(address(connection))
    assert (wrong_method.status_code, wrong_method["Allow"]) == (405, "POST")
    nowhere = reverse(
        "integrations:hook",
        args=["00000000-0000-0000-0000-000000000000"],
    )
    assert Client().post(nowhere).status_code == 404
    monkeypatch.setattr(hooks, "BODY_BYTES", 10)
    assert send(connection, b"x" * 11).status_code == 413
    monkeypatch.setattr(hooks, "REQUESTS_A_MINUTE", 2)
    answers = [send(connection, b"{}") for _n in range(4)]
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 61


def basic(key: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{key}:{password}".encode()).decode()


@pytest.mark.parametrize("password", ["", '""'])
def test_segment_batches_become_members_and_events(
    connect: Any,
    clock: Any,
    password: str,
) -> None:
    connection, secret = connect("segment")
    connection.source.kinds = {"Post Liked": "like", "screen": "view"}
    connection.source.save()
    body = gzip.compress(sample("segment/batch.json"))
    for _twice in range(2):
        answer = send(
            connection,
            body,
            below="v1/batch",
            authorization=basic(secret, password),
            content_encoding="gzip",
        )
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        run_due_connections(clock=clock)

    member = Member.objects.get()
    assert member.nickname == "青禾"
    ids = MemberIdentity.objects.values_list("external_id", flat=True)
    assert set(ids) == {"u1", "a-1", "old-1"}
    events = ActivityEvent.objects.filter(member=member)
    assert events.count() == 3, "the stranger's event counts for nobody"


def test_the_write_key_may_be_in_the_body(connect: Any) -> None:
    connection, secret = connect("segment")
    call = {"userId": "u1", "event": "x", "writeKey": secret}
    body = json.dumps(call).encode()
    assert send(connection, body, below="v1/track").status_code == 200
    assert Delivery.objects.get().kind == "track"
    assert secret not in Delivery.objects.get().body
    call["writeKey"] = "guess"
    wrong = send(connection, json.dumps(call).encode(), below="v1/track")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_key")


def test_a_bomb_of_gzip_is_refused(connect: Any) -> None:
    connection, secret = connect("segment")
    bomb = gzip.compress(b"0" * (9 << 20))
    answer = send(connection, bomb, authorization=f"Bearer {secret}")
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["data", "data_list"])
def test_sensors_clients_are_understood(
    connect: Any,
    clock: Any,
    name: str,
) -> None:
    connection, secret = connect("sensors")
    line = json.loads(sample("sensors/lines.jsonl").splitlines()[0])
    packed = gzip.compress(
        json.dumps([line] if name == "data_list" else line).encode()
    )
    connection.source.kinds = {"ViewCar": "view"}
    connection.source.save()
    form = f"{name}=" + base64.b64encode(packed).decode().replace("+", "%2B")
    for token, status in ((secret, 200), ("guess", 401)):
        answer = send(
            connection,
            form.encode(),
            below=f"sa?project=default&token={token}",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == status, answer.content
    run_due_connections(clock=clock)

    event = ActivityEvent.objects.get()
    assert event.occurred_at.isoformat() == "2026-05-18T02:00:00.123000+00:00"


@pytest.mark.parametrize("form", ["structured", "batched", "binary"])
def test_cloudevents_in_three_forms(
    connect: Any,
    clock: Any,
    form: str,
) -> None:
    connection, secret = connect("cloudevents")
    event = sample_json("cloudevents/batch.json")[0]
    headers = {"authorization": f"Bearer {secret}"}
    body = json.dumps(event).encode()
    kind = "application/cloudevents+json"
    if form == "batched":
        body = b"[" + body + b"]"
        kind = "application/cloudevents-batch+json"
    elif form == "binary":
        body = b""
        kind = "application/json"
        for name, value in event.items():
            headers[f"ce_{name}"] = value
    for _twice in range(2):
        answer = send(connection, body, content_type=kind, **headers)
        assert answer.status_code == 200, answer.content
        run_due_connections(clock=clock)

    stored = ActivityEvent.objects.get()
    assert stored.external_id == "/app/events#e-1"
    assert stored.occurred_at.isoformat() == "2026-05-18T01:00:00+00:00"


def encrypted(text: str, receiver: str = "ww1") -> str:
    """Return a text as WeCom encrypts it."""
    key = base64.b64decode(AES_KEY + "=")
    content = text.encode()
    clear = b"r" * 16 + len(content).to_bytes(4, "big") + content
    clear += receiver.encode()
    padding = 32 - len(clear) % 32
    clear += bytes([padding]) * padding
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(
        encryptor.update(clear) + encryptor.finalize()
    ).decode()


@pytest.fixture
def wecom(connect: Any) -> Connection:
    connection, _secret = connect(
        "wecom",
        "https://qyapi.weixin.qq.com",
        corp_id="ww1",
        corp_secret="s",
        token="tok",
        aes_key=AES_KEY,
    )
    Connection.objects.update(next_run_at=None)
    return connection


def signed(cipher_text: str) -> dict[str, str]:
    parts = ("tok", "1779069600", "n1", cipher_text)
    return {
        "timestamp": "1779069600",
        "nonce": "n1",
        "msg_signature": wecom_signature(parts),
    }


def test_wecom_is_answered_its_own_words(wecom: Connection) -> None:
    cipher_text = encrypted("1616140317555161061")
    query = {**signed(cipher_text), "echostr": cipher_text}
    answer = Client().get(address(wecom), query)
    assert answer.content == b"1616140317555161061"

    query["nonce"] = "n2"
    assert Client().get(address(wecom), query).status_code == 401


@pytest.mark.parametrize("receiver", ["ww1", "ww2"])
def test_a_wecom_callback_makes_a_member_and_starts_a_pull(
    wecom: Connection,
    clock: Any,
    receiver: str,
) -> None:
    clear = (
        "<xml><ToUserName>ww1</ToUserName><CreateTime>1779069600</CreateTime>"
        "<Event>change_external_contact</Event>"
        "<ChangeType>add_external_contact</ChangeType>"
        "<UserID>zhang</UserID><ExternalUserID>wmNEW</ExternalUserID></xml>"
    )
    cipher_text = encrypted(clear, receiver)
    body = f"<xml><Encrypt>{cipher_text}</Encrypt></xml>".encode()
    query = "&".join(
        f"{name}={value}" for name, value in signed(cipher_text).items()
    )
    answer = send(wecom, body, below=f"?{query}", content_type="text/xml")

    if receiver == "ww2":
        assert answer.status_code == 401, "another corp's message"
        return
    assert (answer.status_code, answer.content) == (200, b"")
    wecom.refresh_from_db()
    assert wecom.next_run_at is not None
    Connection.objects.update(next_run_at=None)
    run_due_connections(clock=clock)
    identity = MemberIdentity.objects.get(external_id="wmNEW")
    assert identity.member.joined_on.isoformat() == "2026-05-18"


def test_what_was_stored_is_forgotten_after_a_week(
    connect: Any,
    clock: Any,
) -> None:
    connection, secret = connect("cloudevents")
    row = connection.deliveries.create
    row(key="a", body="{}", received_at=clock.now, state="stored")
    row(key="b", body="{}", received_at=clock.now, state="waiting")
    clock.pass_(days=8)
    assert forget_deliveries(now=clock.now) == 1
    assert connection.deliveries.get().key == "b", "what waits is kept"


def test_what_cannot_be_read_stops_nothing(connect: Any, clock: Any) -> None:
    connection, secret = connect("segment")
    body = json.dumps(
        {"type": "track", "userId": "u", "properties": 3}
    ).encode()
    key = f"Bearer {secret}"
    send(connection, body, authorization=key)
    broken = json.dumps(
        {"type": "identify", "userId": "v", "traits": 3}
    ).encode()
    send(connection, broken, authorization=key)
    run_due_connections(clock=clock)

    states = connection.deliveries.order_by("pk").values_list(
        "state", flat=True
    )
    assert list(states) == ["stored", "failed"]
    run = connection.runs.get()
    assert run.faults[0]["code"] == "unreadable"


@pytest.mark.parametrize("platform", ["segment", "sensors"])
def test_odd_keys_are_refused(connect: Any, platform: str) -> None:
    connection, _secret = connect(platform)
    body = b'{"writeKey": "\\ud800", "token": "\\ud800"}'
    answer = send(connection, body)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_key")


@pytest.mark.parametrize("platform", ["segment", "sensors"])
def test_a_wrong_key_is_refused_before_the_body_is_read(
    connect: Any,
    platform: str,
) -> None:
    connection, _secret = connect(platform)
    answer = send(connection, b"no JSON", authorization="Bearer guess")
    assert answer.status_code == 401
    large = gzip.compress(b" " * (1 << 20))
    assert send(connection, large).status_code == 413


def test_lines_of_sensors_are_limited(connect: Any) -> None:
    connection, secret = connect("sensors")
    lines = b"{}\n" * 2501
    below = f"?token={secret}"
    assert send(connection, lines, below=below).status_code == 413
    first = json.dumps({"token": secret, "type": "track"}).encode()
    answer = send(connection, first + b'\n{"type": "item_set"}')
    assert answer.status_code == 200
    assert Delivery.objects.count() == 2


def test_a_large_body_for_wecom_is_refused(wecom: Connection) -> None:
    body = b"<a>" * 30_000
    assert send(wecom, body, content_type="text/xml").status_code == 413


def test_a_batch_of_segment_shares_moments_alone(connect: Any) -> None:
    connection, secret = connect("segment")
    batch = {
        "sentAt": "a" * 65,
        "receivedAt": "2026-05-18T01:00:00Z",
        "batch": [{"type": "track", "messageId": "m"}],
    }
    body = json.dumps(batch).encode()
    answer = send(connection, body, authorization=f"Bearer {secret}")
    assert answer.status_code == 200
    stored = json.loads(Delivery.objects.get().body)
    assert set(stored) == {"receivedAt", "type", "messageId"}


@pytest.mark.parametrize("value", ["\u00e9", 5])
def test_data_that_is_no_base64_is_refused(connect: Any, value: Any) -> None:
    connection, secret = connect("cloudevents")
    event = sample_json("cloudevents/batch.json")[0]
    event.pop("data", None)
    event["data_base64"] = value
    answer = send(
        connection,
        json.dumps(event).encode(),
        content_type="application/cloudevents+json",
        authorization=f"Bearer {secret}",
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_base64")


def test_odd_texts_of_a_delivery_are_stored_clean(connect: Any) -> None:
    connection, secret = connect("segment")
    body = b'{"type": "a\\u0000\\ud800", "messageId": "\\ud800"}'
    answer = send(connection, body, authorization=f"Bearer {secret}")
    assert answer.status_code == 200
    stored = Delivery.objects.get()
    assert stored.kind == "a\ufffd\ufffd"
    assert "\ud800" not in stored.body


def test_what_waits_for_a_paused_connection_expires_visibly(
    connect: Any,
    as_role: Any,
) -> None:
    connection, _secret = connect("cloudevents")
    pause(connection=connection)
    for key, days in (("old", 31), ("new", 1)):
        Delivery.objects.create(
            connection=connection,
            key=key,
            body="{}",
            received_at=NOW - timedelta(days=days),
        )
    forget_deliveries(now=NOW)
    states = dict(Delivery.objects.values_list("key", "state"))
    assert states == {"old": "expired", "new": "waiting"}
    assert Delivery.objects.get(key="old").body == ""
    page = as_role("lead").get(connection.get_absolute_url())
    assert (page.context["expired"], page.context["waiting"]) == (1, 1)
    assert "30" in page.content.decode()
    forget_deliveries(now=NOW + timedelta(days=60))
    assert not Delivery.objects.filter(key="old").exists()
