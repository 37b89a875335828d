"""What happened becomes notifications and messages, each once."""

import json
from datetime import timedelta
from typing import Any

import pytest

from alerts.models import Issue
from common.models import DomainEvent, OutboxMessage, StaffAbsence
from insights.models import WebhookEndpoint
from integrations.models import Channel
from koc.models import KocSpell
from notifications.models import (
    ChannelSubscription,
    KindPreference,
    Notification,
)
from notifications.services import handling
from notifications.services.handling import handle_event, handle_events
from teamwork.models import Nomination
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.notifications.events import happened, notified, notify

pytestmark = pytest.mark.django_db
NIGHT = NOW + timedelta(hours=13)
MORNING = NOW + timedelta(hours=22)


def follow(channel: Channel, kind: str, **more: Any) -> None:
    ChannelSubscription.objects.create(channel=channel, kind=kind, **more)


def webhook(*kinds: str) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        name="工单系统",
        url="https://example.com/hook",
        secret="whsec_x",
        event_kinds=list(kinds),
        created_at=NOW,
    )


def bodies(event: DomainEvent) -> dict[str, dict[str, Any]]:
    """Return the messages of an event by their receiver."""
    found = {}
    for row in event.sent_messages.select_related("message"):
        message = row.message
        name = f"{message.receiver_type} {message.receiver_id}"
        found[name] = json.loads(message.body)
    return found


def test_an_alert_reaches_its_owner_a_robot_and_a_webhook(
    issue: Issue,
    mail: Channel,
    robot: Channel,
) -> None:
    follow(robot, "alert.raised")
    endpoint = webhook("alert.raised")
    webhook_of_segments = WebhookEndpoint.objects.create(
        name="其他",
        url="https://example.com/other",
        secret="whsec_y",
        created_at=NOW,
    )
    event = notify("alert.raised", issue, severity="high", reporter_count=3)
    assert event.handled_at == NOW
    assert notified(event) == ["communicator"]
    sent = bodies(event)
    assert sent.keys() == {
        f"channel {mail.pk}",
        f"channel {robot.pk}",
        f"webhook {endpoint.pk}",
    }
    assert webhook_of_segments.event_kinds == ["segment.members_changed"]
    own = event.notifications.get()
    to_mail = sent[f"channel {mail.pk}"]
    assert to_mail["recipients"] == ["communicator@example.com"]
    assert to_mail["url"].endswith(own.get_absolute_url())
    to_robot = sent[f"channel {robot.pk}"]
    assert str(issue) in to_robot["title"]
    assert to_robot["url"].endswith(f"/notifications/events/{event.pk}/")
    assert to_robot["recipients"] == []
    to_machine = sent[f"webhook {endpoint.pk}"]
    assert to_machine["type"] == "alert.raised"
    assert to_machine["data"]["subject_id"] == issue.pk
    assert to_machine["data"]["reporter_count"] == 3


def test_an_event_is_handled_once(issue: Issue, mail: Channel) -> None:
    event = notify("alert.raised", issue)
    assert not handle_event(event_id=event.pk, now=NOW)
    happened("alert.raised", issue, now=NIGHT)
    assert handle_events(now=NIGHT) == 0
    assert Notification.objects.count() == OutboxMessage.objects.count() == 1


def test_quiet_hours_hold_what_is_not_critical(
    issue: Issue,
    mail: Channel,
    robot: Channel,
) -> None:
    follow(robot, "alert.raised", mentions_all=True)
    held = notify("alert.raised", issue, now=NIGHT, severity="normal")
    kept = OutboxMessage.objects.filter(event_message__event=held)
    assert {row.not_before for row in kept} == {MORNING}
    critical = notify(
        "alert.raised",
        issue,
        now=NIGHT,
        key="critical",
        severity="critical",
    )
    sent = OutboxMessage.objects.filter(event_message__event=critical)
    assert {row.not_before for row in sent} == {None}
    assert len(sent) == 2
    assert bodies(critical)[f"channel {robot.pk}"]["mention_all"] is True
    assert bodies(held)[f"channel {robot.pk}"]["mention_all"] is False


def test_a_channel_takes_only_what_is_urgent_enough(
    issue: Issue,
    robot: Channel,
) -> None:
    follow(robot, "alert.raised", minimum="critical")
    normal = notify("alert.raised", issue)
    critical = notify("alert.raised", issue, key="c", severity="critical")
    assert not bodies(normal)
    assert bodies(critical)


