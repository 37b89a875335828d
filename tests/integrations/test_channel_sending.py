"""Channels at servers of this machine that check what the vendors check."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from common.jobs.outbox import Outgoing, enqueue
from common.jobs.outbox_senders import RECEIVER_KINDS
from common.jobs.outbox_sending import send_messages
from common.models import OutboxMessage, OutboxReceiver
from common.services.outbox import pause_receiver
from integrations.labels import channel_fault
from integrations.models import Channel
from integrations.services import channel_sending, mail_sending
from integrations.services.channels import create_channel
from tests.conftest import NOW
from tests.integrations.conftest import Clock
from tests.integrations.fake_channels import (
    FakeDingTalk,
    FakeFeishu,
    FakeMailServer,
    FakeRobot,
    FakeWeCom,
    channel_at,
)
from tests.integrations.fakes import running

pytestmark = pytest.mark.django_db
ROBOTS: dict[str, type[FakeRobot]] = {
    "feishu": FakeFeishu,
    "dingtalk": FakeDingTalk,
    "wecom": FakeWeCom,
}
BODY = {
    "title": "新告警：3.2.0后地库蓝牙钥匙失灵",
    "lines": ["三位车主报告", "首例 5月20日"],
    "url": "https://kocops.example.org/alerts/issues/7/",
    "urgency": "critical",
    "mention_all": False,
    "recipients": ["lead@example.org"],
    "digest": False,
}


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True
    settings.LANGUAGE_CODE = "en"


def mail_channel(*recipients: str) -> Channel:
    return create_channel(
        kind="email",
        name="邮件",
        recipients=recipients,
        now=NOW,
        user=None,
    )


def put(channel: Channel, count: int = 1, **changes: Any) -> OutboxMessage:
    body = {**BODY, **changes}
    outgoing = Outgoing("channel", channel.pk, "alert.raised", body)
    return enqueue([outgoing] * count, now=NOW)[-1]


def only(channel: Channel) -> tuple[str, str, str]:
    """Return the state of the only message and the fault and answer of its
    latest attempt.
    """
    message = OutboxMessage.objects.to("channel", channel.pk).get()
    attempt = message.attempts.first()
    return message.state, attempt.fault, attempt.answer


def test_channels_are_receivers_of_the_outbox() -> None:
    channel = mail_channel("a@example.org")
    found = RECEIVER_KINDS["channel"].find([channel.pk, channel.pk + 1])
    assert set(found) == {channel.pk}
    assert found[channel.pk].has_key is False
    assert found[channel.pk].url == channel.get_absolute_url()


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("feishu", "demo"),
        ("feishu", ""),
        ("dingtalk", "SECdemo"),
        ("wecom", ""),
    ],
)
def test_a_robot_shows_the_message_once(
    kind: str,
    secret: str,
    clock: Clock,
    seconds: Any,
) -> None:
    with running(ROBOTS[kind](secret=secret, clock=seconds)) as fake:
        channel = channel_at(fake, kind, secret)
        put(channel)
        assert send_messages(clock=clock) == 1
        assert send_messages(clock=clock) == 0
    assert len(fake.shown) == 1
    assert "三位车主报告" in str(fake.bodies)
    assert fake.mentions() == 0
    assert only(channel) == ("sent", "", "")


@pytest.mark.parametrize("kind", ROBOTS)
def test_all_are_mentioned_when_it_is_critical_enough(
    kind: str,
    clock: Clock,
    seconds: Any,
) -> None:
    with running(ROBOTS[kind](clock=seconds)) as fake:
        put(channel_at(fake, kind), mention_all=True)
        assert send_messages(clock=clock) == 1
    assert fake.mentions() == 1


def refusals() -> list[Any]:
    return [
        ("feishu", {"secret": "other"}, "waiting", "signature"),
        ("feishu", {"keyword": "别的"}, "waiting", "keyword"),
        ("dingtalk", {"secret": "SECother"}, "waiting", "signature"),
        ("dingtalk", {"keyword": "别的"}, "waiting", "keyword"),
    ]


@pytest.mark.parametrize(("kind", "options", "state", "words"), refusals())
def test_a_refusal_of_the_robot_is_a_failure_in_words(
    kind: str,
    options: dict[str, str],
    state: str,
    words: str,
    clock: Clock,
    seconds: Any,
    settings: Any,
) -> None:
    settings.LANGUAGE_CODE = "en"
    with running(ROBOTS[kind](clock=seconds, **options)) as fake:
        channel = channel_at(fake, kind, "demo")
        put(channel)
        assert send_messages(clock=clock) == 0
    found, fault, answer = only(channel)
    assert (found, fault) == (state, "refused")
    assert words in channel_fault(kind, fault, answer)
    assert not fake.shown


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_wrong_key_is_named(kind: str, clock: Clock, seconds: Any) -> None:
    with running(ROBOTS[kind](clock=seconds)) as fake:
        channel = channel_at(fake, kind)
        channel.address += "wrong"
        channel.save()
        put(channel)
        send_messages(clock=clock)
    _state, fault, answer = only(channel)
    assert fault == "refused"
    assert "copy the address" in channel_fault(kind, fault, answer)


@pytest.mark.parametrize(
    ("status", "body", "state", "fault"),
    [
        (500, "x", "waiting", "refused"),
        (429, "", "waiting", "refused"),
        (504, "", "uncertain", "too_slow"),
        (200, {"errcode": 40058, "errmsg": "too long"}, "failed", "rejected"),
        (200, "<html>", "waiting", "refused"),
        (302, "", "waiting", "refused"),
    ],
)
def test_what_may_pass_later_waits_and_what_never_will_fails(
    status: int,
    body: Any,
    state: str,
    fault: str,
    clock: Clock,
    seconds: Any,
) -> None:
    with running(FakeWeCom(clock=seconds)) as fake:
        fake.next_answers = [(status, body)]
        channel = channel_at(fake, "wecom")
        put(channel)
        send_messages(clock=clock)
        assert only(channel)[:2] == (state, fault)
        clock.pass_(minutes=2)
        send_messages(clock=clock)
    assert len(fake.shown) == (state == "waiting")


def test_a_lost_answer_leaves_the_message_uncertain(
    clock: Clock,
    seconds: Any,
) -> None:
    with running(FakeWeCom(clock=seconds)) as fake:
        fake.broken = {1}
        channel = channel_at(fake, "wecom")
        put(channel)
        send_messages(clock=clock)
        clock.pass_(hours=1)
        send_messages(clock=clock)
    assert only(channel)[0] == "uncertain"
    assert len(fake.shown) == 1


def test_a_robot_that_is_not_there_waits(clock: Clock) -> None:
    with running(FakeWeCom()) as fake:
        channel = channel_at(fake, "wecom")
    put(channel)
    send_messages(clock=clock)
    assert only(channel)[:2] == ("waiting", "unreachable")


def test_a_robot_that_had_too_many_is_left_alone(
    clock: Clock,
    seconds: Any,
) -> None:
    with running(FakeDingTalk(clock=seconds)) as fake:
        fake.silent_until = seconds() + 300
        channel = channel_at(fake, "dingtalk")
        put(channel)
        send_messages(clock=clock)
        state = OutboxReceiver.objects.get()
        assert (state.next_attempt_at - clock()).total_seconds() >= 600
        clock.pass_(seconds=601)
        assert send_messages(clock=clock) == 1
    assert len(fake.shown) == 1


@pytest.mark.parametrize(
    ("kind", "count", "most", "window"),
    [("wecom", 50, 20, 60), ("dingtalk", 50, 20, 60), ("feishu", 12, 5, 1)],
)
def test_the_limits_of_a_robot_are_kept(
    kind: str,
    count: int,
    most: int,
    window: int,
    clock: Clock,
    seconds: Any,
) -> None:
    """The fake refuses whatever is too much, so all shown means none was."""
    with running(ROBOTS[kind](clock=seconds)) as fake:
        put(channel_at(fake, kind), count)
        for _step in range(600):
            send_messages(clock=clock)
            if len(fake.shown) == count:
                break
            clock.pass_(seconds=0.5)
    moments = [at for at, _body in fake.shown]
    assert len(moments) == count
    assert len(fake.asked) == count
    for start in moments:
        assert sum(start <= at < start + window for at in moments) <= most


def test_a_paused_channel_sends_nothing(clock: Clock, seconds: Any) -> None:
    with running(FakeWeCom(clock=seconds)) as fake:
        channel = channel_at(fake, "wecom")
        put(channel)
        pause_receiver(receiver_type="channel", receiver_id=channel.pk)
        assert send_messages(clock=clock) == 0
    assert not fake.asked


def test_long_hostile_text_arrives_cut_and_pings_nobody(
    clock: Clock,
    seconds: Any,
) -> None:
    text = "<@all> <at id=all></at> [x](https://evil.example) 😀" * 2000
    for kind, robot in ROBOTS.items():
        with running(robot(clock=seconds)) as fake:
            channel = channel_at(fake, kind)
            put(channel, lines=[text, text], title=f"{text[:60]}\nx")
            assert send_messages(clock=clock) == 1, only(channel)
        assert fake.mentions() == 0


def test_a_mail_reaches_the_recipients_of_the_message(
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    message = put(mail_channel())
    assert send_messages(clock=clock) == 1
    ((recipients, mail),) = mail_server.mails()
    assert recipients == ["lead@example.org"]
    assert mail["To"] == "lead@example.org"
    assert mail["Message-ID"] == f"<{message.uid}@example.org>"
    assert mail["From"] == "运营台 <kocops@example.org>"
    plain, html = mail.iter_parts()
    assert "三位车主报告" in plain.get_content()
    assert "三位车主报告" in html.get_content()


def test_recipients_of_the_channel_do_not_see_each_other(
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    put(mail_channel("a@example.org", "b@example.org"), recipients=[])
    send_messages(clock=clock)
    ((recipients, mail),) = mail_server.mails()
    assert recipients == ["a@example.org", "b@example.org"]
    headers = {
        name: value for name, value in mail.items() if name != "Message-ID"
    }
    assert "a@example.org" not in str(headers)


def test_lines_that_begin_with_dots_are_doubled() -> None:
    mail = EmailMessage(policy=SMTP)
    mail.set_content("a\n.\n..b\n", cte="7bit")
    raw = mail_sending._dotted(mail)
    assert raw.endswith(b"\r\n\r\na\r\n..\r\n...b\r\n.\r\n")


@pytest.mark.parametrize(
    ("step", "reply", "state", "fault"),
    [
        ("connect", "421 busy", "waiting", "refused"),
        ("MAIL", "451 later", "waiting", "refused"),
        ("MAIL", "550 no such sender", "waiting", "refused"),
        ("lead@example.org", "450 greylisted", "waiting", "refused"),
        ("lead@example.org", "550 no such user", "failed", "rejected"),
        ("DATA", "451 later", "waiting", "refused"),
        ("end", "452 no room", "waiting", "refused"),
        ("end", "554 spam", "failed", "rejected"),
    ],
)
def test_four_of_a_mail_server_waits_and_five_fails(
    step: str,
    reply: str,
    state: str,
    fault: str,
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    mail_server.replies = {step: reply}
    channel = mail_channel()
    put(channel)
    send_messages(clock=clock)
    found, its_fault, answer = only(channel)
    assert (found, its_fault) == (state, fault)
    assert answer.endswith(reply)
    words = channel_fault("email", fault, answer)
    assert ("robot" in words) is False
    assert ("for good" in words) == (state == "failed")
    assert not mail_server.raw


def test_one_of_several_who_is_unknown_is_left_out_and_named(
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    mail_server.replies = {"b@example.org": "550 no such user"}
    channel = mail_channel("a@example.org", "b@example.org")
    put(channel, recipients=[])
    send_messages(clock=clock)
    assert mail_server.raw[0][0] == ["a@example.org"]
    state, fault, answer = only(channel)
    assert (state, fault) == ("sent", "")
    assert answer == "b@example.org: 550 no such user"


def test_nobody_gets_a_mail_while_one_is_asked_to_wait(
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    mail_server.replies = {"b@example.org": "450 later"}
    channel = mail_channel("a@example.org", "b@example.org")
    put(channel, recipients=[])
    send_messages(clock=clock)
    assert not mail_server.raw
    mail_server.replies = {}
    clock.pass_(minutes=1)
    send_messages(clock=clock)
    assert [one[0] for one in mail_server.raw] == [
        ["a@example.org", "b@example.org"],
    ]


def test_a_lost_confirmation_of_a_mail_is_uncertain(
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    mail_server.lost = {1}
    channel = mail_channel()
    put(channel)
    send_messages(clock=clock)
    clock.pass_(hours=1)
    send_messages(clock=clock)
    assert only(channel)[:2] == ("uncertain", "too_slow")
    assert len(mail_server.raw) == 1


def test_a_mail_server_that_drips_is_given_up(
    clock: Clock,
    mail_server: FakeMailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail_sending, "SECONDS_IN_ALL", 0.3)
    mail_server.sleeps_before_end = 0.9
    channel = mail_channel()
    put(channel)
    send_messages(clock=clock)
    assert only(channel)[:2] == ("uncertain", "too_slow")


def test_a_wrong_password_of_the_mail_server_is_named(
    clock: Clock,
    mail_server: FakeMailServer,
    settings: Any,
) -> None:
    mail_server.password = "right"
    settings.MAIL_SERVER |= {"user": "kocops", "password": "wrong"}
    channel = mail_channel()
    put(channel)
    send_messages(clock=clock)
    assert only(channel) == (
        "waiting",
        "refused",
        "535 5.7.8 authentication failed",
    )
    settings.MAIL_SERVER |= {"password": "right"}
    clock.pass_(minutes=1)
    assert send_messages(clock=clock) == 1


def test_without_a_mail_server_mails_wait(clock: Clock, settings: Any) -> None:
    settings.MAIL_SERVER = {**settings.MAIL_SERVER, "host": ""}
    channel = mail_channel()
    put(channel)
    send_messages(clock=clock)
    assert only(channel) == ("waiting", "unreachable", "not_configured")


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        ["no address"],
        ["a@example.org\r\nRCPT TO:<b@example.org>"],
        ["车@x"],
    ],
)
def test_a_mail_without_a_usable_recipient_fails(
    recipients: list[str],
    clock: Clock,
    mail_server: FakeMailServer,
) -> None:
    channel = mail_channel()
    put(channel, recipients=recipients)
    send_messages(clock=clock)
    assert only(channel) == ("failed", "rejected", "no_recipients")


def test_limits_stay_below_those_of_the_vendors(settings: Any) -> None:
    for kind, robot in ROBOTS.items():
        ours = {
            window.total_seconds(): most
            for most, window in channel_sending.ROBOT_LIMITS[kind]
        }
        for most, window in robot.limits:
            assert ours[window] < most
    settings.MAIL_SERVER = {**settings.MAIL_SERVER, "per_minute": 7}
    ((most, window),) = channel_sending.limits_of(Channel(kind="email"))
    assert (most, window.total_seconds()) == (7, 60)
