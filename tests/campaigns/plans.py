"""Campaigns, audiences and what they did for tests, made through the services."""

from datetime import date, datetime, timedelta
from typing import Any

from activity.models import ActivityEvent, EventSource
from campaigns.models import Campaign, CampaignNode, Decision, Review
from campaigns.services.campaigns import create_campaign, start_campaign
from campaigns.services.reviews import open_review
from common.calendar import day_begins
from insights.models import Segment
from insights.services.segment_lists import enlist_members
from members.models import Member
from tests.conftest import NOW
from tests.factories.members import MemberFactory

FIRST = date(2026, 5, 21)
LAST = date(2026, 6, 3)
AFTER = datetime(2026, 6, 4, 2, tzinfo=NOW.tzinfo)


def people(count: int) -> list[Member]:
    """Return so many members."""
    return [MemberFactory() for _number in range(count)]


def segment(members: list[Member], name: str = "越野车主") -> Segment:
    """Return a fixed list of these members."""
    enlist_members(
        name=name,
        member_ids=[one.pk for one in members],
        now=NOW,
        user=None,
    )
    return Segment.objects.get(name=name)


def campaign(accounts: dict[str, Any], **about: Any) -> Campaign:
    """Return a planned campaign of two weeks that begins tomorrow."""
    members = about.pop("members", None)
    if members is not None:
        about["segment"] = segment(members)
    values: dict[str, Any] = {
        "title": "山路摄影赛",
        "kind": "contest",
        "lead": accounts["planner"],
        "goal": "让拍照的车主把路上的风景发出来",
        "starts_on": FIRST,
        "ends_on": LAST,
        "measure": "active_days",
        "target": 30,
        "method": "none",
        **about,
    }
    row = Campaign(**values)
    return create_campaign(row=row, user=accounts["planner"], now=NOW)


def started(accounts: dict[str, Any], **about: Any) -> Campaign:
    """Return a campaign that has started."""
    if "members" not in about and "segment" not in about:
        about["members"] = people(2)
    row = campaign(accounts, **about)
    return start_campaign(
        campaign_id=row.pk,
        now=NOW,
        user=accounts["planner"],
    )


def node(row: Campaign, owner: Any, **about: Any) -> CampaignNode:
    """Return a node that is due tomorrow."""
    values = {"what": "公布评选规则", "due_on": FIRST, **about}
    found: CampaignNode = row.nodes.create(owner=owner, **values)
    return found


def events(days: dict[Member, list[date]], kind: int = 1) -> None:
    """Let members be active on these days."""
    source, _is_new = EventSource.objects.get_or_create(name="app")
    rows = []
    for member, dates in days.items():
        for number, day in enumerate(dates):
            row = ActivityEvent(
                source=source,
                external_id=f"{kind}-{member.pk}-{day}-{number}",
                member=member,
                kind=kind,
                occurred_at=day_begins(day) + timedelta(hours=9),
            )
            rows.append(row)
    ActivityEvent.objects.bulk_create(rows)


def review(accounts: dict[str, Any], **about: Any) -> Review:
    """Return an open review of the last four weeks, held today."""
    values: dict[str, Any] = {
        "title": "五月复盘",
        "since": date(2026, 4, 22),
        "until": date(2026, 5, 19),
        "held_on": NOW.date(),
        "lead": accounts["lead"],
        **about,
    }
    now = about.pop("now", NOW)
    values.pop("now", None)
    return open_review(row=Review(**values), user=accounts["lead"], now=now)


def decision(row: Review, owner: Any, **about: Any) -> Decision:
    """Return a decision of a review, to be checked three weeks later."""
    values: dict[str, Any] = {
        "what": "下一场改为周末晚上开放投稿",
        "expected": "投稿人数增加两成",
        "measure": "活动作品数",
        "check_on": row.held_on + timedelta(days=21),
        **about,
    }
    found: Decision = row.decisions.create(owner=owner, **values)
    return found
