"""From plan to report: what is fixed at the start stays, for the service and
for the database.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from alerts.models import Issue
from campaigns.models import CallFinding, Campaign, PlanMember
from campaigns.selectors.effects import read_effect
from campaigns.selectors.progress import read_progress
from campaigns.services import works
from campaigns.services.calls import (
    add_finding,
    link_finding,
    remove_finding,
)
from campaigns.services.campaigns import (
    cancel_campaign,
    close_campaign,
    edit_campaign,
    end_campaign,
    start_campaign,
    undo_end,
)
from campaigns.services.nodes import finish_node, reopen_node
from campaigns.services.works import link_named_posts, link_work
from common.calendar import business_date
from common.errors import Conflict, Invalid
from common.models import DomainEvent
from insights.services.segment_lists import delist_members
from members.models import Member
from teamwork.services.merges import merge_members
from tests.campaigns.plans import (
    AFTER,
    FIRST,
    LAST,
    campaign,
    events,
    node,
    people,
    segment,
    started,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)


def test_audience_stays_as_it_was(accounts: dict[str, Any]) -> None:
    members = people(3)
    row = started(accounts, members=members)
    held = row.segment
    assert held is not None
    delist_members(segment=held, member_ids=[members[0].pk], now=NOW)
    segment(people(1))
    kept = PlanMember.objects.filter(campaign=row)
    assert set(kept.values_list("member_id", flat=True)) == {
        one.pk for one in members
    }
    assert DomainEvent.objects.filter(kind="campaign.started").count() == 1


def test_baseline_of_the_days_before(accounts: dict[str, Any]) -> None:
    one, other, outsider = people(3)
    inside = TODAY - timedelta(days=14)
    events(
        {
            one: [inside, TODAY - timedelta(days=1)],
            other: [inside - timedelta(days=1), TODAY],
            outsider: [inside],
        },
    )
    row = started(accounts, members=[one, other])
    assert row.baseline == Decimal(2)


PLAN_CHANGES = {
    "measure": "works",
    "target": Decimal(1),
    "baseline": Decimal(99),
    "starts_on": FIRST - timedelta(days=3),
    "ends_on": LAST + timedelta(days=3),
    "method": "draw",
    "control_percent": 3,
    "started_at": None,
    "segment": None,
}


@pytest.mark.parametrize("field", PLAN_CHANGES)
def test_database_refuses_another_plan(
    accounts: dict[str, Any],
    field: str,
) -> None:
    row = started(accounts)
    rows = Campaign.objects.filter(pk=row.pk)
    before = rows.values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**{field: PLAN_CHANGES[field]})
    assert rows.values().get() == before


def test_database_keeps_the_members_of_a_plan(
    accounts: dict[str, Any],
) -> None:
    started(accounts)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanMember.objects.update(arm="control")


def test_rest_of_a_started_campaign_changes(accounts: dict[str, Any]) -> None:
    row = started(accounts)
    edit_campaign(
        row=row,
        changes={"title": "改名后的山路摄影赛"},
        opened={"title": row.title},
    )
    row.refresh_from_db()
    assert row.title == "改名后的山路摄影赛"
    with pytest.raises(Conflict) as error:
        edit_campaign(row=row, changes={"target": 3}, opened={"target": 30})
    assert error.value.code == "plan_is_fixed"


def test_cannot_start_after_the_first_day(accounts: dict[str, Any]) -> None:
    row = campaign(accounts, members=people(1))
    late = NOW + timedelta(days=2)
    with pytest.raises(Conflict) as error:
        start_campaign(campaign_id=row.pk, now=late, user=None)
    assert error.value.code == "begun"
    assert not PlanMember.objects.exists()


def test_cannot_start_for_nobody(accounts: dict[str, Any]) -> None:
    row = campaign(accounts, members=people(1))
    held = row.segment
    assert held is not None
    ids = list(held.spells.values_list("member_id", flat=True))
    delist_members(segment=held, member_ids=ids, now=NOW)
    with pytest.raises(Conflict) as error:
        start_campaign(campaign_id=row.pk, now=NOW, user=None)
    assert error.value.code == "empty_audience"


def test_end_and_cancel_are_undone(accounts: dict[str, Any]) -> None:
    row = started(accounts)
    end_campaign(campaign_id=row.pk, now=NOW)
    assert undo_end(campaign_id=row.pk).state == "running"
    cancel_campaign(campaign_id=row.pk, note="场地取消", now=NOW)
    assert undo_end(campaign_id=row.pk).state == "running"
    with pytest.raises(Conflict):
        undo_end(campaign_id=row.pk)
    with pytest.raises(Invalid):
        cancel_campaign(campaign_id=row.pk, note=" ", now=NOW)


def test_no_report_before_the_planned_end(accounts: dict[str, Any]) -> None:
    row = started(accounts)
    end_campaign(campaign_id=row.pk, now=NOW)
    with pytest.raises(Conflict) as error:
        close_campaign(campaign_id=row.pk, lessons="很好", now=NOW)
    assert error.value.code == "early"


def test_report_keeps_what_was_said(accounts: dict[str, Any]) -> None:
    members = people(2)
    row = started(accounts, members=members)
    events({members[0]: [FIRST, LAST], members[1]: [LAST + timedelta(1)]})
    end_campaign(campaign_id=row.pk, now=AFTER)
    closed = close_campaign(
        campaign_id=row.pk,
        lessons="周末投稿更多",
        now=AFTER,
    )
    assert closed.result["actual"] == 2
    assert closed.result["effect"]["code"] == "no_method"
    events({members[1]: [FIRST]}, kind=2)
    closed.refresh_from_db()
    assert closed.result["actual"] == 2
    with pytest.raises(Conflict):
        undo_end(campaign_id=row.pk)


def test_actual_counts_the_audience_in_the_days(
    accounts: dict[str, Any],
) -> None:
    members = people(3)
    row = started(accounts, members=members[:2])
    events(
        {
            members[0]: [FIRST - timedelta(1), FIRST, LAST],
            members[2]: [FIRST],
        },
    )
    events({members[0]: [FIRST]}, kind=10)
    progress = read_progress(row, business_date(AFTER))
    assert progress.actual == 2
    assert progress.curve.actual[0] == 1
    assert read_progress(row, TODAY).actual is None


def test_acts_count_after_a_merge(accounts: dict[str, Any]) -> None:
    """What a member did moves to the record into which they are merged."""
    members = people(3)
    row = started(accounts, members=members[:2])
    events({members[0]: [FIRST], members[1]: [FIRST]})
    merge_members(
        kept=members[2],
        merged=members[0],
        take=[],
        reason="同一个人",
        user=accounts["lead"],
        now=NOW,
    )
    assert read_progress(row, business_date(AFTER)).actual == 2


def test_what_is_over_stays(accounts: dict[str, Any]) -> None:
    row = started(accounts, kind="call")
    [member] = people(1)
    done = node(row, accounts["planner"])
    finish_node(node_id=done.pk, evidence="公告", now=NOW, user=None)
    finding = row.findings.create(
        member=member, text="n", found_on=FIRST, entered_at=NOW
    )
    late = node(row, accounts["planner"])
    end_campaign(campaign_id=row.pk, now=AFTER)
    finish_node(node_id=late.pk, evidence="寄出", now=AFTER, user=None)
    close_campaign(campaign_id=row.pk, lessons="周末更多", now=AFTER)
    another = CallFinding(
        campaign=row, member=member, text="n", found_on=FIRST
    )
    acts = (
        lambda: reopen_node(node_id=done.pk),
        lambda: add_finding(row=another, user=None, now=AFTER),
        lambda: remove_finding(finding_id=finding.pk),
        lambda: link_named_posts(campaign=row, now=AFTER),
        lambda: link_work(campaign_id=row.pk, post_id=1, user=None, now=AFTER),
    )
    for act in acts:
        with pytest.raises(Conflict) as error:
            act()
        assert error.value.code == "over"
    number = Issue.objects.create(number=7, opened_at=NOW).number
    led = link_finding(finding_id=finding.pk, issue_number=number)
    assert led.issue_id is not None, "what becomes of it shows later"


def test_findings_are_of_people_and_of_days_that_were(
    accounts: dict[str, Any],
) -> None:
    row = campaign(accounts, kind="call")
    one, bot = people(2)
    Member.objects.filter(pk=bot.pk).update(kind="bot")
    for member, day, code in (
        (bot, TODAY, "no_person"),
        (one, FIRST, "future"),
    ):
        finding = CallFinding(
            campaign=row, member=member, text="n", found_on=day
        )
        with pytest.raises(Invalid) as error:
            add_finding(row=finding, user=None, now=NOW)
        assert error.value.code == code


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_days_without_room_around_them(
    accounts: dict[str, Any], day: date
) -> None:
    with pytest.raises(ValidationError):
        campaign(accounts, starts_on=day, ends_on=day)


def test_a_failing_campaign_does_not_stop_the_others(
    accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = started(accounts, topics=["山路"])
    sound = started(
        accounts, segment=broken.segment, title="露营周", topics=["露营"]
    )
    over = started(
        accounts, segment=broken.segment, title="旧活动", topics=["旧"]
    )
    end_campaign(campaign_id=over.pk, now=AFTER)
    seen = []

    def link(*, campaign: Campaign, now: datetime) -> int:
        seen.append(campaign.pk)
        if campaign.pk == broken.pk:
            raise ValueError("n")
        return 1

    monkeypatch.setattr(works, "link_named_posts", link)
    with pytest.raises(ExceptionGroup):
        works.link_named_works(now=AFTER)
    assert seen == [broken.pk, sound.pk, over.pk]
    seen.clear()
    assert works.link_named_works(now=AFTER + timedelta(days=8)) == 0
    assert seen == []


def effect_days(gain: int) -> dict[str, list[date]]:
    """Days on which the audience and the control group are active."""
    return {
        "audience": [FIRST + timedelta(days=day) for day in range(gain)],
        "control": [FIRST],
    }


def test_draw_leaves_a_control_group_alone(
    accounts: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    members = people(120)
    row = started(
        accounts,
        members=members,
        method="draw",
        control_percent=50,
    )
    arms = dict(
        PlanMember.objects.filter(campaign=row).values_list("member_id", "arm")
    )
    assert (
        min(list(arms.values()).count(arm) for arm in set(arms.values())) > 40
    )
    row.costs.create(
        what="奖品",
        kind="gift",
        amount=900,
        spent_on=FIRST,
        entered_at=NOW,
    )
    days = effect_days(5)
    did = {}
    for number, one in enumerate(members):
        dates = days[arms[one.pk]]
        did[one] = dates[: len(dates) - number % 2]
    events(did)
    early = read_effect(row, actual=None, today=LAST)
    assert early.verdict.code == "early"
    assert early.verdict.estimate is None
    with django_assert_max_num_queries(10):
        late = read_effect(row, actual=1.0, today=business_date(AFTER))
    assert late.verdict.code == "seen"
    assert late.verdict.estimate is not None
    assert late.verdict.estimate.difference == pytest.approx(4, abs=0.5)
    gained = late.verdict.estimate.difference * late.audience
    assert late.costs.per_extra_act == pytest.approx(900 / gained)


def test_comparison_leaves_out_the_audience(accounts: dict[str, Any]) -> None:
    members = people(50)
    inside = segment(members[:25])
    others = segment(members[20:], name="轿车车主")
    row = started(
        accounts,
        segment=inside,
        comparison=others,
        method="comparison",
    )
    kept = PlanMember.objects.filter(campaign=row)
    assert kept.filter(arm="audience").count() == 25
    assert kept.filter(arm="control").count() == 25


def test_own_measures_say_no_effect(accounts: dict[str, Any]) -> None:
    row = started(
        accounts,
        members=people(4),
        measure="sign_ups",
        method="draw",
    )
    assert row.baseline == 0
    found = read_effect(row, actual=0, today=business_date(AFTER))
    assert found.verdict.code == "own_measure"
