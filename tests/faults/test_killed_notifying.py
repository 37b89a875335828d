"""kill -9 at random points of handling events: each colleague is notified
once, and each channel gets one message.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.migrated import ROOT

EVENTS = int(os.environ.get("NOTIFY_EVENTS", "40"))
KILLS = int(os.environ.get("NOTIFY_KILLS", "5"))
SECONDS = os.environ.get("NOTIFY_SECONDS", "0.03")


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_killed_anywhere_each_event_notifies_once(
    database: dict[str, str],
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.notifying_child",
            str(EVENTS),
            str(KILLS),
            SECONDS,
        ],
        env=database,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("killed") >= KILLS // 3, "the kills came too late"
    assert found == {
        "unhandled": 0,
        "notified": EVENTS,
        "doubled": 0,
        "follow_ups": EVENTS,
        "messages": [2],
        "events_with_messages": EVENTS,
    }
