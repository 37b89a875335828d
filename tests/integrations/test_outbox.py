"""Outgoing messages: found, read, settled, and counted in the menu."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.models import OutboxMessage, OutboxReceiver
from insights.models import WEBHOOK, WebhookEndpoint
from integrations.labels import message_kind, message_kind_choices
from kocops.waiting import read_waiting
from notifications.labels import KIND_LABELS
from teamwork.selectors.desk_items import DeskContext
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LIST = "integrations:message_list"
API = "/api/v1/outgoing-messages/"
State = OutboxMessage.State


@pytest.fixture
def endpoint(db: None) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        name="crm",
        url="https://example.com/",
        created_at=NOW,
    )


def message(
    endpoint: WebhookEndpoint,
    title: str,
    state: str = State.UNCERTAIN,
    **how: Any,
) -> OutboxMessage:
    values = {
        "receiver_id": endpoint.pk,
        "kind": "ping",
        "body": '{"title": "车"}',
        "created_at": NOW,
        "settled_at": NOW,
        **how,
    }
    return OutboxMessage.objects.create(
        receiver_type=WEBHOOK,
        uid=f"msg_{title}",
        title=title,
        state=state,
        **values,
    )


def titles(page: Any) -> list[str]:
    return sorted(row.title for row in page.context["table"].data.data)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["gone", "later", "sent", "unsure"]),
        ("state=sent", ["sent"]),
        ("stuck=true", ["gone", "unsure"]),
        ("stuck=false", ["later", "sent"]),
        ("kind=alert.raised", ["later"]),
        ("since=2026-05-21", ["later"]),
        ("until=2026-05-20", ["gone", "sent", "unsure"]),
        ("q=unsu", ["unsure"]),
    ],
)
def test_messages_are_found(
    asked: str,
    found: list[str],
    endpoint: WebhookEndpoint,
    as_role: Any,
) -> None:
    message(endpoint, "sent", State.SENT)
    message(endpoint, "unsure")
    message(
        endpoint,
        "later",
        State.WAITING,
        kind="alert.raised",
        created_at=NOW + timedelta(days=1),
    )
    message(endpoint, "gone", State.WAITING, receiver_id=999)
    for number, pause in ((endpoint.pk, ""), (999, "gone")):
        OutboxReceiver.objects.create(
            receiver_type=WEBHOOK,
            receiver_id=number,
            pause=pause,
        )
    lead: Client = as_role("lead")
    page = lead.get(f"{reverse(LIST)}?{asked}")
    assert (page.status_code, titles(page)) == (200, found)
    of_one = lead.get(reverse(LIST), {"receiver": f"{WEBHOOK}:999"})
    assert titles(of_one) == ["gone"]
    wrong = lead.get(reverse(LIST), {"receiver": "webhook:x"})
    assert wrong.status_code == 400


def test_messages_are_called_as_their_kinds_of_events_are() -> None:
    names = dict(message_kind_choices())
    for kind, label in KIND_LABELS.items():
        assert str(names.pop(kind)) == str(label.name)
    others = {"ping", "digest", "brief", "segment.members_changed"}
    assert names.keys() == others
    assert message_kind("of.tomorrow") == "of.tomorrow"


def test_a_message_shows_its_receiver_attempts_and_content(
    endpoint: WebhookEndpoint,
    as_role: Any,
) -> None:
    row = message(endpoint, "unsure")
    row.attempts.create(
        attempted_at=NOW,
        status=500,
        fault="refused",
        answer="no <room>",
        milliseconds=7,
    )
    shown = as_role("analyst").get(row.get_absolute_url()).content.decode()
    assert endpoint.get_absolute_url() in shown
    assert "no &lt;room&gt;" in shown
    assert "&quot;title&quot;: &quot;车&quot;" in shown
    assert reverse("integrations:message_mark", args=[row.pk]) not in shown
    shown = as_role("lead").get(row.get_absolute_url()).content.decode()
    assert reverse("integrations:message_mark", args=[row.pk]) in shown


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("resend", State.WAITING),
        ("mark", State.SENT),
        ("cancel", State.CANCELLED),
    ],
)
def test_a_colleague_settles_a_message_once(
    act: str,
    state: str,
    endpoint: WebhookEndpoint,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    row = message(endpoint, "unsure")
    address = reverse(f"integrations:message_{act}", args=[row.pk])
    lead: Client = as_role("lead")
    assert lead.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.settled_by) == (state, accounts["lead"])
    assert as_role("analyst").post(address).status_code == 403
    again = lead.post(address)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("act", "states"),
    [
        ("send_again", ["waiting", "waiting", "waiting", "waiting"]),
        ("arrived", ["sent", "sent", "sent", "waiting"]),
        ("cancel", ["cancelled", "cancelled", "sent", "cancelled"]),
    ],
)
def test_many_are_settled_at_once(
    act: str,
    states: list[str],
    endpoint: WebhookEndpoint,
    as_role: Any,
) -> None:
    rows = [
        message(endpoint, "a"),
        message(endpoint, "b", State.FAILED),
        message(endpoint, "c", State.SENT),
        message(endpoint, "d", State.WAITING),
    ]
    sent = {"act": act, "ids": [row.pk for row in rows], "confirmed": "1"}
    as_role("lead").post(reverse(LIST), sent)
    found = OutboxMessage.objects.order_by("pk").values_list(
        "state", flat=True
    )
    assert list(found) == states


def test_what_goes_no_further_by_itself_is_counted_in_the_menu(
    endpoint: WebhookEndpoint,
    accounts: dict[str, Any],
) -> None:
    lead = accounts["lead"]
    viewer = DeskContext(lead, frozenset({"lead"}), NOW, NOW.date(), 0)
    message(endpoint, "sent", State.SENT)
    assert LIST not in read_waiting(viewer)
    message(endpoint, "unsure")
    message(endpoint, "failed", State.FAILED)
    waiting = read_waiting(viewer)[LIST]
    assert (waiting.shown, waiting.href) == (
        "2",
        f"{reverse(LIST)}?stuck=true",
    )


def test_machines_read_messages_with_their_attempts(
    endpoint: WebhookEndpoint,
    token: Any,
) -> None:
    row = message(endpoint, "unsure")
    row.attempts.create(
        attempted_at=NOW,
        fault="too_slow",
        milliseconds=20_000,
    )
    message(endpoint, "sent", State.SENT)
    headers = token("messages:read")
    answer = Client().get(f"{API}?stuck=true", headers=headers).json()
    (found,) = answer["results"]
    assert (found["id"], found["state"]) == (row.pk, "uncertain")
    assert found["attempts"][0]["fault"] == "too_slow"
    denied = Client().get(API, headers=token("segments:read"))
    assert denied.status_code == 403
