"""What members agree to is what each said last; rows are only added."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from members.models import Member, MemberConsent
from members.selectors.consents import (
    ConsentRow,
    all_withdrawn,
    consented,
    withdrawn,
)
from members.services.consents import record_consent, record_consents
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.members import MemberFactory

OUTREACH = MemberConsent.Purpose.OUTREACH
pytestmark = pytest.mark.django_db


def say(member: Member, is_given: bool, purpose: str = OUTREACH) -> None:
    record_consent(
        member_id=member.pk,
        purpose=purpose,
        is_given=is_given,
        note="by phone",
        user=None,
        now=timezone.now(),
    )


def test_what_was_said_last_counts() -> None:
    agreeing, refusing, unasked = MemberFactory.create_batch(3)
    say(agreeing, False)
    say(agreeing, True)
    say(refusing, True)
    say(refusing, False)
    say(unasked, True, MemberConsent.Purpose.FAQ)
    everybody = [agreeing.pk, refusing.pk, unasked.pk]
    assert consented(everybody, OUTREACH) == {agreeing.pk}
    assert withdrawn(everybody, OUTREACH) == {refusing.pk}
    assert all_withdrawn(OUTREACH) == {refusing.pk}


def test_the_database_refuses_other_changes() -> None:
    member = MemberFactory()
    say(member, True)
    rows = MemberConsent.objects.filter(member=member)
    for change in (
        lambda: rows.update(is_given=False),
        lambda: rows.update(note="otherwise"),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    rows.update(member=MemberFactory(), note="")
    assert MemberConsent.objects.get().note == ""


def test_an_old_yes_does_not_undo_a_later_withdrawal() -> None:
    member = MemberFactory()
    rows = [ConsentRow(member.pk, "faq", is_given=False, note="no")]
    old = NOW.date() - timedelta(days=3)
    rows.append(
        ConsentRow(member.pk, "faq", is_given=True, note="yes", said_on=old),
    )
    outcome = record_consents(rows=rows, via="file", user=None, now=NOW)
    assert outcome == (1, 0, [1])
    assert withdrawn([member.pk], "faq") == {member.pk}
    today = rows[1]._replace(said_on=NOW.date())
    record_consents(rows=[today], via="file", user=None, now=NOW)
    assert withdrawn([member.pk], "faq") == set()


def test_rows_of_a_merged_member_are_compared_with_the_kept_one() -> None:
    kept, merged = MemberFactory.create_batch(2)
    merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    today = NOW.date()
    no = ConsentRow(kept.pk, "faq", is_given=False, note="no", said_on=today)
    record_consents(rows=[no], via="file", user=None, now=NOW)
    old = today - timedelta(days=3)
    yes = no._replace(member_id=merged.pk, is_given=True, said_on=old)
    same = no._replace(member_id=merged.pk)
    outcome = record_consents(rows=[same, yes], via="file", user=None, now=NOW)
    assert outcome == (0, 1, [1])
    assert withdrawn([kept.pk], "faq") == {kept.pk}