def test_who_stands_in_is_notified_instead(
    issue: Issue,
    team: dict[str, Any],
) -> None:
    StaffAbsence.objects.create(
        user=team["communicator"],
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        stand_in=team["planner"],
    )
    event = notify("alert.raised", issue)
    assert notified(event) == ["planner"]
    row = event.notifications.get()
    assert row.stands_in_for == team["communicator"]


def test_without_an_owner_leads_then_administrators_are_notified(
    issue: Issue,
    team: dict[str, Any],
) -> None:
    issue.owner = None
    issue.save()
    assert notified(notify("alert.raised", issue)) == ["lead"]
    team["lead"].is_active = False
    team["lead"].save()
    event = notify("alert.raised", issue, key="again")
    assert notified(event) == ["admin"]


def test_who_has_switched_a_kind_off_is_left_out_until_nobody_is_left(
    issue: Issue,
    team: dict[str, Any],
) -> None:
    def switch_off(name: str) -> None:
        KindPreference.objects.create(
            user=team[name],
            kind="alert.raised",
            pace="off",
        )

    for number, (name, then) in enumerate(
        [("communicator", "lead"), ("lead", "admin"), ("admin", "")],
    ):
        switch_off(name)
        event = notify("alert.raised", issue, key=f"n{number}")
        assert notified(event) == [then or "communicator"]


def test_what_leaves_names_no_member(
    team: dict[str, Any],
    robot: Channel,
) -> None:
    member = MemberFactory(primary_contact=team["communicator"])
    follow(robot, "dormancy.koc_dormant")
    event = notify(
        "dormancy.koc_dormant",
        member,
        member_id=member.pk,
        business_date="2026-05-19",
    )
    assert notified(event) == ["communicator"]
    assert event.notifications.get().subject == member.nickname
    body = OutboxMessage.objects.get(receiver_id=robot.pk).body
    assert member.nickname not in body


def test_an_event_that_cannot_be_handled_does_not_keep_back_others(
    issue: Issue,
    monkeypatch: Any,
) -> None:
    broken = happened("alert.raised", issue, key="broken")
    fine = happened("alert.regressed", issue)
    real = handling.subject_of

    def fail(event: DomainEvent) -> Any:
        if event.pk == broken.pk:
            raise ValueError("planted")
        return real(event)

    monkeypatch.setattr(handling, "subject_of", fail)
    assert handle_events(now=NOW) == 1
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert broken.handled_at is None
    assert fine.handled_at == NOW
    monkeypatch.setattr(handling, "subject_of", real)
    assert handle_events(now=NOW) == 1


def test_a_kind_that_is_not_declared_goes_to_leads(issue: Issue) -> None:
    assert notified(notify("moon.full", issue)) == ["lead"]


def test_who_changed_an_issue_themselves_is_not_notified(
    issue: Issue,
    mail: Channel,
) -> None:
    own = notify(
        "issue.state_changed",
        issue,
        to_state="fixed",
        changed_by="communicator",
    )
    other = notify(
        "issue.state_changed",
        issue,
        key="other",
        to_state="fixed",
        changed_by="lead",
    )
    assert (notified(own), notified(other)) == ([], ["communicator"])
    assert not OutboxMessage.objects.exists(), "it waits for the summary"


def test_what_is_decided_by_now_is_no_news(team: dict[str, Any]) -> None:
    nomination = Nomination.objects.create(
        member=MemberFactory(),
        reason="写得好",
        proposed_by=team["communicator"],
        proposed_at=NOW,
    )
    waits = notify("nomination.to_judge", nomination, member_id=1)
    assert notified(waits) == ["analyst", "planner"]
    nomination.state = Nomination.State.WITHDRAWN
    nomination.save()
    late = notify("nomination.to_judge", nomination, key="late", member_id=1)
    assert late.handled_at == NOW
    assert notified(late) == []


def test_a_roster_that_was_entered_later_is_no_news(
    team: dict[str, Any],
) -> None:
    spell = KocSpell.objects.create(
        member=MemberFactory(),
        tier="core",
        since=NOW.date(),
        review_on=NOW.date(),
        contact=team["communicator"],
        began_by=team["lead"],
        updated_at=NOW,
    )
    began = {"koc_id": spell.pk, "member_id": 1, "tier": "core", "since": ""}
    assert notified(notify("koc_status.began", spell, **began)) == [
        "communicator",
    ]
    spell.since = NOW.date() - timedelta(days=300)
    spell.save()
    late = notify("koc_status.began", spell, key="late", **began)
    assert notified(late) == []
