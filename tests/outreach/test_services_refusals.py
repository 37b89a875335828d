"""P20, P43: who refused after a backup was made is not written to when it is put
back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from members.models import Member, MemberConsent
from members.services.consents import record_consent
from members.services.refusal_ledger import refusal_ledger_path
from outreach.models import ContactStop
from outreach.rules.gate import Reason
from outreach.selectors.gate import Gate
from outreach.services.stops import end_stop, stop_contact, undo_end
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def member() -> Member:
    made: Member = MemberFactory(created_at=NOW - timedelta(days=9))
    say(made, True, NOW - timedelta(days=8))
    return made


@contextmanager
def after_the_backup() -> Iterator[None]:
    """Let the database forget what is done meanwhile; files stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def say(member: Member, is_given: bool, now: Any) -> MemberConsent:
    return record_consent(
        member_id=member.pk,
        purpose="outreach",
        is_given=is_given,
        note="",
        user=None,
        now=now,
    )


def stop(member: Member, until: date | None = None) -> ContactStop:
    return stop_contact(
        member_id=member.pk, reason="by phone", until=until, now=NOW, user=None
    )


def reason(member: Member) -> Reason | None:
    return Gate(LATER).ask(member.pk, purpose="talk").reason


def test_a_withdrawal_after_the_backup_counts(member: Member) -> None:
    with after_the_backup():
        say(member, False, NOW)
    assert reason(member) != Reason.WITHDRAWN
    call_command("replay_refusals")
    assert reason(member) == Reason.WITHDRAWN
    call_command("replay_refusals")
    assert member.consents.count() == 2


def test_what_they_said_after_a_withdrawal_counts(member: Member) -> None:
    say(member, False, NOW)
    say(member, True, LATER)
    call_command("replay_refusals")
    assert reason(member) != Reason.WITHDRAWN


def test_a_stop_after_the_backup_counts(member: Member) -> None:
    with after_the_backup():
        stop(member)
    assert reason(member) != Reason.STOPPED
    for _time in range(2):
        call_command("replay_refusals")
    assert reason(member) == Reason.STOPPED
    assert member.contact_stops.count() == 1


def test_an_ended_stop_stays_ended(member: Member) -> None:
    end_stop(stop_id=stop(member).pk, now=LATER, user=None)
    call_command("replay_refusals")
    assert reason(member) != Reason.STOPPED


def test_a_stop_that_was_taken_up_again_counts(member: Member) -> None:
    row = stop(member)
    end_stop(stop_id=row.pk, now=NOW, user=None)
    with after_the_backup():
        undo_end(stop_id=row.pk, now=LATER)
    call_command("replay_refusals")
    assert reason(member) == Reason.STOPPED


def test_a_longer_stop_of_the_ledger_counts(member: Member) -> None:
    with after_the_backup():
        stop(member)
    before = stop(member, until=(NOW + timedelta(days=3)).date())
    before.made_at -= timedelta(days=1)
    before.save()
    call_command("replay_refusals")
    assert ContactStop.objects.filter(until=None, member=member).exists()


def test_all_records_of_a_person_refuse(member: Member) -> None:
    other = MemberFactory(created_at=member.created_at)
    with after_the_backup():
        Member.objects.filter(pk=other.pk).update(merged_into=member)
        say(member, False, NOW)
    call_command("replay_refusals")
    assert {reason(member), reason(other)} == {Reason.WITHDRAWN}


def test_a_number_used_again_refuses_nothing(member: Member) -> None:
    with after_the_backup():
        say(member, False, NOW)
    Member.objects.update(created_at=LATER)
    call_command("replay_refusals")
    assert reason(member) != Reason.WITHDRAWN


def test_the_ledger_holds_numbers_only(member: Member) -> None:
    stop(member)
    text = refusal_ledger_path().read_text()
    assert "by phone" not in text
    assert member.nickname not in text
