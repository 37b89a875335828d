"""Evidence counts while it can be seen, and its post only while it is linked."""

from typing import Any

import pytest

from activity.models import EventSource
from common.errors import Conflict, Invalid
from community.models import Post
from immunity.models import Claim, ClaimEvidence, ClaimPost
from immunity.services.claims import decide_claim, undo_decision
from immunity.services.evidence import (
    link_evidence,
    set_stance,
    unlink_evidence,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import REFUTATION, entered, read, say

pytestmark = pytest.mark.django_db
DRY = "给大家看看，我雨天充电三年，从来没出过问题"


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def claim(accounts: dict[str, Any]) -> Claim:
    return entered(accounts["lead"])


def link(claim: Claim, post: Post, user: Any) -> ClaimEvidence:
    return link_evidence(
        claim_id=claim.pk, post_id=post.pk, now=NOW, user=user
    )


def decide(claim: Claim, state: str, user: Any) -> Any:
    return decide_claim(
        claim_id=claim.pk,
        to_state=state,
        answer="充电枪插紧后防水。",
        now=NOW,
        user=user,
    )


def delete(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(is_deleted=True)


def counted(claim: Claim) -> Any:
    return Claim.objects.with_counts().get(pk=claim.pk)


def test_deleted_evidence_answers_nothing(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    [post] = say(source, ("老王", DRY))
    link(claim, post, accounts["lead"])
    assert counted(claim).evidence_count == 1
    delete(post)
    assert counted(claim).evidence_count == 0
    with pytest.raises(Invalid) as refused:
        decide(claim, "answered", accounts["lead"])
    assert refused.value.code == "no_evidence"


def test_the_last_evidence_that_can_be_seen_stays(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    lead = accounts["lead"]
    gone, post = say(source, ("老王", DRY), ("小李", DRY + "，一直很好"))
    link(claim, gone, lead)
    row = link(claim, post, lead)
    decide(claim, "answered", lead)
    delete(gone)
    with pytest.raises(Conflict) as refused:
        unlink_evidence(evidence_id=row.pk)
    assert refused.value.code == "last_evidence"


def test_an_undo_answers_nothing_without_evidence(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    lead = accounts["lead"]
    [post] = say(source, ("老王", DRY))
    row = link(claim, post, lead)
    decide(claim, "answered", lead)
    reopened = decide(claim, "confirmed", lead)
    unlink_evidence(evidence_id=row.pk)
    with pytest.raises(Conflict) as refused:
        undo_decision(change_id=reopened.pk, user=lead, now=NOW)
    assert refused.value.code == "no_evidence"
    claim.refresh_from_db()
    assert claim.state == "confirmed"
    link(claim, post, lead)
    undo_decision(change_id=reopened.pk, user=lead, now=NOW)
    claim.refresh_from_db()
    assert claim.state == "answered"


def test_a_post_refutes_no_more_once_it_is_unlinked(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    [post] = say(source, ("老王", "雨天充电的实拍"))
    row = link(claim, post, accounts["lead"])
    assert counted(claim).refuting_count == 1
    unlink_evidence(evidence_id=row.pk)
    assert counted(claim).refuting_count == 0
    assert not ClaimPost.objects.exists()


def test_a_post_of_no_claim_belongs_to_it_while_it_is_linked(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    [post] = say(source, ("辟谣人", "辟谣：换电站排队三小时是假的，别信"))
    read()
    assert ClaimPost.objects.get().claim is None
    row = link(claim, post, accounts["lead"])
    assert counted(claim).refuting_count == 1
    unlink_evidence(evidence_id=row.pk)
    said = ClaimPost.objects.get()
    assert (said.claim, said.stance, said.decided_by) == (
        None,
        "refuting",
        None,
    )


def test_a_post_that_was_read_stays_when_it_is_unlinked(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    [post] = say(source, ("辟谣人", REFUTATION))
    read()
    row = link(claim, post, accounts["lead"])
    unlink_evidence(evidence_id=row.pk)
    assert counted(claim).refuting_count == 1


def test_a_stance_that_a_colleague_set_stays(
    source: EventSource,
    accounts: dict[str, Any],
    claim: Claim,
) -> None:
    lead = accounts["lead"]
    [post] = say(source, ("老王", "雨天充电的实拍"))
    row = link(claim, post, lead)
    said = ClaimPost.objects.get()
    set_stance(claim_post_id=said.pk, stance="asking", user=lead)
    unlink_evidence(evidence_id=row.pk)
    assert counted(claim).asking_count == 1
