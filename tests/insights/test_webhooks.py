"""Another system learns of every joining and leaving, in order, signed, and
nobody inside is ever called.
"""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from standardwebhooks.webhooks import WebhookVerificationError

from common.db.deadlines import TooSlow
from common.errors import DomainError
from common.jobs.outbox_sending import send_messages
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from common.rules.retries import WAITS
from common.security.outgoing import address_fault, post
from common.selectors.outbox import receiver_state
from common.services.outbox import forget_settled, send_again
from insights.models import WEBHOOK, Segment, WebhookEndpoint
from insights.rules.segments import AsOf
from insights.services import segment_spells
from insights.services.segment_counts import recompute_segment
from insights.services.segment_lists import enlist_members
from insights.services.segments import archive_segments, save_segment
from insights.services.webhooks import (
    rotate_secret,
    save_endpoint,
)
from members.models import Member, MemberIdentity
from tests.factories.members import MemberFactory
from tests.insights.receiver import Receiver, running_receiver

pytestmark = pytest.mark.django_db
IN_SHANGHAI = {"field": "city", "is": ["上海"]}
PRIVATE_HOSTS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0.0.0.0",
    "0",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "[fe80::1]",
    "[fd00::1]",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "0xa9fea9fe",
)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_LOOPBACK = True
    with running_receiver() as running:
        yield running


@pytest.fixture
def clock() -> "Clock":
    return Clock()


