"""The control group of a campaign is not invited by its opportunity, and segments
know campaigns by their numbers.
"""

from datetime import datetime
from typing import Any

import pytest

from campaigns.models import PlanMember
from campaigns.services.campaigns import (
    cancel_campaign,
    edit_campaign,
    start_campaign,
)
from insights.rules.segments import AsOf
from insights.selectors.segment_rules import describe_rule, matching
from members.models import Member
from outreach.models import Match
from outreach.selectors.candidates import find_candidates
from outreach.services.sending import take_by_hand
from tests.campaigns.plans import campaign, segment, started
from tests.conftest import NOW
from tests.outreach.contacts import (
    agreeing_member,
    approved_message,
    drawn,
    opportunity,
)

pytestmark = pytest.mark.django_db


def candidates(row: Any, now: datetime = NOW) -> set[int]:
    found = find_candidates(row, now=now).candidates
    return {one.member_id for one in found}


def test_control_group_is_not_invited(accounts: dict[str, Any]) -> None:
    members = [agreeing_member() for _number in range(30)]
    invites = opportunity(accounts)
    assert len(candidates(invites)) == 30
    row = campaign(
        accounts,
        members=members,
        method="draw",
        control_percent=50,
        opportunity=invites,
    )
    before = candidates(invites)
    assert 0 < len(before) < 30, "the draw is known before the start"
    row = start_campaign(campaign_id=row.pk, now=NOW, user=None)
    rows = PlanMember.objects.filter(campaign=row)
    control = set(
        rows.filter(arm="control").values_list("member_id", flat=True)
    )
    assert control
    assert candidates(invites) == before
    assert before == {one.pk for one in members} - control
    cancel_campaign(campaign_id=row.pk, note="场地取消", now=NOW)
    assert len(candidates(invites)) == 30


def test_an_invitation_drawn_before_is_refused(
    accounts: dict[str, Any],
) -> None:
    """The opportunity was drawn first and linked to the campaign later; the
    member was merged meanwhile.
    """
    member, other = agreeing_member(), agreeing_member(tag="露营")
    invites = drawn(accounts)
    match = Match.objects.get()
    assert match.member == member
    message = approved_message(accounts, match)
    row = started(
        accounts,
        segment=segment([agreeing_member(tag="露营")]),
        comparison=segment([other], name="轿车车主"),
        method="comparison",
    )
    Member.objects.filter(pk=other.pk).update(merged_into=member)
    edit_campaign(
        row=row,
        changes={"opportunity": invites},
        opened={"opportunity": None},
    )
    user = accounts["planner"]
    claim = take_by_hand(message_id=message.pk, now=NOW, user=user)
    assert claim.reason == "held_out"


def test_segments_know_campaigns_by_number(accounts: dict[str, Any]) -> None:
    one, other = agreeing_member(), agreeing_member()
    first = started(accounts, members=[one])
    second = started(accounts, segment=segment([other], name="轿车车主"))
    assert first.title == second.title
    rule = {"field": "campaign", "is": [str(first.pk)]}
    at = AsOf(generation=0, now=NOW)
    found = Member.objects.filter(matching(rule, at))
    assert list(found) == [one]
    edit_campaign(
        row=first, changes={"title": "改名"}, opened={"title": first.title}
    )
    assert list(Member.objects.filter(matching(rule, at))) == [one]
    assert "改名" in describe_rule(rule)
    nobody = {"field": "campaign", "is": ["山路摄影赛", "9" * 30]}
    assert not Member.objects.filter(matching(nobody, at)).exists()
