"""From plan to report: what is fixed at the start stays, for the service and
for the database.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from campaigns.models import Campaign, PlanMember
from campaigns.selectors.effects import read_effect
from campaigns.selectors.progress import read_progress
from campaigns.services.campaigns import (
    cancel_campaign,
    close_campaign,
    edit_campaign,
    end_campaign,
    start_campaign,
    undo_end,
)
from common.calendar import business_date
from common.errors import Conflict, Invalid
from common.models import DomainEvent
from insights.services.segment_lists import delist_members
from tests.campaigns.plans import (
    AFTER,
    FIRST,
    LAST,
    campaign,
    events,
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


def effect_days(gain: int) -> dict[str, list[date]]:
    """Days on which the audience and the control group are active."""
    return {
        "audience": [FIRST + timedelta(days=day) for day in range(gain)],
        "control": [FIRST],
    }


def test_draw_leaves_a_control_group_alone(accounts: dict[str, Any]) -> None:
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
    days = effect_days(5)
    did = {}
    for number, one in enumerate(members):
        dates = days[arms[one.pk]]
        did[one] = dates[: len(dates) - number % 2]
    events(did)
    early = read_effect(row, actual=None, today=LAST)
    assert early.verdict.code == "early"
    assert early.verdict.estimate is None
    late = read_effect(row, actual=1.0, today=business_date(AFTER))
    assert late.verdict.code == "seen"
    assert late.verdict.estimate is not None
    assert late.verdict.estimate.difference == pytest.approx(4, abs=0.5)
    assert late.costs.per_extra_act == 0


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
