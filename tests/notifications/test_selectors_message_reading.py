"""Outgoing messages say whether a person has read them, and who."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.models import Issue
from common.models import OutboxMessage
from insights.models import WebhookEndpoint
from integrations.models import Channel
from integrations.selectors.outbox import with_reading
from notifications.models import ChannelSubscription, KindPreference
from notifications.services.digest import build_digests
from notifications.services.reading import confirm_event, mark_read
from tests.conftest import NOW
from tests.notifications.events import notify

pytestmark = pytest.mark.django_db
KIND = "alert.raised"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def sent(issue: Issue, mail: Channel, robot: Channel) -> Any:
    """An alert that went to its owner by mail, to a group and to a machine."""
    ChannelSubscription.objects.create(channel=robot, kind=KIND)
    WebhookEndpoint.objects.create(
        name="crm",
        url="https://example.com/",
        event_kinds=[KIND],
        created_at=NOW,
    )
    return notify(KIND, issue)


def readers() -> dict[str, str]:
    """Return who has read each message first, by its receiver."""
    found = {}
    for row in with_reading(OutboxMessage.objects.order_by("pk")):
        assert bool(row.read_by) == (row.read_at is not None)
        name = row.receiver_type
        if name == "channel":
            name = Channel.objects.get(pk=row.receiver_id).kind
        found[name] = row.read_by
    return found


def test_nobody_has_read_what_was_only_sent(sent: Any) -> None:
    assert readers() == {"email": "", "feishu": "", "webhook": ""}


def test_who_opens_the_notification_has_read_mail_and_group(
    sent: Any,
    team: dict[str, Any],
) -> None:
    mark_read(user=team["communicator"], now=LATER)
    assert readers() == {
        "email": "communicator",
        "feishu": "communicator",
        "webhook": "",
    }


def test_list_file_and_page_call_the_reader_by_name(
    sent: Any,
    team: dict[str, Any],
    as_role: Any,
) -> None:
    reader = team["communicator"]
    reader.last_name, reader.first_name = "陈", "小雨"
    reader.save()
    mark_read(user=reader, now=LATER)
    address = reverse("integrations:message_list")
    admin = as_role("admin")
    assert "陈小雨" in admin.get(address).content.decode()
    lines = b"".join(admin.get(f"{address}?export=csv").streaming_content)
    assert lines.decode("utf-8-sig").count("陈小雨") == 2
    mail = with_reading(OutboxMessage.objects.order_by("pk")).first()
    page = reverse("integrations:message_detail", args=[mail.pk])
    assert "陈小雨" in admin.get(page).content.decode()


def test_who_confirms_from_the_group_has_not_read_the_mail_of_another(
    sent: Any,
    team: dict[str, Any],
) -> None:
    confirm_event(event=sent, user=team["lead"], now=LATER)
    assert readers() == {"email": "", "feishu": "lead", "webhook": ""}


def test_a_summary_is_read_with_the_first_of_its_notifications(
    issue: Issue,
    mail: Channel,
    team: dict[str, Any],
) -> None:
    user = team["communicator"]
    KindPreference.objects.create(user=user, kind=KIND, pace="digest")
    for number in range(2):
        notify(KIND, issue, key=f"n{number}")
    build_digests(now=NOW)
    assert readers() == {"email": ""}
    mark_read(user=user, ids=[user.notifications.first().pk], now=LATER)
    assert readers() == {"email": "communicator"}


@pytest.mark.parametrize(("asked", "count"), [("true", 2), ("false", 1)])
def test_the_list_and_the_api_show_it(
    sent: Any,
    team: dict[str, Any],
    as_role: Any,
    asked: str,
    count: int,
) -> None:
    mark_read(user=team["communicator"], now=LATER)
    client = as_role("lead")
    page = client.get(reverse("integrations:message_list"), {"read": asked})
    rows = list(page.context["table"].data.data)
    assert len(rows) == count
    found = client.get("/api/v1/outgoing-messages/", {"read": asked}).json()
    assert len(found["results"]) == count
    for one in found["results"]:
        assert bool(one["read_at"]) == (asked == "true")


def test_the_page_of_a_message_says_who_read_it(
    sent: Any,
    team: dict[str, Any],
    as_role: Any,
) -> None:
    mail = OutboxMessage.objects.order_by("pk").first()
    client = as_role("lead")
    page = client.get(mail.get_absolute_url()).content.decode()
    assert _("nobody has opened or confirmed it yet") in page
    mark_read(user=team["communicator"], now=LATER)
    page = client.get(mail.get_absolute_url()).content.decode()
    assert "communicator" in page
    webhook = OutboxMessage.objects.get(receiver_type="webhook")
    page = client.get(webhook.get_absolute_url()).content.decode()
    assert _("nobody has opened or confirmed it yet") not in page
