"""What members said of a claim goes with them, and follows a merge; what
colleagues know of the claim stays.
"""

from typing import Any

import pytest
from django.test import Client

from activity.models import EventSource
from common.jobs.queue import run_job
from common.models import AuditRecord, DomainEvent
from immunity.models import Claim, ClaimInvitation, ClaimPost, ClaimWording
from immunity.selectors.owners import asked_lately
from immunity.services.claims import decide_claim, edit_claim
from immunity.services.evidence import link_evidence
from immunity.services.invitations import invite_owners
from immunity.services.policies import save_policy
from members.models import Member
from members.services.erasures import request_erasure
from outreach.services.drafts import Route
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.immunity.rumours import (
    HEARSAY,
    agreeing,
    invitation_script,
    read,
    say,
    spread,
)

pytestmark = pytest.mark.django_db
SHOWN = "我这几年下雨天都去充电桩充电，从来没出过问题"


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def claim(source: EventSource) -> Claim:
    made = spread(source, *HEARSAY[:3])
    assert made is not None
    return made


def erase(member: Member) -> None:
    erasure = request_erasure(
        member_id=member.pk, reason="本人要求", user=None, now=NOW
    )
    run_job(job_id=erasure.job_id, clock=lambda: NOW)
    erasure.refresh_from_db()
    assert erasure.done_at == NOW


def merge(kept: Member, merged: Member) -> Any:
    return merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )


def confirm(claim: Claim, user: Any) -> None:
    decide_claim(claim_id=claim.pk, to_state="confirmed", now=NOW, user=user)


def test_words_of_the_erased_name_no_claim(
    client: Client,
    accounts: dict[str, Any],
    source: EventSource,
    claim: Claim,
) -> None:
    edit_claim(
        claim_id=claim.pk,
        changes={"subject": "雨天充电", "answer": "枪口防水"},
        opened={},
        now=NOW,
        user=accounts["lead"],
    )
    named = ClaimPost.objects.get(said=claim.text)
    said = named.said
    assert claim.wordings.filter(text=said).exists()
    erase(named.post.author)
    claim.refresh_from_db()
    assert claim.text == "***"
    assert claim.words == {}
    assert (claim.subject, claim.answer) == ("雨天充电", "枪口防水")
    assert not ClaimWording.objects.filter(text=said).exists()
    assert ClaimWording.objects.count() == 2
    named.refresh_from_db()
    assert (named.said, named.words, named.text_key) == ("***", {}, "")
    # It is still read, shown, and repeated by others.
    client.force_login(accounts["lead"])
    page = client.get(claim.get_absolute_url())
    assert page.context["people"]["spreading"] == 2
    say(source, ("别人", HEARSAY[1]))
    read()
    assert claim.posts.count() == 4


def test_what_a_colleague_worded_stays(
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    author = ClaimPost.objects.get(said=claim.text).post.author
    edit_claim(
        claim_id=claim.pk,
        changes={"text": "有人说雨天充电会漏电"},
        opened={},
        now=NOW,
        user=accounts["lead"],
    )
    erase(author)
    claim.refresh_from_db()
    assert claim.text == "有人说雨天充电会漏电"
    assert claim.words["terms"]
    texts = set(claim.wordings.values_list("text", flat=True))
    assert texts == {"有人说雨天充电会漏电", *HEARSAY[1:3]}


def test_no_words_of_a_member_are_in_the_log_or_in_events(
    source: EventSource,
) -> None:
    save_policy(
        suggest_authors=2,
        spreading_authors=3,
        window_days=7,
        note="小社群",
        now=NOW,
        user=None,
    )
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    event = DomainEvent.objects.get(kind="claim.spreading")
    assert claim.text not in str(event.data)
    assert event.data["claim_subject"]
    for row in AuditRecord.objects.filter(object_type="immunity.Claim"):
        assert claim.text not in str((row.object_words, row.changes))


def test_evidence_of_the_erased_is_none(
    accounts: dict[str, Any],
    source: EventSource,
    claim: Claim,
) -> None:
    [post] = say(source, ("老王", SHOWN))
    link_evidence(
        claim_id=claim.pk, post_id=post.pk, now=NOW, user=accounts["lead"]
    )
    erase(post.author)
    assert not claim.evidence.shown().exists()
    assert claim.evidence.get().note == ""


def test_invitations_follow_a_merge_and_go_back(
    accounts: dict[str, Any],
    source: EventSource,
    claim: Claim,
) -> None:
    invitation_script(accounts)
    say(source, ("老王", SHOWN), hours_ago=200)
    invited, kept = agreeing("老王"), MemberFactory()
    confirm(claim, accounts["lead"])
    invite_owners(
        claim_id=claim.pk,
        member_ids=[invited.pk],
        route=Route("wecom"),
        now=NOW,
        user=accounts["lead"],
    )
    row = merge(kept, invited)
    assert ClaimInvitation.objects.get().member == kept
    assert asked_lately([kept.pk], claim, NOW) == {kept.pk}
    undo_merge(merge=row, user=None, now=NOW)
    assert ClaimInvitation.objects.get().member == invited
    assert asked_lately([kept.pk], claim, NOW) == set()


def test_an_invitation_says_nothing_of_the_erased(
    accounts: dict[str, Any],
    source: EventSource,
    claim: Claim,
) -> None:
    invitation_script(accounts)
    say(source, ("老王", SHOWN), hours_ago=200)
    invited = agreeing("老王")
    confirm(claim, accounts["lead"])
    invite_owners(
        claim_id=claim.pk,
        member_ids=[invited.pk],
        route=Route("wecom"),
        now=NOW,
        user=accounts["lead"],
    )
    erase(invited)
    row = ClaimInvitation.objects.select_related("message").get()
    assert row.reasons == {}
    assert "老王" not in row.message.text


def test_two_records_of_one_person_are_one_who_spreads(claim: Claim) -> None:
    one, other, *_more = [
        row.post.author for row in claim.posts.select_related("post__author")
    ]
    merge(one, other)
    counted = Claim.objects.with_counts().get(pk=claim.pk)
    assert counted.spreading_count == 2
