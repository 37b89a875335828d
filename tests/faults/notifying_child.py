"""A process that publishes events, lets workers handle them and send their
messages, kills the workers at random moments, then lets the rest be done and
prints what stands.

It forks its workers, because starting Django anew for each kill takes seconds.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from alerts.models import Issue  # noqa: E402
from common.jobs.events import NewDomainEvent, publish  # noqa: E402
from common.jobs.outbox_senders import RECEIVER_KINDS, Receiver  # noqa: E402
from common.jobs.outbox_sending import send_messages  # noqa: E402
from common.models import DomainEvent, OutboxMessage  # noqa: E402
from common.security.outgoing import Answer, post  # noqa: E402
from insights.models import WebhookEndpoint  # noqa: E402
from integrations.models import Channel  # noqa: E402
from notifications.models import (  # noqa: E402
    ChannelSubscription,
    FollowUp,
    Notification,
)
from notifications.services.handling import handle_events  # noqa: E402

KIND = "alert.raised"
LONGEST_WAIT = 20
OPEN = (OutboxMessage.State.WAITING, OutboxMessage.State.SENDING)
HAS_KEY = {"channel": False, "webhook": True}


class Receivers:
    """Receivers of one kind at the server of the test: without the limits of
    robots, which would make it last an hour.
    """

    def __init__(self, url: str, kind: str) -> None:
        send = partial(_send, url, kind)
        self._receiver = Receiver(send, has_key=HAS_KEY[kind])

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        return dict.fromkeys(receiver_ids, self._receiver)


def _send(
    url: str,
    kind: str,
    message: OutboxMessage,
    now: datetime,
) -> Answer:
    headers = {"x-receiver": kind, "x-uid": message.uid, "x-worker": "0"}
    return post(url, body=message.body.encode(), headers=headers)


def publish_events(count: int) -> None:
    """Publish alerts of one issue, whose owner gets mail, whose team a message
    in its group, and another system one by webhook.
    """
    now = timezone.now()
    owner = get_user_model().objects.create_user(
        username="owner",
        email="owner@example.com",
    )
    issue = Issue.objects.create(number=1, opened_at=now, owner=owner)
    Channel.objects.create(kind="email", name="mail", created_at=now)
    robot = Channel.objects.create(kind="wecom", name="robot", created_at=now)
    ChannelSubscription.objects.create(channel=robot, kind=KIND)
    WebhookEndpoint.objects.create(
        name="crm",
        url="https://example.com/",
        event_kinds=[KIND],
        created_at=now,
    )
    happened = []
    for number in range(count):
        data = {"severity": "critical"}
        happened.append(NewDomainEvent(KIND, f"{KIND}:{number}", issue, data))
    with transaction.atomic():
        publish(happened, now=now)


def handle() -> None:
    handle_events(now=timezone.now())


def send() -> None:
    send_messages(clock=timezone.now)


def worker(work: Callable[[], None]) -> int:
    """Start a copy of this process that works until it is killed; return its
    id.
    """
    # Imported once, not by every copy.
    get_resolver().url_patterns  # noqa: B018
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    while True:
        work()


def done() -> tuple[int, int]:
    """Return how many events are handled, and how many messages settled."""
    handled = DomainEvent.objects.filter(handled_at__isnull=False).count()
    return handled, OutboxMessage.objects.exclude(state__in=OPEN).count()


def waits() -> bool:
    """Tell whether there is an event to handle or a message to send."""
    if DomainEvent.objects.unhandled().exists():
        return True
    return OutboxMessage.objects.filter(state__in=OPEN).exists()


def kill_workers(kills: int, longest: float) -> tuple[int, int]:
    """Kill workers in the middle of their work, three at a time: two that
    handle events and one that sends; return how many were killed, and how many
    of them while something had been done and more waited.
    """
    dice, killed, amid = random.Random(7), 0, 0
    while killed < kills and waits():
        before = done()
        team = [worker(handle), worker(handle), worker(send)]
        until = time.monotonic() + LONGEST_WAIT
        while done() == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, longest))
        for pid in team:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        killed += len(team)
        amid += len(team) * (done() != before and waits())
    return killed, amid


def finish() -> None:
    """Do what is left, as long as a turn changes anything."""
    before = None
    while waits() and before != done():
        before = done()
        handle()
        send()


def state() -> dict[str, Any]:
    """Return what stands, in numbers that a test compares, and the state of
    each message by its id and kind of receiver.
    """
    doubled = Notification.objects.values("event", "user").annotate(
        count=Count("pk"),
    )
    messages = OutboxMessage.objects.values("event_message__event").annotate(
        count=Count("pk"),
    )
    sent = OutboxMessage.objects.order_by("pk")
    return {
        "unhandled": DomainEvent.objects.unhandled().count(),
        "notified": Notification.objects.count(),
        "doubled": doubled.filter(count__gt=1).count(),
        "follow_ups": FollowUp.objects.count(),
        "messages": sorted(set(messages.values_list("count", flat=True))),
        "events_with_messages": messages.count(),
        "sent": list(sent.values_list("receiver_type", "uid", "state")),
    }


def main() -> None:
    url, events, kills, longest = sys.argv[1:]
    for kind in HAS_KEY:
        RECEIVER_KINDS[kind] = Receivers(url, kind)
    publish_events(int(events))
    began = time.monotonic()
    killed, amid = kill_workers(int(kills), float(longest))
    seconds = round(time.monotonic() - began)
    finish()
    numbers = {"killed": killed, "amid": amid, "seconds": seconds}
    print(json.dumps({**state(), **numbers}))  # noqa: T201


main()
