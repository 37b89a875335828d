"""Paid cooperation: it ends the KOC status by the policy, marks what is written
in its time, and is taken back whole.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from common.errors import Conflict, Invalid
from community.models import ChangedThread, Cooperation, PostFeatures
from community.services.questions import scan_new_threads
from koc.models import KocChange, KocPolicy, KocSpell
from koc.services.cooperations import (
    Agreement,
    cancel_cooperation,
    record_cooperation,
    set_end_of_cooperation,
)
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.factories.members import MemberFactory
from tests.koc.test_services_roster import begun

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
PAID = Agreement("某代理公司", TODAY - timedelta(days=10))


def record(member: Any, agreement: Agreement = PAID, **how: Any) -> Any:
    return record_cooperation(
        member=member,
        agreement=agreement,
        is_confirmed=how.get("is_confirmed", True),
        now=NOW,
        user=how.get("user"),
    )[0]


def test_it_ends_the_status_once_confirmed() -> None:
    spell = begun(MemberFactory())
    with pytest.raises(Conflict) as refused:
        record(spell.member, is_confirmed=False)
    assert refused.value.code == "confirm_end"
    assert not Cooperation.objects.exists()
    record(spell.member)
    spell.refresh_from_db()
    assert spell.end_reason == KocSpell.EndReason.PAID
    assert "某代理公司" in spell.end_note


def test_taken_back_the_status_holds_again() -> None:
    spell = begun(MemberFactory())
    row = record(spell.member)
    _row, stays = cancel_cooperation(cooperation_id=row.pk, now=NOW, user=None)
    assert not stays
    spell.refresh_from_db()
    assert spell.ended_on is None
    assert spell.changes.first().kind == KocChange.Kind.UNDONE
    with pytest.raises(Conflict):
        cancel_cooperation(cooperation_id=row.pk, now=NOW, user=None)


def test_a_policy_may_leave_the_status() -> None:
    spell = begun(MemberFactory())
    KocPolicy.objects.create(
        version=7, tiers=[], pay_ends=False, created_at=NOW
    )
    record(spell.member, is_confirmed=False)
    spell.refresh_from_db()
    assert spell.ended_on is None


def test_what_was_over_before_leaves_a_later_status() -> None:
    spell = begun(MemberFactory())
    long_ago = Agreement("某厂", date(2020, 1, 1), date(2020, 2, 1))
    record(spell.member, long_ago, is_confirmed=False)
    spell.refresh_from_db()
    assert spell.ended_on is None


def test_a_status_that_was_changed_since_stays() -> None:
    spell = begun(MemberFactory())
    row = record(spell.member)
    again = begun(spell.member)
    assert again.pk != spell.pk
    _row, stays = cancel_cooperation(cooperation_id=row.pk, now=NOW, user=None)
    assert stays


def test_posts_of_its_days_count_as_paid() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(1, "u1", "座舱真不错", thread="p1"),
        post_row(2, "u1", "今天试了自动泊车", thread="p2", minutes=60 * 48),
    ]
    ingest(source, rows, now=NOW + timedelta(days=5))
    scan_new_threads()
    assert not PostFeatures.objects.filter(is_paid=True).exists()
    first = PostFeatures.objects.order_by("posted_at")[0]
    day = first.posted_at.date()
    row = record(first.author, Agreement("某厂", day, day))
    assert ChangedThread.objects.count() == 1
    scan_new_threads()
    paid = PostFeatures.objects.filter(is_paid=True)
    assert [one.pk for one in paid] == [first.pk]
    cancel_cooperation(cooperation_id=row.pk, now=NOW, user=None)
    scan_new_threads()
    assert not PostFeatures.objects.filter(is_paid=True).exists()


def test_the_same_again_is_recorded_once() -> None:
    member = MemberFactory()
    assert record(member).pk == record(member).pk
    assert Cooperation.objects.count() == 1


def test_the_last_day_is_set_and_opened_again() -> None:
    row = record(MemberFactory())
    for day in (TODAY, None):
        set_end_of_cooperation(
            cooperation_id=row.pk,
            ended_on=day,
            now=NOW,
        )
        row.refresh_from_db()
        assert row.ended_on == day


@pytest.mark.parametrize(
    "agreement",
    [
        Agreement("某厂", TODAY + timedelta(days=1)),
        Agreement("某厂", date(1999, 12, 31)),
        Agreement("某厂", TODAY, TODAY - timedelta(days=1)),
        Agreement("某厂", TODAY, date.max),
    ],
)
def test_impossible_days_are_refused(agreement: Agreement) -> None:
    with pytest.raises(Invalid):
        record(MemberFactory(), agreement)


def test_only_persons_are_paid() -> None:
    with pytest.raises(Conflict):
        record(MemberFactory(kind="bot"))


OTHER = PAID._replace(partner="某品牌")


def test_while_somebody_else_pays_the_status_stays_ended() -> None:
    spell = begun(MemberFactory())
    one, other = record(spell.member), record(spell.member, OTHER)
    _row, stays = cancel_cooperation(cooperation_id=one.pk, now=NOW, user=None)
    assert "某品牌" in stays
    spell.refresh_from_db()
    assert spell.ended_on
    cancel_cooperation(cooperation_id=other.pk, now=NOW, user=None)
    spell.refresh_from_db()
    assert spell.ended_on is None


def test_an_end_cannot_reach_into_a_status() -> None:
    spell = begun(MemberFactory())
    day = date(2020, 2, 1)
    row = record(spell.member, Agreement("某厂", date(2020, 1, 1), day))
    for ended_on in (None, TODAY):
        with pytest.raises(Conflict) as refused:
            set_end_of_cooperation(
                cooperation_id=row.pk, ended_on=ended_on, now=NOW
            )
        assert refused.value.code == "is_koc"
    row.refresh_from_db()
    assert row.ended_on == day


def test_it_follows_a_merge_and_its_undoing() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(1, "u1", "座舱真不错", thread="p1"),
        post_row(2, "u2", "今天试了自动泊车", thread="p2"),
    ]
    ingest(source, rows, now=NOW + timedelta(days=5))
    scan_new_threads()
    one, other = (row.author for row in PostFeatures.objects.order_by("pk"))
    day = PostFeatures.objects.order_by("pk")[0].posted_at.date()
    record(other, Agreement("某厂", day, day))
    scan_new_threads()
    paid = PostFeatures.objects.filter(is_paid=True)
    assert paid.count() == 1
    merge = merge_members(
        kept=one, merged=other, take=(), reason="同一人", now=NOW, user=None
    )
    scan_new_threads()
    assert paid.count() == 2
    undo_merge(merge=merge, now=NOW, user=None)
    scan_new_threads()
    assert [row.author_id for row in paid.all()] == [other.pk]