class Clock:
    """Real time, for receivers refuse old signatures; `later` turns it forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(tz=UTC) + self.ahead

    def later(self, wait: timedelta) -> None:
        self.ahead += wait


def endpoint_of(
    receiver: Receiver,
    *segments: Segment,
    clock: Clock,
) -> WebhookEndpoint:
    endpoint = WebhookEndpoint(name="crm", url=receiver.url)
    return save_endpoint(
        endpoint=endpoint,
        segments=segments,
        now=clock(),
        user=None,
    )


def shanghai(clock: Clock) -> Segment:
    return save_segment(
        segment=None,
        name="沪",
        note="",
        rule=IN_SHANGHAI,
        now=clock(),
        user=None,
    )


def members_told(messages: list[dict[str, Any]]) -> set[int]:
    """What a receiver knows when it has applied every change in order."""
    inside: set[int] = set()
    for message in messages:
        for change in message["data"]["changes"]:
            act = inside.discard if change["ended_at"] else inside.add
            act(change["member_id"])
    return inside


def members_of(segment: Segment) -> set[int]:
    return set(segment.spells.open().values_list("member_id", flat=True))


def test_a_receiver_that_applies_what_it_is_told_knows_the_segment(
    receiver: Receiver,
    clock: Clock,
) -> None:
    segment = shanghai(clock)
    endpoint = endpoint_of(receiver, segment, clock=clock)
    first, second = MemberFactory(city="上海"), MemberFactory(city="上海")
    MemberIdentity.objects.create(
        member=first,
        platform="app",
        external_id="u1",
    )
    for change in ({}, {"city": "成都"}, {"city": "上海"}):
        Member.objects.filter(pk=second.pk).update(
            **change,
        ) if change else None
        recompute_segment(segment=segment, at=AsOf(0, clock()))
        send_messages(clock=clock)
        assert members_told(receiver.verified(endpoint.secret)) == members_of(
            segment,
        )
    archive_segments(segments=[segment], now=clock())
    send_messages(clock=clock)
    told = receiver.verified(endpoint.secret)
    assert members_told(told) == set()
    assert told[0]["data"]["changes"][0]["identities"] == ["app:u1"]
    assert [message["type"] for message in told] == [
        "segment.members_changed",
    ] * 4
    assert send_messages(clock=clock) == 0


def test_only_segments_that_were_chosen_are_told_of_and_many_changes_come_in_parts(
    receiver: Receiver,
    clock: Clock,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("insights.services.webhooks.CHANGES_IN_ONE", 2)
    chosen = Segment.objects.create(
        name="a",
        kind=Segment.Kind.LIST,
        created_at=clock(),
    )
    endpoint = endpoint_of(receiver, chosen, clock=clock)
    people = [MemberFactory().pk for _n in range(5)]
    enlist_members(name="a", member_ids=people, now=clock(), user=None)
    enlist_members(name="b", member_ids=people, now=clock(), user=None)
    assert send_messages(clock=clock) == 3
    assert members_told(receiver.verified(endpoint.secret)) == set(people)


def test_a_rule_that_is_stopped_tells_nobody(
    receiver: Receiver,
    clock: Clock,
    monkeypatch: Any,
) -> None:
    def stop(*args: Any, **how: Any) -> None:
        raise TooSlow

    segment = shanghai(clock)
    endpoint_of(receiver, segment, clock=clock)
    MemberFactory(city="上海")
    monkeypatch.setattr(segment_spells, "announce_changes", stop)
    recompute_segment(segment=segment, at=AsOf(0, clock()))
    assert Segment.objects.get(pk=segment.pk).failure == "too_slow"
    assert not OutboxMessage.objects.exists()
    assert not segment.spells.exists()


def test_what_fails_is_tried_again_in_order_and_nothing_is_left_out(
    receiver: Receiver,
    clock: Clock,
) -> None:
    endpoint = endpoint_of(receiver, clock=clock)
    receiver.answers = [(500, {}), (503, {})]
    for n in range(3):
        enlist_members(
            name="list",
            member_ids=[MemberFactory().pk],
            now=clock() + timedelta(seconds=n),
            user=None,
        )
    assert send_messages(clock=clock) == 0
    assert send_messages(clock=clock) == 0
    assert len(receiver.got) == 1
    clock.later(WAITS[0])
    assert send_messages(clock=clock) == 0
    clock.later(WAITS[0])
    assert send_messages(clock=clock) == 0
    assert len(receiver.got) == 2
    clock.later(WAITS[1] - WAITS[0])
    assert send_messages(clock=clock) == 3
    assert len(set(receiver.ids()[:3])) == 1
    assert receiver.ids()[2:] == list(
        OutboxMessage.objects.order_by("pk").values_list("uid", flat=True),
    )
    state = receiver_state(WEBHOOK, endpoint.pk)
    assert (state.failures, state.next_attempt_at) == (0, None)
    assert [one.status for one in OutboxAttempt.objects.order_by("pk")] == [
        500,
        503,
        204,
        204,
        204,
    ]


def test_an_endpoint_that_keeps_failing_is_paused_and_goes_on_where_it_stopped(
    receiver: Receiver,
    clock: Clock,
    as_role: Any,
) -> None:
    endpoint = endpoint_of(receiver, clock=clock)
    receiver.answers = [(500, {})] * (len(WAITS) + 1)
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    for wait in (timedelta(), *WAITS):
        clock.later(wait)
        send_messages(clock=clock)
    pause = receiver_state(WEBHOOK, endpoint.pk).pause
    assert pause == OutboxReceiver.Pause.FAILING
    clock.later(timedelta(days=3))
    assert send_messages(clock=clock) == 0
    page = as_role("lead").get(endpoint.get_absolute_url()).content.decode()
    assert "失败" in page
    as_role("lead").post(reverse("insights:webhook_pause", args=[endpoint.pk]))
    assert send_messages(clock=clock) == 1


def test_an_endpoint_that_is_gone_is_not_called_again(
    receiver: Receiver,
    clock: Clock,
) -> None:
    endpoint = endpoint_of(receiver, clock=clock)
    receiver.answers = [(410, {})]
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    send_messages(clock=clock)
    clock.later(timedelta(days=9))
    send_messages(clock=clock)
    pause = receiver_state(WEBHOOK, endpoint.pk).pause
    assert (pause, len(receiver.got)) == (OutboxReceiver.Pause.GONE, 1)


def test_after_rotation_both_secrets_hold_for_a_day(
    receiver: Receiver,
    clock: Clock,
) -> None:
    endpoint = endpoint_of(receiver, clock=clock)
    old = endpoint.secret
    new = rotate_secret(endpoint=endpoint, now=clock())
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    send_messages(clock=clock)
    assert receiver.verified(old) == receiver.verified(new) != []
    receiver.got.clear()
    WebhookEndpoint.objects.update(
        old_secret_until=clock() - timedelta(seconds=1),
    )
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    send_messages(clock=clock)
    assert len(receiver.verified(new)) == 1
    with pytest.raises(WebhookVerificationError):
        receiver.verified(old)


def test_a_message_sent_again_keeps_its_id(
    receiver: Receiver,
    clock: Clock,
) -> None:
    endpoint_of(receiver, clock=clock)
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    send_messages(clock=clock)
    message = OutboxMessage.objects.get()
    assert send_again(message_ids=[message.pk], user=None) == 1
    send_messages(clock=clock)
    assert len(receiver.ids()) == 2
    assert len(set(receiver.ids())) == 1


def test_no_private_address_is_ever_reached_however_it_is_spelt(
    settings: Any,
) -> None:
    with running_receiver() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        assert (
            post(f"http://127.0.0.1:{port}/", body=b"", headers={}).fault
            == "private_address"
        )
        for host in PRIVATE_HOSTS:
            for scheme in ("http", "https"):
                answer = post(
                    f"{scheme}://{host}:{port}/",
                    body=b"",
                    headers={},
                )
                assert answer.status is None, host
            assert address_fault(f"https://{host}:{port}/") in (
                "bad_address",
                "private_address",
            ), host
        assert receiver.got == []
        settings.OUTGOING_LOOPBACK = True
        assert post(receiver.url, body=b"x", headers={}).status == 204
        assert len(receiver.got) == 1


def test_a_name_that_points_inside_is_not_reached(monkeypatch: Any) -> None:
    with running_receiver() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        inside = [(2, 1, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *args, **how: inside)
        assert (
            post(f"http://public.example:{port}/", body=b"", headers={}).fault
            == "private_address"
        )
        assert receiver.got == []


def test_a_redirect_is_not_followed(receiver: Receiver, clock: Clock) -> None:
    endpoint_of(receiver, clock=clock)
    with running_receiver() as other:
        receiver.answers = [(302, {"location": other.url})]
        enlist_members(
            name="list",
            member_ids=[MemberFactory().pk],
            now=clock(),
            user=None,
        )
        send_messages(clock=clock)
        assert other.got == []
    assert OutboxAttempt.objects.get().fault == "redirect"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "https://",
        "https://a:b@example.com/",
        "//x",
        "https://exämple.com/",
        "http://example.com/",
        "https://[::1",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:x/",
        "https://intranet/",
        "https://example..com/",
        "https://-example.com/",
        "https://exa_mple.com/",
        "https://example.c*m/",
        f"https://{'a' * 64}.com/",
        f"https://{'a.' * 130}com/",
        "https://1.2.3.999/",
        "https://1.2.3/",
        "https://exam ple.com/",
        "https://example.com/a b",
        "https://example.com/\n",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(
    url: str,
    clock: Clock,
) -> None:
    with pytest.raises(DomainError, match=r"https://example\.com"):
        save_endpoint(
            endpoint=WebhookEndpoint(name="x", url=url),
            now=clock(),
            user=None,
        )


@pytest.mark.parametrize(
    "name",
    [
        "hooks.example.com",
        "xn--exmple-cua.com",
        "a-b.c1.cn:8443",
        "8.8.8.8",
        "[2400::1]",
    ],
)
def test_an_address_that_can_be_called_is_kept(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda *args, **how: [(2, 1, 6, "", ("8.8.8.8", 443))],
    )
    save_endpoint(
        endpoint=WebhookEndpoint(name="x", url=f"https://{name}/path"),
        now=clock(),
        user=None,
    )
    assert address_fault(f"https://{name}/path") == ""


def test_a_host_that_nobody_knows_is_kept_with_a_warning(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*args: Any, **how: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    lead, form = (
        as_role("lead"),
        {"name": "crm", "url": "https://exmaple.com/"},
    )
    shown = lead.post(reverse("insights:webhook_create"), form)
    assert [message.level_tag for message in shown.context["messages"]] == [
        "success",
        "warning",
    ]
    assert WebhookEndpoint.objects.get().url == form["url"]


def test_secrets_are_shown_once_and_kept_unreadable(
    as_role: Any,
    settings: Any,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    lead: Client = as_role("lead")
    made = lead.post(
        reverse("insights:webhook_create"),
        {"name": "crm", "url": "http://127.0.0.1:9/"},
    )
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in made.content.decode()
    stored = WebhookEndpoint.objects.extra(
        select={"raw": "secret"},
    ).values_list("raw", flat=True)[0]
    assert endpoint.secret not in stored
    assert (
        "whsec_" not in lead.get(endpoint.get_absolute_url()).content.decode()
    )
    rotated = lead.post(
        reverse("insights:webhook_rotate", args=[endpoint.pk]),
    ).content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret in rotated


def test_messages_are_forgotten_a_month_after_they_were_delivered(
    receiver: Receiver,
    clock: Clock,
) -> None:
    endpoint_of(receiver, clock=clock)
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    send_messages(clock=clock)
    enlist_members(
        name="list",
        member_ids=[MemberFactory().pk],
        now=clock(),
        user=None,
    )
    assert forget_settled(now=clock()) == 0
    assert forget_settled(now=clock() + timedelta(days=31)) == 1
    assert OutboxMessage.objects.get().state == OutboxMessage.State.WAITING
