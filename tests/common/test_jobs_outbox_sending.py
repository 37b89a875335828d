"""The sender of the outbox: in order, once, within limits, and never stuck
without saying so.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from common.jobs.outbox import Outgoing, enqueue
from common.jobs.outbox_senders import (
    RECEIVER_KINDS,
    Limit,
    Receiver,
    add_receiver_kinds,
)
from common.jobs.outbox_sending import send_messages
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from common.rules.retries import LONGEST_WAIT, WAITS
from common.security import outgoing
from common.security.outgoing import Answer, post
from common.selectors.outbox import receiver_state, stuck_messages
from common.services.outbox import (
    cancel_messages,
    forget_settled,
    mark_arrived,
    pause_receiver,
    resume_receiver,
    send_again,
)
from tests.common.test_security_outgoing import HEAD, dripping
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
GOOD = Answer(200, "", "", 5)
SLOW = Answer(None, "too_slow", "", 20_000)
State = OutboxMessage.State


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **wait: float) -> None:
        self.now += timedelta(**wait)


class Fake:
    """Receivers of one kind; `answers` are given first, then GOOD."""

    def __init__(self, *, has_key: bool, limits: tuple[Limit, ...]) -> None:
        self.got: list[str] = []
        self.at: list[datetime] = []
        self.answers: list[Answer | Exception] = []
        self.has_key = has_key
        self.limits = limits
        self.meanwhile: Callable[[OutboxMessage], Any] = lambda message: None

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        one = Receiver(self.send, has_key=self.has_key, limits=self.limits)
        return {number: one for number in receiver_ids if number < 100}

    def send(self, message: OutboxMessage, now: datetime) -> Answer:
        self.got.append(message.title)
        self.at.append(now)
        self.meanwhile(message)
        answer = self.answers.pop(0) if self.answers else GOOD
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robot() -> Iterator[Fake]:
    """Without a key, three a minute."""
    fake = Fake(has_key=False, limits=((3, timedelta(minutes=1)),))
    add_receiver_kinds({"robot": fake})
    yield fake
    del RECEIVER_KINDS["robot"]


@pytest.fixture
def hook() -> Iterator[Fake]:
    """With a key, without limits."""
    fake = Fake(has_key=True, limits=())
    add_receiver_kinds({"hook": fake})
    yield fake
    del RECEIVER_KINDS["hook"]


def write(
    kind: str,
    *titles: str,
    receiver_id: int = 1,
    **how: Any,
) -> list[OutboxMessage]:
    rows = []
    for title in titles:
        rows.append(
            Outgoing(kind, receiver_id, "test", {}, title=title, **how)
        )
    return enqueue(rows, now=NOW)


def states() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("title", "state"))


def abandon(message: OutboxMessage, at: datetime) -> None:
    """A worker claimed the message and died."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=State.SENDING,
        claimed_at=at,
    )


def test_a_held_message_does_not_stop_those_behind_it(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "held", not_before=NOW + timedelta(hours=1))
    write("hook", "now")
    assert send_messages(clock=clock) == 1
    assert hook.got == ["now"]
    clock.later(minutes=59)
    assert send_messages(clock=clock) == 0
    clock.later(minutes=1)
    assert send_messages(clock=clock) == 1
    assert hook.got == ["now", "held"]


