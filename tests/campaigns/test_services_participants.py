"""Sign-ups and attendance: places, no-shows, and sending twice."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from campaigns.models import Participant
from campaigns.rules.participation import ParticipantRow
from campaigns.selectors.progress import participant_counts
from campaigns.services.campaigns import cancel_campaign
from campaigns.services.participants import (
    Recorded,
    mark_came,
    record_participants,
    remove_participant,
    thank_participants,
    tick_attendance,
)
from common.calendar import business_date
from common.errors import Conflict
from members.models import Member
from tests.campaigns.plans import AFTER, FIRST, LAST, campaign, people
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)
ONE_DAY = timedelta(days=1)


def record(row: Any, *rows: ParticipantRow, now: datetime = NOW) -> Recorded:
    return record_participants(
        campaign_id=row.pk,
        rows=rows,
        via="page",  # type: ignore[arg-type]
        user=None,
        now=now,
    )


def refusals(done: Recorded) -> list[tuple[int, str, str]]:
    return [(one.place, one.field, one.code) for one in done.refused]


def signed(member: Member, day: date = TODAY) -> ParticipantRow:
    return ParticipantRow(member.pk, signed_up_on=day)


def test_sent_twice_changes_nothing(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    one, other = people(2)
    rows = (signed(one), ParticipantRow(other.pk, attended_on=TODAY))
    assert record(row, *rows)[:3] == (2, 0, 0)
    assert record(row, *rows)[:3] == (0, 0, 2)
    came = ParticipantRow(one.pk, attended_on=FIRST)
    assert record(row, came, now=AFTER)[:3] == (0, 1, 0)
    held = Participant.objects.get(member=one)
    assert (held.signed_up_on, held.attended_on) == (TODAY, FIRST)


def test_an_old_row_does_not_undo_a_call_off(
    accounts: dict[str, Any],
) -> None:
    """The same file is often sent every day."""
    row = campaign(accounts)
    [member] = people(1)
    before, off = TODAY - 3 * ONE_DAY, TODAY - ONE_DAY
    first = signed(member, before)
    record(row, first)
    record(row, ParticipantRow(member.pk, cancelled_on=off))
    assert record(row, first).unchanged == 1
    assert not Participant.objects.signed_up().exists()
    assert record(row, signed(member, TODAY)).changed == 1
    held = Participant.objects.signed_up().get()
    assert (held.signed_up_on, held.cancelled_on) == (TODAY, None)
    again = ParticipantRow(member.pk, cancelled_on=off)
    assert record(row, first, again).unchanged == 2
    assert Participant.objects.signed_up().exists()


def test_places_are_not_given_twice(accounts: dict[str, Any]) -> None:
    row = campaign(accounts, kind="call", places=2)
    members = people(3)
    before = TODAY - 3 * ONE_DAY
    done = record(row, *(signed(one, before) for one in members))
    assert done.created == 2
    assert refusals(done) == [(2, "signed_up_on", "full")]
    off = ParticipantRow(members[0].pk, cancelled_on=TODAY - ONE_DAY)
    record(row, off)
    assert record(row, signed(members[2])).created == 1
    full = record(row, signed(members[0]))
    assert refusals(full) == [(0, "signed_up_on", "full")]
    came = ParticipantRow(members[0].pk, attended_on=TODAY)
    assert not record(row, came).refused, "who came has come"


def test_rows_that_cannot_be_true_are_refused(
    accounts: dict[str, Any],
) -> None:
    row = campaign(accounts)
    one, staff = people(2)
    Member.objects.filter(pk=staff.pk).update(kind="staff")
    done = record(
        row,
        signed(staff),
        ParticipantRow(one.pk, attended_on=TODAY + ONE_DAY),
        ParticipantRow(one.pk, cancelled_on=TODAY),
        signed(one, date(1, 1, 1)),
        ParticipantRow(one.pk, TODAY, note="\u202e"),
        signed(one),
    )
    assert refusals(done) == [
        (0, "identity", "no_person"),
        (1, "attended_on", "future"),
        (2, "signed_up_on", "no_day"),
        (3, "signed_up_on", "unusable"),
        (4, "note", "unusable"),
    ]
    assert Participant.objects.get().member == one


def test_who_signed_up_and_stayed_away(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    came, away, off = people(3)
    record(row, signed(came), signed(away), signed(off))
    record(
        row,
        ParticipantRow(came.pk, attended_on=FIRST),
        ParticipantRow(off.pk, cancelled_on=FIRST),
        now=AFTER,
    )
    assert not Participant.objects.no_shows(LAST).exists()
    after = Participant.objects.no_shows(LAST + timedelta(days=1))
    assert [one.member for one in after] == [away]


def test_who_was_merged_counts_once(accounts: dict[str, Any]) -> None:
    row = campaign(accounts, places=2)
    kept, merged, other = people(3)
    came = (ParticipantRow(one.pk, TODAY, TODAY) for one in (kept, merged))
    record(row, *came)
    Member.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert participant_counts(row, LAST + ONE_DAY) == {
        "sign_ups": 1,
        "attendance": 1,
        "no_shows": 0,
    }
    assert record(row, signed(other)).created == 1
    Participant.objects.update(attended_on=None)
    away = participant_counts(row, LAST + ONE_DAY)["no_shows"]
    assert away == 2


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
    record(row, signed(one), ParticipantRow(other.pk, attended_on=TODAY))
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


def test_who_came_keeps_the_day(accounts: dict[str, Any]) -> None:
    row = campaign(accounts)
    over = campaign(accounts, title="取消的活动")
    one, other = people(2)
    record(row, ParticipantRow(one.pk, TODAY, TODAY), signed(other))
    record(over, signed(one))
    cancel_campaign(campaign_id=over.pk, note="场地取消", now=NOW)
    rows = Participant.objects.order_by("pk")
    ids = [held.pk for held in rows]
    done = mark_came(participant_ids=ids, today=LAST + ONE_DAY)
    assert done == (1, 1, 1)
    days = list(rows.values_list("attended_on", flat=True))
    assert days == [TODAY, LAST, None]


def test_a_row_costs_few_queries(
    accounts: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    row = campaign(accounts)
    rows = [signed(one) for one in people(20)]
    with django_assert_max_num_queries(20 * 3 + 15):
        assert record(row, *rows).created == 20


def test_nobody_is_added_once_it_is_cancelled(
    accounts: dict[str, Any],
) -> None:
    row = campaign(accounts)
    cancel_campaign(campaign_id=row.pk, note="场地取消", now=NOW)
    with pytest.raises(Conflict):
        record(row, signed(people(1)[0]))
