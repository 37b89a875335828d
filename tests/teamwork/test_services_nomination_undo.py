"""Judgements and decisions about nominations can be taken back for a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import Conflict, Forbidden
from common.models import DomainEvent
from koc.models import KocSpell
from koc.services.roster import Terms, renew_koc
from teamwork.models import Judgement, Nomination
from teamwork.services.nomination_undo import (
    UNDO_WITHIN,
    undo_decision,
    undo_judgement,
)
from tests.factories.members import MemberFactory
from tests.teamwork.test_nominations import decide, judged

pytestmark = pytest.mark.django_db


def undo(nomination: Nomination, accounts: Any, **how: Any) -> Nomination:
    return undo_decision(
        nomination_id=nomination.pk,
        now=how.pop("now", timezone.now()),
        user=accounts["lead"],
    )


def test_an_approval_is_undone_with_the_status_it_began(accounts: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    decide(nomination, accounts, accept=True)
    assert KocSpell.objects.open().count() == 1
    row = undo(nomination, accounts)
    row.refresh_from_db()
    assert row.state == Nomination.State.OPEN
    assert (row.decided_at, row.koc_spell, row.decision_reason) == (
        None,
        None,
        "",
    )
    assert not KocSpell.objects.open().exists()
    assert KocSpell.objects.get().end_reason == KocSpell.EndReason.MISTAKE
    decide(nomination, accounts, accept=False)
    row.refresh_from_db()
    assert row.state == Nomination.State.DECLINED
    decided = DomainEvent.objects.filter(kind="nomination.decided")
    assert decided.count() == 2


def test_a_renewal_is_undone_to_the_terms_before(accounts: Any) -> None:
    member = MemberFactory()
    decide(judged(member, accounts), accounts, accept=True)
    before = KocSpell.objects.get()
    second = judged(member, accounts)
    decide(second, accounts, accept=True, terms=Terms("rising"))
    undo(second, accounts)
    after = KocSpell.objects.get()
    assert (after.tier, after.ended_on) == (before.tier, None)


def test_what_changed_since_is_not_undone(accounts: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    decide(nomination, accounts, accept=True)
    spell = KocSpell.objects.get()
    renew_koc(
        spell_id=spell.pk,
        terms=Terms(spell.tier),
        reason="再看",
        now=timezone.now(),
        user=accounts["lead"],
    )
    with pytest.raises(Conflict):
        undo(nomination, accounts)
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.ACCEPTED
    assert KocSpell.objects.open().exists()


def test_after_the_declared_time_it_is_too_late(accounts: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    decide(nomination, accounts, accept=False)
    late = timezone.now() + UNDO_WITHIN + timedelta(minutes=1)
    with pytest.raises(Conflict) as raised:
        undo(nomination, accounts, now=late)
    assert "24" in str(raised.value.message)
    undo(nomination, accounts)
    with pytest.raises(Conflict):
        undo(nomination, accounts)


def test_a_judgement_is_taken_back_by_who_gave_it(accounts: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    row = Judgement.objects.get(by="planner")
    how = {"judgement_id": row.pk, "now": timezone.now()}
    with pytest.raises(Forbidden):
        undo_judgement(**how, user=accounts["analyst"])
    undo_judgement(**how, user=accounts["planner"])
    assert list(nomination.judgements.values_list("by")) == [("analyst",)]


def test_a_judgement_stays_once_it_is_decided(accounts: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    decide(nomination, accounts, accept=False)
    row = Judgement.objects.get(by="planner")
    with pytest.raises(Conflict):
        undo_judgement(
            judgement_id=row.pk,
            now=timezone.now(),
            user=accounts["planner"],
        )
    assert nomination.judgements.count() == 2


def test_message_and_page_offer_it(accounts: Any, as_role: Any) -> None:
    nomination = judged(MemberFactory(), accounts)
    lead = as_role("lead")
    answer = {"accept": "0", "reason": "作品还少"}
    address = reverse("teamwork:nomination_decide", args=[nomination.pk])
    page = lead.post(address, answer, follow=True).content.decode()
    undo_address = reverse("teamwork:nomination_undo", args=[nomination.pk])
    assert page.count(f'action="{undo_address}"') == 2
    shown = lead.get(nomination.get_absolute_url()).content.decode()
    assert shown.count(f'action="{undo_address}"') == 1
    analyst = as_role("analyst").get(nomination.get_absolute_url())
    assert undo_address not in analyst.content.decode()
    lead.post(undo_address)
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.OPEN
