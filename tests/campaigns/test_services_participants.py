"""Sign-ups and attendance: places, no-shows, and sending twice."""

from datetime import date, timedelta
from typing import Any

import pytest

from campaigns.models import Participant
from campaigns.services.campaigns import cancel_campaign
from campaigns.services.participants import (
    ParticipantRow,
    Recorded,
    record_participants,
    remove_participant,
    thank_participants,
    tick_attendance,
)
from common.calendar import business_date
from common.errors import Conflict
from members.models import Member
from tests.campaigns.plans import FIRST, LAST, campaign, people
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)


def record(row: Any, *rows: ParticipantRow) -> Recorded:
    return record_participants(
        campaign_id=row.pk,
        rows=rows,
        via="page",  # type: ignore[arg-type]
        user=None,
        now=NOW,
    )


def signed(member: Member, day: date = TODAY) -> ParticipantRow:
    return ParticipantRow(member.pk, signed_up_on=day)


def test_sent_twice_changes_nothing(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    one, other = people(2)
    rows = (signed(one), ParticipantRow(other.pk, attended_on=FIRST))
    assert record(row, *rows)[:3] == (2, 0, 0)
    assert record(row, *rows)[:3] == (0, 0, 2)
    assert record(row, ParticipantRow(one.pk, attended_on=FIRST))[:3] == (
        0,
        1,
        0,
    )
    held = Participant.objects.get(member=one)
    assert (held.signed_up_on, held.attended_on) == (TODAY, FIRST)


def test_places_are_not_given_twice(accounts: dict[str, Any]) -> None:
    row = campaign(accounts, kind="call", places=2)
    members = people(3)
    done = record(row, *map(signed, members))
    assert done.created == 2
    assert done.without_place == [members[2].pk]
    record(row, ParticipantRow(members[0].pk, cancelled_on=TODAY))
    assert record(row, signed(members[2])).created == 1
    assert record(row, signed(members[0])).without_place == [members[0].pk]
    came = ParticipantRow(members[0].pk, attended_on=FIRST)
    assert not record(row, came).without_place, "who came has come"


def test_who_signed_up_and_stayed_away(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    came, away, off = people(3)
    record(row, signed(came), signed(away), signed(off))
    record(
        row,
        ParticipantRow(came.pk, attended_on=FIRST),
        ParticipantRow(off.pk, cancelled_on=FIRST),
    )
    assert not Participant.objects.no_shows(LAST).exists()
    after = Participant.objects.no_shows(LAST + timedelta(days=1))
    assert [one.member for one in after] == [away]


def test_a_merged_member_takes_part_as_the_kept_one(
    accounts: dict[str, Any],
) -> None:
    row = campaign(accounts)
    kept, merged = people(2)
    Member.objects.filter(pk=merged.pk).update(merged_into=kept)
    record(row, signed(merged))
    assert Participant.objects.get().member == kept


def test_tick_and_thanks(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    one, other = people(2)
    record(row, signed(one), ParticipantRow(other.pk, attended_on=FIRST))
    first, second = Participant.objects.order_by("pk")
    tick_attendance(participant_id=first.pk, attended_on=FIRST)
    ids = [first.pk, second.pk]
    assert thank_participants(participant_ids=ids, today=LAST) == 2
    assert thank_participants(participant_ids=ids, today=LAST) == 0
    tick_attendance(participant_id=first.pk, attended_on=None)
    with pytest.raises(Conflict) as error:
        tick_attendance(participant_id=second.pk, attended_on=None)
    assert error.value.code == "says_nothing"
    remove_participant(participant_id=second.pk)
    assert Participant.objects.count() == 1


def test_nobody_is_added_once_it_is_cancelled(
    accounts: dict[str, Any],
) -> None:
    row = campaign(accounts)
    cancel_campaign(campaign_id=row.pk, note="场地取消", now=NOW)
    with pytest.raises(Conflict):
        record(row, signed(people(1)[0]))
