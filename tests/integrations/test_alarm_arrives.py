"""From the post of the third owner to a confirmed alert: each colleague,
group and system gets one message, and the issue has an owner.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from alerts.models import Issue
from alerts.services.new_posts import process_new_posts
from common.jobs.outbox_sending import send_messages
from common.models import OutboxMessage
from insights.models import WebhookEndpoint
from insights.services.webhooks import save_endpoint
from integrations.models import Channel
from integrations.services.channels import create_channel
from notifications.models import ChannelSubscription, Notification
from notifications.services.handling import handle_events
from tests.alerts.posts import article
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.insights.receiver import running_receiver
from tests.integrations.conftest import Clock
from tests.integrations.fake_channels import (
    FakeDingTalk,
    FakeFeishu,
    FakeMailServer,
    FakeWeCom,
    channel_at,
)
from tests.integrations.fakes import running

pytestmark = pytest.mark.django_db
ALERT = "alert.raised"


def follow(channel: Channel) -> None:
    ChannelSubscription.objects.create(channel=channel, kind=ALERT)


def run_lanes(clock: Clock) -> None:
    """Do what the lanes do within half a minute, each more than once."""
    for _turn in range(3):
        process_new_posts(now=clock())
        handle_events(now=clock())
        send_messages(clock=clock)
        clock.pass_(seconds=10)


def test_an_alert_reaches_everybody_once_and_is_confirmed(
    accounts: dict[str, Any],
    as_role: Any,
    clock: Clock,
    mail_server: FakeMailServer,
    seconds: Callable[[], float],
    settings: Any,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    settings.PUBLIC_URL = "https://kocops.example.org"
    lead = accounts["lead"]
    lead.email = "lead@example.org"
    lead.save()
    with ExitStack() as stack:
        robots = {
            "feishu": FakeFeishu(secret="demo", clock=seconds),
            "dingtalk": FakeDingTalk(secret="SECdemo", clock=seconds),
            "wecom": FakeWeCom(clock=seconds),
        }
        for kind, robot in robots.items():
            stack.enter_context(running(robot))
            follow(channel_at(robot, kind, robot.secret))
        create_channel(
            kind="email",
            name="邮件",
            recipients=(),
            now=NOW,
            user=None,
        )
        receiver = stack.enter_context(running_receiver())
        save_endpoint(
            endpoint=WebhookEndpoint(
                name="数据平台",
                url=receiver.url,
                event_kinds=[ALERT],
            ),
            now=NOW,
            user=None,
        )
        article(EventSourceFactory())
        clock.now = NOW + timedelta(minutes=1)
        run_lanes(clock)

    issue = Issue.objects.get(alerted_at__isnull=False)
    assert issue.owner == lead, "nothing that is raised is without an owner"
    for robot in robots.values():
        (shown,) = robot.bodies
        assert "蓝牙钥匙" in json.dumps(shown, ensure_ascii=False)
    about_it = []
    for recipients, mail in mail_server.mails():
        if "蓝牙钥匙" in str(mail["subject"]):
            about_it.append((recipients, mail))
    ((recipients, mail),) = about_it
    assert recipients == ["lead@example.org"]
    events = [json.loads(body) for _headers, body in receiver.got]
    assert [one["type"] for one in events] == [ALERT]
    assert events[0]["data"]["issue_id"] == issue.pk
    states = OutboxMessage.objects.values_list("state", flat=True)
    assert set(states) == {OutboxMessage.State.SENT}

    own = Notification.objects.get(user=lead, event__kind=ALERT)
    text = mail.get_body(("plain",)).get_content()
    assert f"{settings.PUBLIC_URL}{own.get_absolute_url()}" in text
    client = as_role("lead")
    address = urlsplit(own.get_absolute_url()).path
    assert client.get(address).status_code == 200
    client.post(f"/notifications/events/{own.event_id}/confirm/")
    own.refresh_from_db()
    assert own.read_at is not None
    assert own.event.follow_up.confirmed_by == lead
