"""Who may be invited: any owner who fits, once a month, unless the invitation
never reached them.
"""

from datetime import timedelta
from typing import Any

import pytest

from activity.models import EventSource
from common.errors import Conflict, DomainError
from immunity.models import Claim, ClaimInvitation
from immunity.rules import experience
from immunity.rules.experience import Work, find_fits
from immunity.selectors.owners import (
    SHOWN_OWNERS,
    asked_lately,
    find_owners,
)
from immunity.services.invitations import invite_owners
from members.models import Member
from outreach.models import OutreachMessage
from outreach.services.drafts import Route
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import agreeing, entered, invitation_script, say

pytestmark = pytest.mark.django_db
SHOWN = "我这几年下雨天都去充电桩充电，从来没出过问题"
COLD = "冬天快充会把电池充坏"


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(accounts: dict[str, Any]) -> Any:
    invitation_script(accounts)
    return accounts["lead"]


@pytest.fixture
def claim(lead: Any) -> Claim:
    return entered(lead)


@pytest.fixture
def owner(source: EventSource) -> Member:
    say(
        source,
        ("老王", SHOWN),
        ("老王", "我冬天零下都用快充，从来没出过问题"),
        hours_ago=200,
    )
    return agreeing("老王")


def invite(claim: Claim, user: Any, *members: Member, days: int = 0) -> Any:
    return invite_owners(
        claim_id=claim.pk,
        member_ids=[member.pk for member in members],
        route=Route("wecom"),
        now=NOW + timedelta(days=days),
        user=user,
    )


def ended(state: str) -> None:
    OutreachMessage.objects.update(
        state=state, approved_at=NOW, claimed_at=NOW
    )


@pytest.mark.parametrize("state", ["cancelled", "refused", "failed"])
def test_who_was_never_reached_is_asked_again(
    lead: Any,
    claim: Claim,
    owner: Member,
    state: str,
) -> None:
    invite(claim, lead, owner)
    assert asked_lately([owner.pk], claim, NOW) == {owner.pk}
    ended(state)
    assert asked_lately([owner.pk], claim, NOW) == set()
    invite(claim, lead, owner)
    assert ClaimInvitation.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "sent", "uncertain"])
def test_nobody_is_asked_about_two_claims_in_a_month(
    lead: Any,
    claim: Claim,
    owner: Member,
    state: str,
) -> None:
    other = entered(lead, COLD)
    assert [one.member for one in find_owners(other, now=NOW).shown] == [owner]
    invite(claim, lead, owner)
    ended(state)
    with pytest.raises(Conflict) as refused:
        invite(other, lead, owner, days=29)
    assert refused.value.code == "asked_lately"
    month = NOW + timedelta(days=31)
    assert asked_lately([owner.pk], other, month) == set()
    assert asked_lately([owner.pk], claim, month) == {owner.pk}


@pytest.mark.django_db(transaction=True)
@two_connections
def test_two_colleagues_invite_one_owner_once(
    lead: Any,
    claim: Claim,
    owner: Member,
) -> None:
    other = entered(lead, COLD)
    outcomes = at_once(
        lambda: invite(claim, lead, owner),
        lambda: invite(other, lead, owner),
    )
    [error] = failures(outcomes)
    assert isinstance(error, Conflict)
    assert ClaimInvitation.objects.count() == 1


def test_owners_beyond_the_first_are_invited_too(
    lead: Any,
    claim: Claim,
    source: EventSource,
) -> None:
    names = [f"车主{number}" for number in range(SHOWN_OWNERS + 3)]
    say(source, *[(name, SHOWN) for name in names], hours_ago=200)
    members = [agreeing(name) for name in names]
    found = find_owners(claim, now=NOW)
    assert found.total == SHOWN_OWNERS + 3
    shown = {one.member for one in found.shown}
    [hidden, *_more] = [one for one in members if one not in shown]
    [made] = invite(claim, lead, hidden)
    assert made.member == hidden


def test_a_stranger_to_the_scene_is_not_invited(
    lead: Any,
    claim: Claim,
) -> None:
    with pytest.raises(DomainError) as refused:
        invite(claim, lead, agreeing("路人"))
    assert refused.value.code == "does_not_fit"


def test_only_the_newest_posts_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(experience, "MAX_LETTERS", 2 * len(SHOWN))
    works = [Work(number, number, SHOWN) for number in range(3)]
    scene = [["下雨"], ["充电"]]
    some = find_fits(works, scene=scene, models={}, wanted_models=())
    assert set(some.fitting) == {0, 1}
    assert some.is_partial
    rest = find_fits(works[:2], scene=scene, models={}, wanted_models=())
    assert not rest.is_partial
