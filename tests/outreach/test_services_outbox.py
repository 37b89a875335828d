"""Messages through a channel: claimed under the gate, sent with a key,
confirmed; what is unclear is with a person.
"""

from datetime import datetime
from typing import Any

import pytest

from common.errors import Conflict
from common.jobs.outbox_sending import send_messages
from common.models import OutboxAttempt, OutboxMessage
from common.security.outgoing import Answer
from common.services.outbox import (
    cancel_messages,
    mark_arrived,
    pause_receiver,
)
from members.models import MemberContact, MemberIdentity
from outreach.models import ContactRefusal, MemberChannel, OutreachMessage
from outreach.rules.messages import RECEIVER_TYPE
from outreach.services.channels import resume_channels
from outreach.services.drafts import Route, cancel_message
from outreach.services.sending import (
    follow_outbox,
    mark_not_sent,
    mark_sent,
)
from tests.conftest import NOW
from tests.outreach.contacts import (
    after,
    agreeing_member,
    approved_message,
    consent,
    drawn,
)

pytestmark = pytest.mark.django_db
SENT = Answer(200, "", "", 5)
UNKNOWN = Answer(None, OutboxAttempt.Fault.TOO_SLOW, "", 20_000)


class Gateway:
    """A fake channel that answers as it is told and remembers its keys."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.keys: list[str] = []

    def __call__(
        self, _channel: Any, _row: Any, uid: str, _now: Any
    ) -> Answer:
        self.keys.append(uid)
        return self.answers.pop(0) if self.answers else SENT


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    fake = Gateway()
    monkeypatch.setattr("outreach.services.sending.send_through", fake)
    return fake


def approved(
    accounts: dict[str, Any], way: str = "push", *, is_open: bool = True
) -> OutreachMessage:
    """Return a message that waits in the outbox."""
    member = agreeing_member(nickname="阿越")
    MemberIdentity.objects.create(
        member=member, platform="app", external_id="u1"
    )
    MemberContact.objects.create(
        member=member,
        kind="email",
        value="a@example.cn",
        value_index="x",
        source="staff",
        updated_at=NOW,
    )
    channel = MemberChannel.objects.create(
        way=way, name=way, platform="app", is_open=is_open, created_at=NOW
    )
    match = drawn(accounts).matches.get()
    return approved_message(accounts, match, route=Route(way, channel))


def run(now: datetime = NOW) -> None:
    """Let the lane of the outbox take a turn."""
    send_messages(clock=lambda: now)
    follow_outbox(now=now)


def state_of(message: OutreachMessage) -> str:
    message.refresh_from_db()
    return message.state


def test_sent_once(accounts: dict[str, Any], gateway: Gateway) -> None:
    message = approved(accounts)
    run()
    run(after(minutes=5))
    assert state_of(message) == "sent"
    assert message.claimed_at == NOW
    assert gateway.keys == [message.outbox_uid]
    # The outbox holds its number, not what it says.
    assert "阿越" not in OutboxMessage.objects.get().body


def test_withdrawn_between_approval_and_claim(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    consent(message.member, is_given=False)
    run()
    assert state_of(message) == "refused"
    assert gateway.keys == []
    assert OutboxMessage.objects.get().state == "cancelled"
    assert ContactRefusal.objects.get().reason == "withdrawn"


def test_quiet_hours_hold_it_in_the_outbox(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    """Approved in the morning, claimed at night because no worker ran."""
    message = approved(accounts)
    run(after(hours=13))
    assert state_of(message) == "approved"
    assert gateway.keys == []
    run(after(hours=22, minutes=59))
    assert gateway.keys == []
    run(after(hours=23))
    assert state_of(message) == "sent"


def test_answer_after_timeout_with_key(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    """A gateway that knows the key gets it again under the same one."""
    message = approved(accounts)
    gateway.answers = [UNKNOWN]
    run()
    assert state_of(message) == "sending"
    run(after(hours=1))
    assert state_of(message) == "sent"
    assert gateway.keys == [message.outbox_uid] * 2


def test_withdrawn_after_unknown_answer(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    """It may have arrived: it is not sent again, and a person looks."""
    message = approved(accounts)
    gateway.answers = [UNKNOWN]
    run()
    consent(message.member, is_given=False)
    run(after(hours=1))
    assert state_of(message) == "uncertain"
    assert len(gateway.keys) == 1


def test_unknown_answer_without_key(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts, way="email")
    gateway.answers = [UNKNOWN]
    run()
    run(after(hours=2))
    assert state_of(message) == "uncertain"
    assert len(gateway.keys) == 1
    mark_sent(message_id=message.pk, now=NOW, user=accounts["lead"])
    assert OutboxMessage.objects.get().state == "sent"


def test_worker_dies_between_claim_and_confirm(
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a dead worker had claimed is found out by a person, and never sent
    again where no key protects it.
    """
    message = approved(accounts, way="email")

    class Killed(BaseException):
        """The process is gone."""

    def die(*_arguments: Any) -> Answer:
        raise Killed

    monkeypatch.setattr("outreach.services.sending.send_through", die)
    with pytest.raises(Killed):
        run()
    assert state_of(message) == "sending"
    fake = Gateway()
    monkeypatch.setattr("outreach.services.sending.send_through", fake)
    run(after(minutes=10))
    assert state_of(message) == "uncertain"
    assert fake.keys == []
    back = mark_not_sent(message_id=message.pk, now=NOW, user=accounts["lead"])
    assert back.state == "failed"
    assert back.claimed_at is None