def test_a_message_that_fails_stops_those_behind_it_but_no_other_receiver(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a1", "a2", receiver_id=1)
    write("hook", "b1", receiver_id=2)
    hook.answers = [Answer(500, "", "down", 3)]
    assert send_messages(clock=clock) == 1
    assert hook.got == ["a1", "b1"]
    assert states() == {"a1": "waiting", "a2": "waiting", "b1": "sent"}
    clock.later(seconds=WAITS[0].total_seconds())
    assert send_messages(clock=clock) == 2
    assert hook.got == ["a1", "b1", "a1", "a2"]
    attempt = OutboxAttempt.objects.order_by("pk").first()
    assert attempt is not None
    assert (attempt.status, attempt.fault) == (500, "refused")


def test_what_surely_did_not_arrive_is_sent_again_without_a_key(
    robot: Fake,
    clock: Clock,
) -> None:
    write("robot", "a")
    robot.answers = [Answer(None, "unreachable", "", 3)]
    send_messages(clock=clock)
    assert states() == {"a": "waiting"}
    clock.later(minutes=5)
    assert send_messages(clock=clock) == 1


def test_without_a_key_an_unknown_answer_is_left_to_a_colleague(
    robot: Fake,
    clock: Clock,
    accounts: dict[str, Any],
) -> None:
    first, second = write("robot", "a", "b")
    robot.answers = [SLOW]
    send_messages(clock=clock)
    assert states() == {"a": "uncertain", "b": "waiting"}
    assert receiver_state("robot", 1).failures == 1
    clock.later(minutes=5)
    send_messages(clock=clock)
    clock.later(days=9)
    send_messages(clock=clock)
    assert robot.got == ["a", "b"]
    lead = accounts["lead"]
    assert send_again(message_ids=[first.pk, second.pk], user=lead) == 2
    send_messages(clock=clock)
    assert robot.got == ["a", "b", "a", "b"]
    first.refresh_from_db()
    assert (first.state, first.settled_by) == (State.SENT, lead)


def test_a_receiver_that_drips_leaves_the_message_uncertain(
    robot: Fake,
    clock: Clock,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.3)
    write("robot", "a")
    with dripping(HEAD + b"X-Long: ") as url:
        robot.answers = [post(url, body=b"{}", headers={})]
    send_messages(clock=clock)
    assert states() == {"a": "uncertain"}


def test_a_dead_worker_leaves_a_message_uncertain_only_without_a_key(
    robot: Fake,
    hook: Fake,
    clock: Clock,
) -> None:
    (lost,) = write("robot", "robot")
    (again,) = write("hook", "hook")
    for message in (lost, again):
        abandon(message, clock())
    clock.later(seconds=5)
    assert send_messages(clock=clock) == 1
    assert states() == {"robot": "uncertain", "hook": "sent"}
    assert (robot.got, hook.got) == ([], ["hook"])
    attempts = OutboxAttempt.objects.filter(fault="interrupted")
    assert list(attempts.values_list("attempted_at", "milliseconds")) == [
        (NOW, 5000),
        (NOW, 5000),
    ]
    lost.refresh_from_db()
    assert lost.settled_at == clock()
    uids = OutboxMessage.objects.filter(pk=again.pk).values_list("uid")
    assert uids[0] == (again.uid,)


def test_a_dead_worker_is_noticed_at_a_paused_receiver_too(
    robot: Fake,
    clock: Clock,
) -> None:
    (message,) = write("robot", "a")
    abandon(message, clock())
    pause_receiver(receiver_type="robot", receiver_id=1)
    send_messages(clock=clock)
    assert (states(), robot.got) == ({"a": "uncertain"}, [])


def test_an_answer_that_comes_after_all_settles_what_was_thought_uncertain(
    robot: Fake,
    clock: Clock,
) -> None:
    """Another worker found the message because this one had lost its lock."""
    write("robot", "a")
    robot.meanwhile = lambda message: OutboxMessage.objects.filter(
        pk=message.pk,
    ).update(state=State.UNCERTAIN, settled_at=NOW)
    send_messages(clock=clock)
    assert states() == {"a": "sent"}


def test_what_a_colleague_decides_meanwhile_stays(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a")

    def decide(message: OutboxMessage) -> None:
        OutboxMessage.objects.update(state=State.UNCERTAIN, settled_at=NOW)
        mark_arrived(message_ids=[message.pk], user=None, now=NOW)

    hook.meanwhile = decide
    hook.answers = [Answer(500, "", "", 3)]
    send_messages(clock=clock)
    assert states() == {"a": "sent"}


def test_a_message_refused_for_good_makes_way(
    robot: Fake,
    clock: Clock,
) -> None:
    write("robot", "bad", "good")
    robot.answers = [Answer(200, "rejected", "too long", 3)]
    assert send_messages(clock=clock) == 1
    assert states() == {"bad": "failed", "good": "sent"}
    assert receiver_state("robot", 1).failures == 0


def test_a_receiver_is_left_alone_as_long_as_it_asks(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a")
    hook.answers = [Answer(429, "", "", 3, retry_after=600.0)]
    send_messages(clock=clock)
    clock.later(seconds=599)
    assert send_messages(clock=clock) == 0
    clock.later(seconds=1)
    assert send_messages(clock=clock) == 1


def test_giving_up_pauses_the_receiver_and_keeps_its_messages(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a", "b")
    hook.answers = [Answer(503, "", "", 3)] * (len(WAITS) + 1)
    for wait in (timedelta(), *WAITS):
        clock.later(seconds=wait.total_seconds())
        send_messages(clock=clock)
    assert receiver_state("hook", 1).pause == OutboxReceiver.Pause.FAILING
    assert set(states().values()) == {"waiting"}
    assert stuck_messages().count() == 2
    clock.later(days=2)
    assert send_messages(clock=clock) == 0
    resume_receiver(receiver_type="hook", receiver_id=1)
    assert send_messages(clock=clock) == 2
    assert stuck_messages().count() == 0


def test_a_receiver_that_is_gone_is_not_called_again(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a")
    hook.answers = [Answer(410, "", "", 3)]
    send_messages(clock=clock)
    clock.later(days=9)
    send_messages(clock=clock)
    assert receiver_state("hook", 1).pause == OutboxReceiver.Pause.GONE
    assert (hook.got, states()) == (["a"], {"a": "waiting"})


def test_limits_are_kept_over_dead_workers_and_retries(
    robot: Fake,
    clock: Clock,
) -> None:
    messages = write("robot", *(f"m{n}" for n in range(9)))
    abandon(messages[0], clock())
    robot.answers = [Answer(500, "", "", 3)]
    begun = [clock()]
    for _second in range(400):
        send_messages(clock=clock)
        clock.later(seconds=1)
    begun += robot.at
    assert len(begun) == 10
    for first, fourth in zip(begun, begun[3:], strict=False):
        assert fourth - first > timedelta(minutes=1)
    # No slower than need be, but for the wait after the failure.
    assert begun[-1] - begun[0] < timedelta(minutes=4)


def test_a_limit_is_no_failure(robot: Fake, clock: Clock) -> None:
    write("robot", *"abcd")
    assert send_messages(clock=clock) == 3
    state = receiver_state("robot", 1)
    assert (state.failures, state.pause) == (0, "")
    assert state.next_attempt_at is not None
    clock.later(seconds=62)
    assert send_messages(clock=clock) == 1


def test_a_mistake_in_one_receiver_stops_no_other(
    hook: Fake,
    robot: Fake,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write("hook", "a")
    write("robot", "b")
    hook.answers = [KeyError("mistake")]
    assert send_messages(clock=clock) == 1
    assert states() == {"a": "waiting", "b": "sent"}
    assert "mistake" in caplog.text


def test_messages_of_a_deleted_receiver_wait_and_nothing_else_does(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "lost", receiver_id=100)
    write("nobody", "unknown")
    write("hook", "a")
    assert send_messages(clock=clock) == 1
    assert states() == {"lost": "waiting", "unknown": "waiting", "a": "sent"}


def test_a_slow_receiver_gives_way(
    hook: Fake,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter(range(0, 10_000, 16))
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    write("hook", *"abcdef", receiver_id=1)
    write("hook", "z", receiver_id=2)
    send_messages(clock=clock)
    assert hook.got[-1] == "z"
    assert len(hook.got) < 7


def test_an_attempt_planned_by_a_clock_that_was_ahead_is_due(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", "a")
    OutboxReceiver.objects.create(
        receiver_type="hook",
        receiver_id=1,
        failures=1,
        next_attempt_at=NOW + LONGEST_WAIT + timedelta(days=700),
    )
    assert send_messages(clock=clock) == 1


def test_only_what_is_not_sent_can_be_cancelled(
    hook: Fake,
    clock: Clock,
) -> None:
    messages = write("hook", *"abc")
    ids = [message.pk for message in messages]
    abandon(messages[0], clock())
    OutboxMessage.objects.filter(pk=ids[1]).update(
        state=State.SENT,
        settled_at=NOW,
    )
    assert cancel_messages(message_ids=ids, user=None, now=NOW) == 1
    assert states() == {"a": "sending", "b": "sent", "c": "cancelled"}
    assert mark_arrived(message_ids=ids, user=None, now=NOW) == 0


def test_what_waits_for_a_decision_is_never_forgotten(
    hook: Fake,
    clock: Clock,
) -> None:
    write("hook", *"abcd")
    for title, state in zip(
        "abc", ("sent", "failed", "uncertain"), strict=True
    ):
        OutboxMessage.objects.filter(title=title).update(
            state=state,
            settled_at=NOW,
        )
    assert forget_settled(now=NOW + timedelta(days=30)) == 0
    assert forget_settled(now=NOW + timedelta(days=31)) == 1
    assert sorted(states()) == ["b", "c", "d"]
