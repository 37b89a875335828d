"""Messages to webhooks, their attempts and pauses are carried into the outbox."""

import json
import subprocess
import sys

import pytest

from tests.faults.conftest import database  # noqa: F401 - a fixture
from tests.migrated import ROOT

MESSAGES = 1_203
CHANGED = "segment.members_changed"


@pytest.mark.postgres
def test_no_message_attempt_or_pause_is_lost(
    database: dict[str, str],  # noqa: F811 - the fixture
) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "tests.insights.migrated_child"],
        env=database,
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout
    found = json.loads(printed)
    expected = []
    for number in range(MESSAGES):
        kind, title = (CHANGED, "沪") if number % 5 else ("ping", "")
        state = "sent" if number < MESSAGES - 3 else "waiting"
        body = json.dumps({"type": kind, "data": {"n": number}})
        expected.append(
            [f"msg_{number}", kind, title, state, "webhook", body],
        )
    assert found["messages"] == expected
    assert found["settled"] == MESSAGES - 3
    assert found["receivers"] == [["", 0], ["failing", 10]]
    first, second = found["by_receiver"][:2]
    assert first != second
    assert found["by_receiver"] == [first, second] * 601 + [first]
    attempts = []
    for number in range(0, MESSAGES, 7):
        attempts.append([f"msg_{number}", 500, "refused"])
        attempts.append([f"msg_{number}", 204, ""])
    assert found["attempts"] == attempts