def test_cancelled_while_it_waits(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    cancel_message(
        message_id=message.pk,
        note="不发了",
        user=accounts["lead"],
        now=NOW,
    )
    run()
    assert gateway.keys == []


def test_rejected_is_no_contact(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    gateway.answers = [Answer(422, OutboxAttempt.Fault.REJECTED, "", 5)]
    run()
    assert state_of(message) == "failed"
    assert not OutreachMessage.objects.contacts().exists()


def outbox(accounts: dict[str, Any]) -> dict[str, Any]:
    """Return what an act of the lead on the only outbox message is given."""
    ids = list(OutboxMessage.objects.values_list("pk", flat=True))
    return {"message_ids": ids, "user": accounts["lead"], "now": NOW}


def test_never_sent_by_a_colleague_has_failed(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    cancel_messages(**outbox(accounts))
    run()
    assert state_of(message) == "failed"


def test_never_sent_after_an_unknown_answer_is_uncertain(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    gateway.answers = [UNKNOWN]
    run()
    cancel_messages(**outbox(accounts))
    follow_outbox(now=after(minutes=1))
    assert state_of(message) == "uncertain"


def test_found_to_have_arrived_is_sent(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    gateway.answers = [Answer(422, OutboxAttempt.Fault.REJECTED, "", 5)]
    run()
    mark_arrived(**outbox(accounts))
    follow_outbox(now=after(minutes=1))
    assert state_of(message) == "sent"
    assert OutreachMessage.objects.contacts().exists()


@pytest.mark.parametrize("first", [UNKNOWN, Answer(502, "", "", 5)])
def test_rejected_after_an_unknown_answer_is_uncertain(
    first: Answer,
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    """It may have arrived the first time."""
    message = approved(accounts)
    gateway.answers = [first, Answer(422, "rejected", "", 5)]
    run()
    run(after(hours=1))
    assert state_of(message) == "uncertain"


def test_refused_after_bad_gateway_is_uncertain(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    gateway.answers = [Answer(504, "", "", 5)]
    run()
    consent(message.member, is_given=False)
    run(after(hours=1))
    assert state_of(message) == "uncertain"


def test_nothing_is_approved_for_a_closed_channel(
    accounts: dict[str, Any],
) -> None:
    with pytest.raises(Conflict) as caught:
        approved(accounts, is_open=False)
    assert caught.value.code == "channel_closed"


def test_a_paused_channel_is_resumed(
    accounts: dict[str, Any],
    gateway: Gateway,
) -> None:
    message = approved(accounts)
    channel = MemberChannel.objects.get()
    pause_receiver(receiver_type=RECEIVER_TYPE, receiver_id=channel.pk)
    run()
    assert gateway.keys == []
    assert OutreachMessage.objects.stuck().get() == message
    assert resume_channels(channel_ids=[channel.pk]) == 1
    assert resume_channels(channel_ids=[channel.pk]) == 0
    assert not OutreachMessage.objects.stuck().exists()
    run()
    assert state_of(message) == "sent"


def test_a_message_of_a_closed_channel_is_stuck(
    accounts: dict[str, Any],
) -> None:
    message = approved(accounts)
    assert not OutreachMessage.objects.stuck().exists()
    MemberChannel.objects.update(is_open=False)
    assert OutreachMessage.objects.stuck().get() == message


@pytest.mark.parametrize("status", [403, 409, 410])
def test_a_gone_member_pauses_no_channel(
    status: int,
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = approved(accounts)
    answer = Answer(status, "", "", 5)
    monkeypatch.setattr(
        "outreach.services.adapters.post", lambda *_a, **_k: answer
    )
    run()
    assert state_of(message) == "failed"
    assert not MemberChannel.objects.paused().exists()
