"""What an approval does, and what the forms of nominations show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.errors import Invalid
from common.models import DomainEvent
from community.models import Post
from koc.models import KocSpell
from koc.services.roster import Terms
from members.models import Member
from teamwork.models import Judgement, Nomination
from teamwork.selectors.works import best_works
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    nominate,
)
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
SCORES = {"works_score": 4, "influence_score": 3, "steadiness_score": 5}


@pytest.fixture
def as_role(accounts: dict[str, Any]) -> Callable[[str], Client]:
    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(accounts[role])
        return client

    return log_in


def work_of(member: Member, **how: Any) -> Post:
    number = Post.objects.count() + 1
    return Post.objects.create(
        source=EventSourceFactory(),
        external_id=how.pop("external_id", f"p{number}"),
        thread_key=f"p{number}",
        author=member,
        posted_at=timezone.now(),
        **{"text": "夜里的山路", "reaction_count": 3, **how},
    )


def judged(member: Member, accounts: dict[str, Any]) -> Nomination:
    nomination = nominate(
        member=member,
        reason="写得好",
        works=[work_of(member)],
        now=timezone.now(),
        user=accounts["communicator"],
    )
    for by in Judgement.By.values:
        judge_nomination(
            nomination_id=nomination.pk,
            by=by,
            scores=SCORES,
            comment="好",
            now=timezone.now(),
            user=accounts[by],
        )
    return nomination


def decide(
    nomination: Nomination, accounts: dict[str, Any], **how: Any
) -> Any:
    return decide_nomination(
        nomination_id=nomination.pk,
        reason="理由",
        now=timezone.now(),
        user=accounts["lead"],
        **{"accept": True, **how},
    )


def test_an_approval_makes_a_koc_with_the_proposed_terms(
    accounts: dict[str, Any],
) -> None:
    nomination = decide(judged(MemberFactory(), accounts), accounts)
    spell = KocSpell.objects.get()
    assert nomination.koc_spell == spell
    assert (spell.tier, spell.origin) == ("core", "nomination")
    assert spell.contact == accounts["communicator"], "the proposer may care"
    kinds = DomainEvent.objects.values_list("kind", flat=True)
    assert {"koc_status.began", "nomination.decided"} <= set(kinds)


def test_an_approval_renews_who_is_koc(accounts: dict[str, Any]) -> None:
    member = MemberFactory()
    decide(judged(member, accounts), accounts)
    terms = Terms("honorary", accounts["lead"])
    decide(judged(member, accounts), accounts, terms=terms)
    spell = KocSpell.objects.get()
    assert (spell.tier, spell.contact) == ("honorary", accounts["lead"])


def test_a_refusal_and_a_failed_approval_make_none(
    accounts: dict[str, Any],
) -> None:
    nomination = judged(MemberFactory(), accounts)
    with pytest.raises(Invalid):
        decide(nomination, accounts, terms=Terms("gold"))
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.OPEN
    assert decide(nomination, accounts, accept=False).koc_spell is None
    assert not KocSpell.objects.exists()


def test_the_decision_says_what_it_does_and_takes_the_terms(
    as_role: Callable[[str], Client],
    accounts: dict[str, Any],
) -> None:
    nomination = judged(MemberFactory(), accounts)
    lead = as_role("lead")
    page = lead.get(nomination.get_absolute_url())
    assert page.context["admission_form"].initial["tier"] == "core"
    assert page.context["decision_form"]["accept"].value() is None
    address = reverse("teamwork:nomination_decide", args=[nomination.pk])
    review_on = timezone.localdate() + timedelta(days=45)
    fields = {
        "accept": "1",
        "reason": "欢迎",
        "koc-tier": "gold",
        "koc-contact": accounts["lead"].pk,
        "koc-review_on": review_on,
    }
    assert lead.post(address, fields).status_code == 422
    done = lead.post(address, {**fields, "koc-tier": "rising"}, follow=True)
    spell = KocSpell.objects.get()
    assert (spell.tier, spell.contact, spell.review_on) == (
        "rising",
        accounts["lead"],
        review_on,
    )
    assert spell.get_absolute_url() in done.content.decode()


def test_works_are_cards(as_role: Callable[[str], Client]) -> None:
    member = MemberFactory()
    work_of(member, title="山路", is_opening=True)
    work_of(
        member,
        external_id="https://example.com/t/1",
        text="很长" * 60,
        reaction_count=9,
    )
    best, other = best_works(member)
    assert (best.people, best.original) == (9, "https://example.com/t/1")
    assert best.heading.endswith("…")
    assert other.heading == "山路"
    address = reverse("teamwork:nomination_create", args=[member.pk])
    client = as_role("communicator")
    page = client.get(address).content.decode()
    assert 'href="https://example.com/t/1"' in page
    again = client.post(address, {"reason": "", "works": [best.key]})
    assert again.status_code == 422
    assert again.context["chosen"] == {best.key}


def test_no_score_is_chosen_beforehand(
    as_role: Callable[[str], Client],
    accounts: dict[str, Any],
) -> None:
    member = MemberFactory()
    nomination = nominate(
        member=member,
        reason="写得好",
        works=[work_of(member)],
        now=timezone.now(),
        user=accounts["communicator"],
    )
    planner = as_role("planner")
    page = planner.get(nomination.get_absolute_url())
    assert " checked" not in page.content.decode()
    address = reverse("teamwork:nomination_judge", args=[nomination.pk])
    assert planner.post(address, {"comment": "好"}).status_code == 422


def test_a_nomination_taken_back_is_opened_again(
    as_role: Callable[[str], Client],
    accounts: dict[str, Any],
) -> None:
    member = MemberFactory()
    nomination = nominate(
        member=member,
        reason="写得好",
        works=[work_of(member)],
        now=timezone.now(),
        user=accounts["communicator"],
    )
    steps = {
        name: reverse(f"teamwork:nomination_{name}", args=[nomination.pk])
        for name in ("withdraw", "reopen")
    }
    client = as_role("communicator")
    client.post(steps["withdraw"])
    as_role("lead").post(steps["reopen"])
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.WITHDRAWN, "only the proposer"
    client.post(steps["reopen"])
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.OPEN
