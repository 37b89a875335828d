"""KOC status from begin to end: one open status, history, undo, merges."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.errors import Conflict, Invalid
from common.models import DomainEvent
from community.models import Post
from koc.models import KocChange, KocSpell
from koc.querysets import were_koc
from koc.services.reviews import propose_reviews
from koc.services.roster import (
    Terms,
    begin_koc,
    default_terms,
    end_koc,
    pass_contact,
    renew_koc,
)
from koc.services.undoing import undo_batch, undo_change
from members.models import Member, VehicleOwnership
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


def begun(
    member: Any, user: Any = None, tier: str = "core", **how: Any
) -> Any:
    return begin_koc(
        member=member,
        terms=Terms(tier, user),
        origin=KocSpell.Origin.DECISION,
        reason="写得好",
        now=how.pop("now", NOW),
        user=user,
        **how,
    ).spell


def ended(spell: KocSpell, **how: Any) -> KocChange:
    return end_koc(
        spell_id=spell.pk,
        end_reason=how.get("end_reason", KocSpell.EndReason.OWN_WISH),
        note="想休息",
        thanks="感谢信",
        now=NOW + timedelta(days=3),
        user=None,
    )


def kinds(spell: KocSpell) -> list[str]:
    return list(spell.changes.values_list("kind", flat=True))


def test_a_member_is_koc_once_and_renewed_after() -> None:
    member = MemberFactory()
    spell = begun(member)
    assert (spell.since, spell.review_on) == (TODAY, date(2026, 8, 18))
    again = begun(member, tier="rising")
    assert again.pk == spell.pk
    assert again.tier == "rising"
    assert kinds(spell) == ["renewed", "began"]
    with pytest.raises(IntegrityError), transaction.atomic():
        KocSpell.objects.create(
            member=member,
            tier="core",
            since=TODAY,
            review_on=TODAY,
            origin="import",
            updated_at=NOW,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"ended_on": TODAY},
        {"end_reason": "sold"},
        {"ended_on": TODAY - timedelta(days=1), "end_reason": "sold"},
        {"tier": "gold"},
    ],
)
def test_the_database_refuses_half_an_end(values: dict[str, Any]) -> None:
    spell = begun(MemberFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        KocSpell.objects.filter(pk=spell.pk).update(**values)


def test_history_is_only_added_to() -> None:
    change = begun(MemberFactory()).changes.get()
    change.reason = "x"
    with pytest.raises(ValidationError):
        change.save()
    with pytest.raises(ValidationError):
        change.delete()


def test_what_cannot_be_is_refused(accounts: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        begun(MemberFactory(kind="bot"))
    with pytest.raises(Invalid):
        begun(MemberFactory(), tier="gold")
    with pytest.raises(Invalid):
        begun(MemberFactory(), since=TODAY + timedelta(days=1))
    spell = begun(MemberFactory())
    for day in (TODAY - timedelta(days=1), date(2099, 1, 1)):
        with pytest.raises(Invalid):
            renew_koc(
                spell_id=spell.pk,
                terms=Terms("core", None, day),
                reason="r",
                now=NOW,
                user=None,
            )
    ended(spell)
    with pytest.raises(Conflict):
        ended(spell)


def test_who_was_koc_is_known_and_may_become_one_again() -> None:
    member, other = MemberFactory(), MemberFactory()
    spell = begun(member)
    former = Member.objects.filter(were_koc(KocSpell.objects.all()))
    assert list(former.all()) == []
    ended(spell)
    spell.refresh_from_db()
    assert spell.thanks == "感谢信"
    assert list(former.all()) == [member]
    begun(member)
    assert list(former.all()) == []
    mistaken = begun(other)
    ended(mistaken, end_reason=KocSpell.EndReason.MISTAKE)
    assert list(former.all()) == []


def test_an_end_is_undone_unless_another_status_began() -> None:
    member = MemberFactory()
    spell = begun(member)
    change = ended(spell)
    undo_change(change_id=change.pk, now=NOW, user=None)
    spell.refresh_from_db()
    assert (spell.ended_on, spell.end_reason, spell.thanks) == (None, "", "")
    assert kinds(spell) == ["undone", "ended", "began"]
    with pytest.raises(Conflict):
        undo_change(change_id=change.pk, now=NOW, user=None)
    second = ended(spell)
    begun(member)
    with pytest.raises(Conflict):
        undo_change(change_id=second.pk, now=NOW, user=None)


def test_a_renewal_is_undone_to_what_was(accounts: dict[str, Any]) -> None:
    spell = begun(MemberFactory(), accounts["lead"])
    change = renew_koc(
        spell_id=spell.pk,
        terms=Terms("rising", accounts["communicator"], TODAY),
        reason="r",
        now=NOW,
        user=None,
    )
    undone = undo_change(change_id=change.pk, now=NOW, user=None)
    undone.refresh_from_db()
    assert undone.tier == "core"
    assert undone.contact == accounts["lead"]
    assert undone.review_on == date(2026, 8, 18)


def test_a_begin_is_undone_as_a_mistake() -> None:
    spell = begun(MemberFactory())
    first = spell.changes.get()
    undone = undo_change(change_id=first.pk, now=NOW, user=None)
    assert undone.end_reason == KocSpell.EndReason.MISTAKE
    events = DomainEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(events) == ["koc_status.began", "koc_status.ended"]


def test_two_koc_who_are_merged_are_one_and_two_again() -> None:
    kept, merged = MemberFactory(), MemberFactory()
    one, other = begun(kept), begun(merged, tier="rising")
    past = begun(past_member := MemberFactory())
    ended(past)
    row = merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一人",
        user=None,
        now=NOW,
    )
    assert list(KocSpell.objects.current()) == [one]
    undo_merge(merge=row, now=NOW, user=None)
    assert set(KocSpell.objects.current()) == {one, other}
    other.refresh_from_db()
    assert other.member == merged
    merge_members(
        kept=kept,
        merged=past_member,
        take=(),
        reason="同一人",
        user=None,
        now=NOW,
    )
    past.refresh_from_db()
    assert past.member == kept


def test_the_contact_follows(accounts: dict[str, Any]) -> None:
    lead, communicator = accounts["lead"], accounts["communicator"]
    spell = begun(MemberFactory(), lead)
    own = begun(MemberFactory(), communicator)
    how = {
        "member_ids": [spell.member_id, own.member_id],
        "from_id": lead.pk,
        "now": NOW,
        "user": lead,
    }
    assert pass_contact(to_id=communicator.pk, **how) == 1
    assert pass_contact(to_id=None, **how) == 0
    spell.refresh_from_db()
    assert spell.contact == communicator
    assert kinds(spell) == ["handed", "began"]


def test_terms_are_proposed(accounts: dict[str, Any]) -> None:
    member = MemberFactory(primary_contact=accounts["lead"])
    terms = default_terms(member, today=TODAY, contact=accounts["admin"])
    assert terms == Terms("core", accounts["lead"], date(2026, 8, 18))
    begun(member, accounts["communicator"], tier="rising")
    held = default_terms(member, today=TODAY)
    assert (held.tier, held.contact) == ("rising", accounts["communicator"])


def test_a_sold_car_and_a_farewell_propose_the_review_once() -> None:
    without, former, leaving = (MemberFactory() for _n in range(3))
    with_car = MemberFactory()
    spells = [begun(one) for one in (without, former, leaving, with_car)]
    VehicleOwnership.objects.create(
        member=without,
        model_series="S",
        ended_on=TODAY,
        end_reason="sold",
    )
    VehicleOwnership.objects.create(member=with_car, model_series="S")
    Member.objects.filter(pk=former.pk).update(owner_status="former")
    Post.objects.create(
        source=EventSourceFactory(),
        external_id="p1",
        thread_key="p1",
        author=leaving,
        text="车卖了，跟大家告别",
        posted_at=NOW,
    )
    later = NOW + timedelta(hours=3)
    assert propose_reviews(now=later) == 3
    causes = []
    for spell in spells:
        spell.refresh_from_db()
        assert spell.ended_on is None
        causes.append((spell.review_cause, spell.review_on <= TODAY))
    assert causes == [
        ("sold", True),
        ("sold", True),
        ("farewell", True),
        ("", False),
    ]
    due = DomainEvent.objects.filter(kind="koc_status.review_due")
    assert due.count() == 3
    renew_koc(
        spell_id=spells[0].pk,
        terms=Terms("honorary"),
        reason="还在写",
        now=later,
        user=None,
    )
    assert propose_reviews(now=later + timedelta(days=1)) == 0
    assert due.count() == 3


def test_a_batch_is_undone_but_for_what_changed_again() -> None:
    batch = uuid4()
    one, two = (
        begun(MemberFactory(), batch=batch),
        begun(
            MemberFactory(),
            batch=batch,
        ),
    )
    ended(two)
    assert undo_batch(batch=batch, now=NOW, user=None) == (1, 1)
    one.refresh_from_db()
    assert one.end_reason == KocSpell.EndReason.MISTAKE
