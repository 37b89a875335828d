"""P18 and P19 on PostgreSQL: nobody is written to twice, and the limit holds
while many send; with the lock off the same test sees a breach.
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from common.errors import Conflict
from outreach.models import OutreachMessage
from outreach.services import claiming
from outreach.services.claiming import claim_message
from outreach.services.sending import take_by_hand
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.outreach.contacts import agreeing_member, approved_message, drawn

SENDERS = 6
pytestmark = [
    pytest.mark.postgres,
    two_connections,
    pytest.mark.django_db(transaction=True),
]


def messages_to_one_member(accounts: dict[str, Any]) -> list[int]:
    """Return approved messages of six opportunities to the same member."""
    agreeing_member(nickname="阿越")
    found = []
    for number in range(SENDERS):
        match = drawn(accounts, title=f"活动{number}").matches.get()
        found.append(approved_message(accounts, match).pk)
    return found


def claim(message_id: int, seconds: int) -> bool:
    moment = NOW + timedelta(seconds=seconds)
    return claim_message(message_id=message_id, now=moment).may_go


def claim_all(message_ids: list[int]) -> int:
    """Claim all messages at once, by clocks that differ; return how many went."""
    acts = []
    for number, message_id in enumerate(message_ids):
        acts.append(partial(claim, message_id, number % 3))
    outcomes = at_once(*acts)
    assert failures(outcomes) == []
    return sum(outcomes)


def slow_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every sender read the contacts before the first one writes."""
    ask = claiming.Gate.ask

    def ask_slowly(self: Any, *args: Any, **kwargs: Any) -> Any:
        decision = ask(self, *args, **kwargs)
        time.sleep(0.3)
        return decision

    monkeypatch.setattr(claiming.Gate, "ask", ask_slowly)


def test_limit_holds_with_six_senders(
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four contacts in 30 days: of six senders exactly four go."""
    message_ids = messages_to_one_member(accounts)
    slow_gate(monkeypatch)
    assert claim_all(message_ids) == 4
    assert OutreachMessage.objects.contacts().count() == 4
    assert OutreachMessage.objects.filter(refused_for="cap").count() == 2


def test_lock_off_sees_a_breach(
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control of P19."""
    message_ids = messages_to_one_member(accounts)
    slow_gate(monkeypatch)
    off: Callable[[int], Any] = nullcontext
    monkeypatch.setattr(claiming, "lock_member", off)
    assert claim_all(message_ids) > 4


def test_two_press_send_at_once(accounts: dict[str, Any]) -> None:
    agreeing_member(nickname="阿越")
    message = approved_message(accounts, drawn(accounts).matches.get())
    outcomes = at_once(
        *[
            partial(
                take_by_hand,
                message_id=message.pk,
                now=NOW,
                user=accounts[name],
            )
            for name in ("communicator", "lead", "planner")
        ],
    )
    refused = failures(outcomes)
    assert [type(one) for one in refused] == [Conflict, Conflict]
