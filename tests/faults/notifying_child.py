"""A process that publishes events, lets pairs of workers handle them and kills
the workers at random moments, then handles the rest and prints what stands.

It forks its workers, because starting Django anew for each kill takes seconds.
"""

import json
import os
import random
import signal
import sys
import time
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
from common.jobs.events import Happening, publish  # noqa: E402
from common.models import DomainEvent, OutboxMessage  # noqa: E402
from integrations.models import Channel  # noqa: E402
from notifications.models import (  # noqa: E402
    ChannelSubscription,
    FollowUp,
    Notification,
)
from notifications.services.handling import handle_events  # noqa: E402

KIND = "alert.raised"
LONGEST_WAIT = 20


def publish_events(count: int) -> None:
    """Publish alerts of one issue, whose owner gets mail and whose team a
    message in its group.
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
    happened = []
    for number in range(count):
        data = {"severity": "critical"}
        happened.append(Happening(KIND, f"{KIND}:{number}", issue, data))
    with transaction.atomic():
        publish(happened, now=now)


def worker() -> int:
    """Start a copy of this process that handles events until it is killed;
    return its id.
    """
    # Imported once, not by every copy.
    get_resolver().url_patterns  # noqa: B018
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    while True:
        handle_events(now=timezone.now())


def handled() -> int:
    """Return how many events are handled."""
    return DomainEvent.objects.filter(handled_at__isnull=False).count()


def kill_workers(kills: int, longest: float) -> int:
    """Kill pairs of workers in the middle of their work; return how many pairs
    were killed while events waited.
    """
    dice, amid = random.Random(7), 0
    for _number in range(kills):
        before = handled()
        if not DomainEvent.objects.unhandled().exists():
            break
        pair = [worker(), worker()]
        until = time.monotonic() + LONGEST_WAIT
        while handled() == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, longest))
        for pid in pair:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        is_amid = handled() > before and DomainEvent.objects.unhandled()
        amid += bool(is_amid)
    return amid


def state() -> dict[str, Any]:
    """Return what stands, in numbers that a test compares."""
    doubled = Notification.objects.values("event", "user").annotate(
        count=Count("pk"),
    )
    messages = OutboxMessage.objects.values("event_message__event").annotate(
        count=Count("pk"),
    )
    return {
        "unhandled": DomainEvent.objects.unhandled().count(),
        "notified": Notification.objects.count(),
        "doubled": doubled.filter(count__gt=1).count(),
        "follow_ups": FollowUp.objects.count(),
        "messages": sorted(set(messages.values_list("count", flat=True))),
        "events_with_messages": messages.count(),
    }


def main() -> None:
    events, kills, longest = sys.argv[1:]
    publish_events(int(events))
    amid = kill_workers(int(kills), float(longest))
    while handle_events(now=timezone.now()):
        pass
    print(json.dumps({**state(), "killed": amid}))  # noqa: T201


main()
