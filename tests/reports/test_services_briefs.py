"""The brief is sent once a week to who asked for it before the week was over."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from common.models import OutboxMessage
from insights.models import Segment
from integrations.models import Channel
from reports.models import BriefSubscription, SentBrief
from reports.services import briefs
from reports.services.briefs import send_briefs
from reports.services.subscriptions import (
    resubscribe,
    subscribe,
    unsubscribe,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
WEEK = date(2026, 5, 11)
BEFORE = NOW - timedelta(days=10)


@pytest.fixture
def lead(team: dict[str, Any]) -> BriefSubscription:
    return subscribe(created_by=team["lead"], query="", now=BEFORE)


def bodies() -> list[dict[str, Any]]:
    rows = OutboxMessage.objects.order_by("pk")
    return [json.loads(row.body) for row in rows]


def test_it_is_mailed_once(lead: BriefSubscription, mail: Channel) -> None:
    assert send_briefs(now=NOW) == 1
    assert send_briefs(now=NOW + timedelta(hours=1)) == 0
    (body,) = bodies()
    assert body["recipients"] == ["lead@example.com"]
    assert body["title"].endswith("2026-05-11至2026-05-17")
    titles = [table["title"] for table in body["tables"]]
    assert "活跃情况" in titles
    row = SentBrief.objects.get()
    assert (row.week, row.message_id) == (
        WEEK,
        OutboxMessage.objects.get().pk,
    )
    assert set(row.figures) >= {"active", "asked", "new_koc"}
    assert send_briefs(now=NOW + timedelta(days=7)) == 1


def test_a_week_without_a_night_says_so(
    lead: BriefSubscription,
    mail: Channel,
) -> None:
    send_briefs(now=NOW)
    assert "还没有跑过" in bodies()[0]["lines"][0]


def test_who_asks_later_gets_the_next_one(
    team: dict[str, Any],
    mail: Channel,
) -> None:
    subscribe(created_by=team["planner"], query="", now=NOW)
    assert send_briefs(now=NOW + timedelta(hours=1)) == 0
    assert send_briefs(now=NOW + timedelta(days=7)) == 1


def test_it_waits_for_a_mail_channel(lead: BriefSubscription) -> None:
    assert send_briefs(now=NOW) == 0
    assert not SentBrief.objects.exists()
    Channel.objects.create(kind="email", name="邮件", created_at=NOW)
    assert send_briefs(now=NOW) == 1


def test_nobody_is_mailed_who_left_or_ended_it(
    lead: BriefSubscription,
    mail: Channel,
    team: dict[str, Any],
) -> None:
    unsubscribe(subscription_id=lead.pk, now=NOW)
    assert send_briefs(now=NOW) == 0
    resubscribe(subscription_id=lead.pk)
    team["lead"].is_active = False
    team["lead"].save()
    assert send_briefs(now=NOW) == 0
    team["lead"].is_active = True
    team["lead"].save()
    assert send_briefs(now=NOW) == 1


def test_a_group_chat_gets_what_stands_out(
    team: dict[str, Any],
    mail: Channel,
) -> None:
    group = Channel.objects.create(kind="feishu", name="群", created_at=NOW)
    subscribe(created_by=team["lead"], query="", now=BEFORE, channel=group)
    assert send_briefs(now=NOW) == 1
    (message,) = OutboxMessage.objects.all()
    assert message.receiver_id == group.pk
    assert json.loads(message.body)["recipients"] == []


def test_one_that_fails_does_not_stop_the_others(
    lead: BriefSubscription,
    mail: Channel,
    team: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = subscribe(
        created_by=team["planner"], query="city=%E4%B8%8A", now=BEFORE
    )
    subscribe(created_by=team["analyst"], query="", now=BEFORE)
    usual = briefs.read_brief

    def fail(**values: Any) -> Any:
        if values["cleaned"]:
            raise RuntimeError("broken")
        return usual(**values)

    monkeypatch.setattr(briefs, "read_brief", fail)
    with pytest.raises(RuntimeError, match="broken"):
        send_briefs(now=NOW)
    reached = {body["recipients"][0] for body in bodies()}
    assert reached == {"lead@example.com", "analyst@example.com"}
    assert not SentBrief.objects.filter(subscription=failing).exists()


def test_a_segment_that_is_gone_ends_it_with_a_word(
    team: dict[str, Any],
    mail: Channel,
) -> None:
    """Its figures would be zeros, or those of the whole community."""
    segment = Segment.objects.create(
        name="北京", kind="rule", created_at=NOW, archived_at=NOW
    )
    for number in (segment.pk, 999):
        query = f"segment={number}"
        subscribe(created_by=team["lead"], query=query, now=BEFORE)
    assert send_briefs(now=NOW) == 2
    for body in bodies():
        assert "不再使用" in body["lines"][0]
        assert "tables" not in body
    assert not BriefSubscription.objects.in_force().exists()
    assert send_briefs(now=NOW + timedelta(days=7)) == 0


def test_who_may_no_longer_see_it_gets_none(
    lead: BriefSubscription,
    mail: Channel,
    team: dict[str, Any],
) -> None:
    group = Channel.objects.create(kind="feishu", name="群", created_at=NOW)
    subscribe(created_by=team["lead"], query="", now=BEFORE, channel=group)
    team["lead"].groups.clear()
    assert send_briefs(now=NOW) == 0
    subscribe(created_by=team["admin"], query="", now=NOW, channel=group)
    assert BriefSubscription.objects.count() == 2, "the same subscription"
    assert send_briefs(now=NOW) == 1


def test_an_address_like_a_phone_is_not_masked(
    team: dict[str, Any],
    mail: Channel,
) -> None:
    team["lead"].email = "13812345678@example.com"
    team["lead"].save()
    subscribe(created_by=team["lead"], query="", now=BEFORE)
    send_briefs(now=NOW)
    assert bodies()[0]["recipients"] == ["13812345678@example.com"]


def test_a_filtered_brief_says_so_and_holds_no_figure_of_all(
    team: dict[str, Any],
    mail: Channel,
) -> None:
    subscribe(
        created_by=team["lead"], query="city=%E4%B8%8A%E6%B5%B7", now=BEFORE
    )
    send_briefs(now=NOW)
    (body,) = bodies()
    assert body["title"].endswith("（上海）")
    labels = {row["label"] for one in body["tables"] for row in one["rows"]}
    assert "有活动的成员" in labels
    assert "提问" not in labels


def test_filters_are_kept(
    team: dict[str, Any],
    mail: Channel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subscribe(
        created_by=team["lead"], query="city=%E4%B8%8A%E6%B5%B7", now=BEFORE
    )
    asked: list[dict[str, Any]] = []
    usual = briefs.read_brief

    def spy(**values: Any) -> Any:
        asked.append(values["cleaned"])
        return usual(**values)

    monkeypatch.setattr(briefs, "read_brief", spy)
    send_briefs(now=NOW)
    assert asked == [{"city": "上海"}]
    assert "city=%E4%B8%8A%E6%B5%B7" in bodies()[0]["url"]


def test_asking_twice_is_one_subscription(team: dict[str, Any]) -> None:
    one = subscribe(created_by=team["lead"], query="", now=NOW)
    other = subscribe(created_by=team["lead"], query="", now=NOW)
    assert one.pk == other.pk
    assert BriefSubscription.objects.count() == 1
