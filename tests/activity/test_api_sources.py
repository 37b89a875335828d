"""Sources and kinds by REST."""

from typing import Any

import pytest
from django.test import Client

from activity.models import ActivityEvent, EventSource
from activity.rules.kinds import KINDS
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
SOURCES = "/api/v1/sources/"
JSON = "application/json"


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(
        headers={
            **token("sources:read", "sources:write", "events:write"),
            "Accept-Language": "en",
        },
    )


def test_rows_are_read_as_a_source_made_by_rest_says(machine: Client) -> None:
    settings = {
        "name": "shop",
        "platform": "app",
        "time_zone": "Asia/Shanghai",
        "columns": {"member": "uid", "occurred_at": "time"},
        "kinds": {"sign_in": "login"},
    }
    answer = machine.post(SOURCES, settings, content_type=JSON)
    assert answer.status_code == 201
    assert answer.json() == {
        "id": EventSource.objects.get().pk,
        "label": "",
        "unknown_members": "create",
        "threads": "auto",
        "time_format": "auto",
        "clock_change": "refuse",
        "history_until": None,
        **settings,
    }
    assert machine.get(f"{SOURCES}shop/").json() == answer.json()
    row = {"uid": "u1", "time": "2026-05-01 09:30", "kind": "sign_in"}
    sent = {"source": "shop", "events": [row]}
    answer = machine.post("/api/v1/events/", sent, content_type=JSON)
    assert answer.json()["accepted"] == 1
    assert (
        ActivityEvent.objects.get().member.identities.get().platform == "app"
    )


def test_a_change_replaces_what_is_sent_and_nothing_else(
    machine: Client,
) -> None:
    EventSourceFactory(columns={"member": "uid"}, kinds={"a": "login"})
    change = {"columns": {"kind": "action"}, "label": "社区"}
    answer = machine.patch(f"{SOURCES}app/", change, content_type=JSON)
    assert answer.status_code == 200
    source = EventSource.objects.get()
    assert source.columns == {"kind": "action"}
    assert (source.label, source.kinds) == ("社区", {"a": "login"})
    assert source.time_zone == "Asia/Shanghai"
    machine.patch(f"{SOURCES}app/", {"kinds": {}}, content_type=JSON)
    source.refresh_from_db()
    assert source.kinds == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "a b"}, "name"),
        ({"name": ""}, "name"),
        ({"columns": {"height": "h"}}, "columns"),
        ({"columns": {"member": 7}}, ""),
        ({"columns": []}, "columns"),
        ({"kinds": {"a": "dance"}}, "kinds"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"unknown_members": "ask"}, "unknown_members"),
        ({"label": "a\u202eb"}, "label"),
    ],
)
def test_a_setting_that_is_not_valid_is_named(
    machine: Client,
    changes: dict[str, Any],
    field: str,
) -> None:
    body = {"name": "shop", **changes}
    answer = machine.post(SOURCES, body, content_type=JSON)
    if field:
        assert answer.status_code == 400
        assert field in [error["field"] for error in answer.json()["errors"]]
        assert not EventSource.objects.exists()
    else:
        # A number is the name of a column as well.
        assert answer.json()["columns"] == {"member": "7"}


def test_a_name_is_given_once_and_stays(machine: Client) -> None:
    EventSourceFactory()
    answer = machine.post(SOURCES, {"name": "app"}, content_type=JSON)
    assert (answer.status_code, answer.json()["title"]) == (
        409,
        "source_exists",
    )
    answer = machine.patch(f"{SOURCES}app/", {"name": "b"}, content_type=JSON)
    assert answer.status_code == 400
    assert EventSource.objects.get().name == "app"
    answer = machine.patch(f"{SOURCES}none/", {}, content_type=JSON)
    assert answer.status_code == 404


def test_reading_sources_does_not_let_change_them(token: Any) -> None:
    EventSourceFactory()
    reader = Client(headers=token("sources:read"))
    assert reader.get(SOURCES).json()["results"][0]["name"] == "app"
    for answer in (
        reader.post(SOURCES, {"name": "b"}, content_type=JSON),
        reader.patch(f"{SOURCES}app/", {}, content_type=JSON),
    ):
        assert answer.status_code == 403
        assert "sources:write" in answer.json()["detail"]
        assert "sources:read" in answer.json()["detail"]


def test_kinds_come_with_their_words(token: Any) -> None:
    machine = Client(headers=token("events:write"))
    rows = machine.get("/api/v1/kinds/").json()["results"]
    by_name = {row["name"]: row for row in rows}
    assert list(by_name) == [kind.name for kind in KINDS]
    assert by_name["test_drive"] == {
        "name": "test_drive",
        "labels": {"zh-hans": "试驾", "en": "Test drive"},
        "dimension": "participation",
        "dimension_labels": {"zh-hans": "参与", "en": "Participation"},
    }
    assert by_name["background_refresh"]["dimension"] is None
