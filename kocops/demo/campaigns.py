"""What the demo team runs: a contest from plan to review, and a campaign that
does what the review decided.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from activity.models import ActivitySummary
from campaigns.models import Campaign, CostLine, Decision, Review
from campaigns.models.choices import Via
from campaigns.rules.participation import ParticipantRow
from campaigns.services.campaigns import (
    close_campaign,
    create_campaign,
    end_campaign,
    start_campaign,
)
from campaigns.services.costs import add_cost
from campaigns.services.nodes import finish_node
from campaigns.services.participants import record_participants
from campaigns.services.reviews import (
    add_decision,
    add_review_finding,
    close_review,
    open_review,
)
from campaigns.services.works import link_named_posts
from common.calendar import business_date
from common.security.access import ANALYST, COMMUNICATOR, LEAD, PLANNER
from insights.models import Segment
from insights.services.segment_lists import enlist_members
from members.models import Member

ONE_DAY = timedelta(days=1)
AUDIENCE = "摄影赛邀请范围"
MEMBERS = 80
# Days before now: plan, first day, last day, review.
PLANNED, BEGAN, ENDED, REVIEWED = 40, 36, 22, 18
COSTS = (("定制相框奖品", "gift", 1800), ("评选页面设计", "media", 900))
NODES = (("公布评选规则", 2), ("公布获奖名单", 14))
NEXT_NODES = (
    ("发布晚间投稿时段", COMMUNICATOR, -1),
    ("中期看一次进度", PLANNER, 3),
)


def plant_campaigns(
    users: Mapping[str, Any],
    *,
    generation: int,
    now: datetime,
) -> None:
    """Plant an ended contest with report and review, and a campaign that runs."""
    members = _members(generation)
    if not members:
        return
    enlist_members(
        name=AUDIENCE,
        member_ids=members,
        now=now - PLANNED * ONE_DAY,
        user=users[PLANNER],
    )
    segment = Segment.objects.get(name=AUDIENCE)
    contest = _contest(segment, users, now)
    _take_part(contest, members[:9], users, now)
    _close(contest, now)
    review = _review(contest, users, now)
    running = _running(segment, users, now)
    _decide(review, running, users, now)


def _members(generation: int) -> list[int]:
    """Return people who are active often enough to be compared."""
    active = ActivitySummary.objects.filter(
        generation=generation,
        active_weeks_52__gte=8,
    )
    people = Member.objects.real_people().order_by("pk")
    inside = people.filter(pk__in=active.values("member_id"))
    return list(inside.values_list("pk", flat=True)[:MEMBERS])


def _campaign(
    users: Mapping[str, Any], *, planned: datetime, **values: Any
) -> Campaign:
    row = Campaign(lead=users[PLANNER], method="draw", **values)
    create_campaign(row=row, user=users[PLANNER], now=planned)
    return row


def _finish_nodes(row: Campaign, owner: Any, now: datetime) -> None:
    """Let every node have been done on its day."""
    for what, days in NODES:
        node = row.nodes.create(
            what=what,
            owner=owner,
            due_on=row.starts_on + days * ONE_DAY,
        )
        finish_node(
            node_id=node.pk,
            evidence="社区公告已置顶",
            now=now - (BEGAN - days) * ONE_DAY,
            user=owner,
        )


def _contest(
    segment: Segment, users: Mapping[str, Any], now: datetime
) -> Campaign:
    """Return a contest that began some weeks ago."""
    planned = now - PLANNED * ONE_DAY
    today = business_date(now)
    row = _campaign(
        users,
        planned=planned,
        title="春日山路摄影赛",
        kind="contest",
        goal="让爱拍照的车主把路上的风景发出来，而不是只存在手机里",
        starts_on=today - BEGAN * ONE_DAY,
        ends_on=today - ENDED * ONE_DAY,
        segment=segment,
        measure="active_days",
        target=150,
        control_percent=30,
        topics=["拍了一组", "晚霞"],
    )
    _finish_nodes(row, users[COMMUNICATOR], now)
    row = start_campaign(
        campaign_id=row.pk, now=planned + ONE_DAY, user=users[PLANNER]
    )
    for what, kind, amount in COSTS:
        line = CostLine(
            campaign=row,
            what=what,
            kind=kind,
            amount=amount,
            spent_on=row.starts_on,
        )
        add_cost(row=line, user=users[PLANNER], now=planned)
    return row


def _take_part(
    row: Campaign,
    members: list[int],
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    """Let members sign up; two of three send a work."""
    rows = []
    for number, member_id in enumerate(members):
        came = row.starts_on + number * ONE_DAY if number % 3 else None
        rows.append(ParticipantRow(member_id, row.starts_on, came))
    record_participants(
        campaign_id=row.pk,
        rows=rows,
        via=Via.FILE,
        user=users[COMMUNICATOR],
        now=now - ENDED * ONE_DAY,
    )
    link_named_posts(campaign=row, now=now - ENDED * ONE_DAY)


def _close(row: Campaign, now: datetime) -> None:
    ended = now - (ENDED - 1) * ONE_DAY
    end_campaign(campaign_id=row.pk, now=ended)
    close_campaign(
        campaign_id=row.pk,
        lessons="周末投稿是平日的两倍；规则写得太长，没人读完；下次晚上开放投稿。",
        now=ended + ONE_DAY,
    )


def _review(row: Campaign, users: Mapping[str, Any], now: datetime) -> Review:
    held = now - REVIEWED * ONE_DAY
    review = Review(
        title="春日摄影赛复盘",
        campaign=row,
        since=row.starts_on,
        until=row.ends_on,
        held_on=business_date(held),
        lead=users[LEAD],
        present="内容规划、一线沟通、数据分析",
    )
    open_review(row=review, user=users[LEAD], now=held)
    add_review_finding(
        review_id=review.pk,
        text="投稿集中在周末晚上，工作日几乎没有；主题没问题，是时间不合适。",
        user=users[ANALYST],
        now=held,
    )
    return review


def _running(
    segment: Segment, users: Mapping[str, Any], now: datetime
) -> Campaign:
    """Return a campaign that runs since some days."""
    started = now - 7 * ONE_DAY
    today = business_date(now)
    row = _campaign(
        users,
        planned=now - 12 * ONE_DAY,
        title="周末夜拍周",
        kind="theme",
        goal="按复盘的决定，把投稿时段放到周末晚上，看投稿是否增加",
        starts_on=today - 6 * ONE_DAY,
        ends_on=today + 8 * ONE_DAY,
        segment=segment,
        measure="active_days",
        target=180,
        control_percent=20,
        topics=["夜拍"],
    )
    for what, role, days in NEXT_NODES:
        row.nodes.create(
            what=what,
            owner=users[role],
            due_on=today + days * ONE_DAY,
        )
    return start_campaign(campaign_id=row.pk, now=started, user=users[PLANNER])


def _decide(
    review: Review,
    running: Campaign,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    """Let the review have decided what the running campaign does."""
    decision = Decision(
        review=review,
        what="投稿时段改到周末晚上八点到十点",
        expected="参与成员的活跃天数增加两成",
        measure="活动页面上的活跃天数，对照基线",
        owner=users[ANALYST],
        check_on=business_date(now),
        campaign=running,
    )
    add_decision(row=decision)
    close_review(review_id=review.pk, now=now - REVIEWED * ONE_DAY)
