"""The rain-charging rumour of the article, from the first posts to its answer
and its return, through the pages.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from immunity.models import Claim, ClaimInvitation, ClaimPost
from members.models import Member
from outreach.models import OutreachMessage
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import (
    HEARSAY,
    REFUTATION,
    agreeing,
    invitation_script,
    read,
    say,
    spread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def page(client: Client, claim: Claim) -> Any:
    response = client.get(claim.get_absolute_url())
    assert response.status_code == 200
    return response


def act(client: Client, name: str, pk: int, **data: Any) -> Any:
    address = reverse(f"immunity:{name}", args=[pk])
    return client.post(address, data, follow=True)


def owners_with_experience(source: EventSource) -> list[Member]:
    say(
        source,
        ("雨中充电的老王", "今天又下雨，我照样去充电桩充电，我这几年都这么充"),
        ("常跑长途的小李", "我昨天冒着暴雨充电，自己插的枪，一切正常"),
        ("倒霉的小赵", "我的车雨天充电跳枪，充电口还漏电，气死了"),
        hours_ago=200,
    )
    return [agreeing("雨中充电的老王"), agreeing("常跑长途的小李")]


def test_rumour_is_answered_by_owners_and_comes_again(
    lead: Client,
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    invitation_script(accounts)
    wang, li = owners_with_experience(source)
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    desk = lead.get(reverse("teamwork:desk")).content.decode()
    assert str(claim) in desk
    first = page(lead, claim).content.decode()
    assert "data-main-act" in first
    act(lead, "claim_decide", claim.pk, to_state="confirmed")

    shown = page(lead, claim)
    fitting = [owner.member for owner, _why in shown.context["fitting"]]
    assert {wang, li} <= set(fitting)
    assert [one.nickname for one in shown.context["owners"].complaining] == [
        "倒霉的小赵",
    ]
    act(
        lead,
        "claim_invite",
        claim.pk,
        members=[wang.pk, li.pk],
        route="hand:wecom",
    )
    messages = OutreachMessage.objects.order_by("pk")
    assert [row.purpose for row in messages] == ["experience"] * 2
    assert {row.state for row in messages} == {"draft"}, "nothing is sent"
    assert "雨" in messages[0].text

    evidence = say(
        source,
        ("雨中充电的老王", "给大家看看，我雨天充电三年，从来没出过问题"),
        hours_ago=5,
    )
    refused = act(
        lead, "claim_decide", claim.pk, to_state="answered", answer="枪口防水"
    )
    assert refused.status_code == 422
    act(lead, "evidence_link", claim.pk, post=evidence[0].pk, note="雨天实拍")
    act(
        lead,
        "claim_decide",
        claim.pk,
        to_state="answered",
        answer="充电枪插紧后防水，车主雨天实拍可见。",
    )
    claim.refresh_from_db()
    assert claim.state == "answered"
    act(lead, "claim_decide", claim.pk, to_state="closed")

    again = Claim.objects.count()
    for name, text in zip(("戊", "己", "庚"), HEARSAY, strict=False):
        say(source, (name, text), hours_ago=1)
    read()
    assert Claim.objects.count() == again + 1
    returned = Claim.objects.order_by("pk").last()
    assert returned is not None
    assert returned.returns_of == claim
    html = page(lead, returned).content.decode()
    assert "雨天实拍" in html
    assert "充电枪插紧后防水" in html


def test_own_trouble_is_no_evidence(
    lead: Client,
    source: EventSource,
) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    [post] = say(source, ("小赵", "我的车雨天充电漏电，把我电了"))
    html = act(lead, "evidence_link", claim.pk, post=post.pk).content.decode()
    assert not claim.evidence.exists()
    assert "作者自己遇到的问题" in html


def test_decisions_are_undone(lead: Client, source: EventSource) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    act(lead, "claim_decide", claim.pk, to_state="not_rumour", note="召回公告")
    claim.refresh_from_db()
    assert claim.state == "not_rumour"
    change = claim.changes.first()
    assert change is not None
    act(lead, "claim_undo", change.pk)
    claim.refresh_from_db()
    assert (claim.state, claim.settled_at) == ("suggested", None)
    act(lead, "claim_undo", change.pk)
    claim.refresh_from_db()
    assert claim.state == "suggested"


def test_no_rumour_needs_a_reason(lead: Client, source: EventSource) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    refused = act(lead, "claim_decide", claim.pk, to_state="not_rumour")
    assert refused.status_code == 422
    claim.refresh_from_db()
    assert claim.state == "suggested"


def test_stance_is_corrected(lead: Client, source: EventSource) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    row = claim.posts.earliest("pk")
    act(lead, "stance_set", row.pk, stance="refuting")
    assert page(lead, claim).context["people"]["spreading"] == 2
    act(lead, "stance_set", row.pk, stance="none")
    assert page(lead, claim).context["people"]["refuting"] == 0


def test_entered_claim_finds_posts_and_its_likes(
    lead: Client,
    source: EventSource,
) -> None:
    say(source, ("甲", HEARSAY[0]), ("乙", REFUTATION))
    read()
    assert not Claim.objects.exists()
    address = reverse("immunity:claim_create")
    made = lead.post(address, {"text": "雨天给车充电会漏电起火"}, follow=True)
    claim = Claim.objects.get()
    assert made.status_code == 200
    assert ClaimPost.objects.filter(claim=claim).count() == 2
    twice = lead.post(address, {"text": "下雨天充电会起火"})
    assert twice.status_code == 409
    assert Claim.objects.count() == 1
    lead.post(address, {"text": "下雨天充电会起火", "is_another": "on"})
    assert Claim.objects.count() == 2


def test_nobody_is_asked_twice_in_a_month(
    lead: Client,
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    invitation_script(accounts)
    wang, _li = owners_with_experience(source)
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    act(lead, "claim_decide", claim.pk, to_state="confirmed")
    data = {"members": [wang.pk], "route": "hand:wecom"}
    act(lead, "claim_invite", claim.pk, **data)
    invited = ClaimInvitation.objects.get()
    again = act(lead, "claim_invite", claim.pk, **data)
    assert "30天" in again.content.decode()
    assert ClaimInvitation.objects.get() == invited
    # It was the first invitation alone that stood in the way.
    invited.message.state = "cancelled"
    invited.message.save(update_fields=["state"])
    act(lead, "claim_invite", claim.pk, **data)
    assert ClaimInvitation.objects.count() == 2


def test_campaign_is_shown_with_its_rows(
    lead: Client,
    source: EventSource,
) -> None:
    same = "网上都在传雨天充电会漏电起火，大家千万别在雨天充电，速转"
    say(source, ("a1", same), ("a2", same), ("a3", same))
    read()
    claim = Claim.objects.get()
    [campaign] = page(lead, claim).context["campaigns"]
    assert campaign.campaign.accounts == 3
    assert campaign.campaign.new_accounts == 3
    assert len(campaign.posts) == 3


def test_before_and_after_says_that_rumours_fade(
    lead: Client,
    source: EventSource,
) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    [post] = say(source, ("老王", "我雨天充电三年，从来没出过问题"))
    row = claim.evidence.create(post=post, linked_at=NOW - timedelta(days=3))
    assert row.pk
    assert "谣言本来就会慢慢平息" in page(lead, claim).context["change"]
