"""Machines read kinds of events and their own notifications, and manage
webhooks.
"""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from alerts.models import Issue
from insights.models import WebhookEndpoint
from notifications.rules.kinds import KINDS
from tests.notifications.events import notify

pytestmark = pytest.mark.django_db
URL = "https://example.com/hook"


def test_any_token_reads_the_kinds(token: Any, client: Client) -> None:
    answer = client.get("/api/v1/event-types/", headers=token())
    found = {row["type"]: row for row in answer.json()["results"]}
    assert found.keys() == KINDS.keys()
    schema = found["promise.due"]["schema"]
    assert schema["required"] == ["member_id", "due_on"]


def test_an_account_reads_its_own_notifications(
    issue: Issue,
    token: Any,
    client: Client,
) -> None:
    headers = token("notifications:read")
    notify("alert.raised", issue)
    address = "/api/v1/notifications/"
    assert client.get(address, headers=headers).json()["results"] == []
    issue.owner = get_user_model().objects.get(username="machine")
    issue.save()
    event = notify("alert.raised", issue, key="again")
    (row,) = client.get(address, headers=headers).json()["results"]
    assert (row["event_id"], row["type"]) == (event.pk, "alert.raised")


def test_a_webhook_is_made_changed_rotated_and_tried(
    token: Any,
    client: Client,
) -> None:
    address = "/api/v1/webhooks/"
    headers = token("webhooks:read", "webhooks:write")

    def send(method: str, path: str, **data: Any) -> Any:
        call = getattr(client, method)
        return call(
            path,
            data,
            content_type="application/json",
            headers=headers,
        )

    made = send(
        "post",
        address,
        name="工单系统",
        url=URL,
        event_kinds=["alert.raised"],
    )
    assert made.status_code == 201, made.json()
    secret = made.json()["secret"]
    row = f"{address}{made.json()['id']}/"
    assert secret.startswith("whsec_")
    assert "secret" not in client.get(row, headers=headers).json()
    changed = send("patch", row, event_kinds=["feed.silent"])
    assert changed.json()["event_kinds"] == ["feed.silent"]
    assert changed.json()["name"] == "工单系统"
    rotated = send("post", f"{row}rotate-secret/")
    assert rotated.json()["secret"] != secret
    assert send("post", f"{row}ping/").status_code == 202
    unknown = send("patch", row, event_kinds=["moon.full"])
    assert unknown.status_code in (400, 422)
    private = send("post", address, name="内网", url="http://10.0.0.1/")
    assert private.status_code == 400
    again = send("post", address, name="工单系统", url=URL)
    assert again.status_code == 409, again.json()
    assert WebhookEndpoint.objects.count() == 1
    only_read = token("webhooks:read")
    assert client.post(f"{row}ping/", headers=only_read).status_code == 403
