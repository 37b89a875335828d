"""A process that starts workers of the outbox as others ask for them, each a
process of its own that can be killed.

Every line it reads is a task as JSON; it prints the number of the process that
does it, then what that printed, then how it ended.
"""

import json
import logging
import os
import random
import signal
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from common.jobs import outbox_confirming, outbox_sending  # noqa: E402
from common.jobs.outbox import Outgoing, enqueue  # noqa: E402
from common.jobs.outbox_senders import RECEIVER_KINDS, Receiver  # noqa: E402
from common.models import OutboxMessage, OutboxReceiver  # noqa: E402
from common.security.outgoing import Answer, post  # noqa: E402

KINDS = {"keyed": True, "keyless": False}
# Where a worker can be made to kill itself, in the order in which it passes.
POINTS = ("claimed", "answered", "stored", "abandoned", "confirmed")


class Receivers:
    """One receiver of each kind, which all share a server."""

    def __init__(self, url: str, name: str, *, has_key: bool) -> None:
        self._receiver = Receiver(partial(_send, url, name), has_key=has_key)

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        return dict.fromkeys(receiver_ids, self._receiver)


def _send(
    url: str,
    name: str,
    message: OutboxMessage,
    now: datetime,
) -> Answer:
    headers = {"x-receiver": name, "x-uid": message.uid}
    headers["x-worker"] = str(os.getpid())
    return post(url, body=message.body.encode(), headers=headers)


def enqueue_messages(count: int) -> None:
    """Leave nothing but so many messages to each receiver."""
    OutboxMessage.objects.all().delete()
    OutboxReceiver.objects.all().delete()
    outgoing = []
    for number in range(count):
        for kind in KINDS:
            outgoing.append(Outgoing(kind, 1, "test", {"number": number}))
    with transaction.atomic():
        enqueue(outgoing, now=timezone.now())


def work(url: str, to: Collection[str], kill_at: str, mutant: str) -> None:
    """Send what waits for some receivers; `kill_at` names the point at which
    the worker dies, `mutant` a mistake that it makes.
    """
    logging.disable()
    for name in to:
        is_known = KINDS[name] or mutant == "sends again without a key"
        RECEIVER_KINDS[name] = Receivers(url, name, has_key=is_known)
    if mutant == "marks before sending":
        outbox_sending._claim_message = _mark_sent  # type: ignore[assignment]
    if kill_at:
        _die_at(kill_at)
    outbox_sending.send_messages(clock=timezone.now)


def _mark_sent(
    message: OutboxMessage,
    _receiver: Receiver,
    now: datetime,
) -> bool:
    rows = OutboxMessage.objects.filter(pk=message.pk, state="waiting")
    message.claimed_at = now
    return bool(rows.update(state="sent", claimed_at=now, settled_at=now))


def _die_at(point: str) -> None:
    """Let this process kill itself, some messages later, at a named point."""
    count = random.SystemRandom().randint(1, 6)
    if point == "claimed":
        _kill_after(outbox_sending, "_claim_message", count)
    elif point == "answered":
        _kill_after(sys.modules[__name__], "post", count)
    elif point == "stored":
        # Before the transaction is committed.
        _kill_after(outbox_confirming, "_settle", count)
    elif point == "abandoned":
        _kill_after(outbox_sending, "settle_abandoned", 1)
    else:
        _kill_after(outbox_sending, "confirm", count)


def _kill_after(module: Any, name: str, count: int) -> None:
    function: Callable[..., Any] = getattr(module, name)
    left = [count]

    def deadly(*args: Any, **how: Any) -> Any:
        result = function(*args, **how)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, name, deadly)


def report() -> None:
    """Print receiver, uid, state and number of attempts of each message, in order."""
    rows = []
    for message in OutboxMessage.objects.order_by("pk"):
        rows.append((message.receiver_type, message.uid, message.state))
    say(json.dumps(rows))


TASKS: dict[str, Callable[..., None]] = {
    "enqueue": enqueue_messages,
    "work": work,
    "report": report,
}


def say(text: object) -> None:
    print(text, flush=True)  # noqa: T201


def main() -> None:
    say("ready")
    for line in sys.stdin:
        name, arguments = json.loads(line)
        if process := os.fork():
            say(process)
            _process, status = os.waitpid(process, 0)
            say(f"ended {os.waitstatus_to_exitcode(status)}")
            continue
        code = 1
        try:
            TASKS[name](**arguments)
            connection.close()
            code = 0
        finally:
            os._exit(code)


main()
