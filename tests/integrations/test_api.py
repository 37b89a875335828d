"""CloudEvents by REST, in their own content types."""

import json
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from activity.models import ActivityEvent, EventSource
from tests.integrations.reading import sample, sample_json

ADDRESS = "/api/v1/cloudevents/"
BATCH = "application/cloudevents-batch+json"


def send(token: Any, kind: str, body: bytes, **asked: str) -> Any:
    address = ADDRESS + (f"?source={asked['source']}" if asked else "")
    headers = token("events:write")
    return Client().post(address, body, content_type=kind, headers=headers)


@pytest.fixture
def app(db: None) -> EventSource:
    return EventSource.objects.create(name="app")


def test_a_batch_is_stored_once(app: EventSource, token: Any) -> None:
    body = sample("cloudevents/batch.json")
    first = send(token, BATCH, body, source="app")
    again = send(token, BATCH, body, source="app")

    assert (first.status_code, first.json()["accepted"]) == (200, 2)
    assert again.json()["duplicate"] == 2
    assert ActivityEvent.objects.count() == 2


def test_a_wrong_kind_is_named(app: EventSource, token: Any) -> None:
    body = sample("cloudevents/batch.json").replace(b'"login"', b'"unheard"')
    answer = send(token, BATCH, body, source="app")
    assert answer.status_code == 207
    assert answer.json()["errors"][0]["code"] == "unknown_kind"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/cloudevents+avro", b"x", 415),
        ("application/json", b"{}", 415),
        (BATCH, b"{", 400),
        (BATCH, b'[{"id": "1"}]', 400),
    ],
)
def test_what_is_no_cloudevent_is_refused(
    app: EventSource,
    token: Any,
    kind: str,
    body: bytes,
    status: int,
) -> None:
    answer = send(token, kind, body, source="app")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_source_has_to_be_named(token: Any) -> None:
    assert send(token, BATCH, b"[]", source="nobody").status_code == 422
    assert send(token, BATCH, b"[]").status_code == 422


@pytest.mark.parametrize("where", ["data", "base64", "id"])
def test_half_a_character_is_refused_by_name(
    app: EventSource,
    token: Any,
    where: str,
) -> None:
    event = sample_json("cloudevents/batch.json")[0]
    half = '{"text": "\\ud83d"}'
    body = json.dumps([event])
    if where == "data":
        body = json.dumps([{**event, "data": "HALF"}]).replace('"HALF"', half)
    elif where == "base64":
        event.pop("data", None)
        encoded = b64encode(half.encode()).decode()
        body = json.dumps([{**event, "data_base64": encoded}])
    else:
        body = body.replace(json.dumps(event["id"]), '"\\ud83d"')
    answer = send(token, BATCH, body.encode(), source="app")
    assert answer.status_code == 400
    assert "half_character" in answer.content.decode()
    assert not ActivityEvent.objects.exists()
