"""kill -9 at random points between an event and its messages: each colleague is
notified once, each receiver gets one message, and where nobody knows whether it
did, the message says so.

NOTIFY_EVENTS=1000 NOTIFY_KILLS=500 NOTIFY_SECONDS=0.3 \
    pytest -s tests/faults/test_killed_notifying.py -k postgresql
"""

import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.faults.http_receiver import Server, running_server
from tests.migrated import ROOT

EVENTS = int(os.environ.get("NOTIFY_EVENTS", "40"))
KILLS = int(os.environ.get("NOTIFY_KILLS", "15"))
SECONDS = os.environ.get("NOTIFY_SECONDS", "0.03")
# To the owner by mail, to the group and to the webhook.
RECEIVERS = 3


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_killed_anywhere_each_event_arrives_once(
    database: dict[str, str],
) -> None:
    with running_server() as server:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.faults.notifying_child",
                server.url,
                str(EVENTS),
                str(KILLS),
                SECONDS,
            ],
            env={**database, "OUTGOING_LOOPBACK": "true"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        sent = found.pop("sent")
        killed, amid = found.pop("killed"), found.pop("amid")
        seconds = found.pop("seconds")
        assert found == {
            "unhandled": 0,
            "notified": EVENTS,
            "doubled": 0,
            "follow_ups": EVENTS,
            "messages": [RECEIVERS],
            "events_with_messages": EVENTS,
        }
        figures = count(sent, server)
    print(  # noqa: T201
        f"{EVENTS} events, {killed} workers killed in {seconds} s, {amid} amid "
        f"their work; {EVENTS} notifications, 0 lost, 0 doubled; "
        f"messages: {figures}",
    )
    assert amid >= killed // 3, "the kills came too late"
    assert figures["lost"] == figures["doubled"] == 0
    assert figures["never sent"] == 0


def count(sent: list[list[str]], server: Server) -> dict[str, Any]:
    """Return what became of the messages to receivers without a key and of
    those to the webhook.

    lost: counts as sent and never arrived · doubled: arrived twice at a
    receiver that would not notice · again: came again under its key.
    """
    figures: Counter[str] = Counter(dict.fromkeys(("lost", "doubled"), 0))
    arrived = {name: Counter(got) for name, got in server.got.items()}
    for receiver, uid, state in sent:
        times = arrived[receiver][uid]
        figures[state] += 1
        figures["lost"] += state == "sent" and not times
        if receiver == "webhook":
            figures["again"] += max(times - 1, 0)
            figures["never sent"] += state != "sent"
        else:
            figures["doubled"] += max(times - 1, 0)
            figures["never sent"] += state not in ("sent", "uncertain")
            figures["arrived though uncertain"] += (
                state == "uncertain" and times == 1
            )
    return dict(figures)
