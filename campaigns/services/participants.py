"""Sign-ups and attendance, by page, file and REST on one way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.labels import row_fault_text
from campaigns.models import Campaign, Participant
from campaigns.models.choices import Via
from campaigns.rules.participation import (
    Facts,
    ParticipantRow,
    facts_after,
    row_fault,
)
from campaigns.rules.plans import CLOSED_STATES
from campaigns.selectors.participants import facts_of
from campaigns.services.campaigns import lock_campaign
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from members.models import Member
from members.services.locking import lock_unmerged

# Not said by rows: checked once for all of them, or set by the service.
NOT_IN_ROWS = (
    "campaign",
    "member",
    "via",
    "entered_at",
    "entered_by",
    "updated_at",
)


class Refused(NamedTuple):
    """A row that was not stored: its place among the rows, and why not."""

    place: int
    field: str
    code: str
    text: str


class Recorded(NamedTuple):
    """How many participants are new, changed and as they were, and which rows
    were refused.
    """

    created: int
    changed: int
    unchanged: int
    refused: list[Refused]


class Came(NamedTuple):
    """How many were noted as having come, had been before, and belong to
    campaigns that are closed or cancelled.
    """

    marked: int
    known: int
    over: int


@atomic_with_retry
def record_participants(
    *,
    campaign_id: int,
    rows: Sequence[ParticipantRow],
    via: Via,
    user: Any,
    now: datetime,
) -> Recorded:
    """Store who signed up, came or called off; a row says nothing where it is
    empty. Sending the same rows again changes nothing.

    Rows about bots, test accounts and staff, of days to come, that say nothing,
    and for which no place is left are refused.
    Errors: Conflict if the campaign is closed or cancelled.
    """
    campaign = lock_campaign(campaign_id)
    if campaign.state in CLOSED_STATES:
        raise _is_over()
    members = lock_unmerged([row.member_id for row in rows])
    recording = _Recording(campaign, members, business_date(now))
    for place, row in enumerate(rows):
        held, is_new = recording.read(place, row)
        if held is None:
            continue
        if is_new:
            held.via = via
            held.entered_at = now
            held.entered_by = user
        held.save()
    return recording.done()


class _Recording:
    """The rows of one call, read one after the other; what all of them need is
    read once.
    """

    def __init__(
        self, campaign: Campaign, members: dict[int, Member], today: date
    ) -> None:
        self._campaign = campaign
        self._members = members
        self._today = today
        kept = [one.pk for one in members.values()]
        rows = Participant.objects.filter(campaign=campaign, member__in=kept)
        self._known = {row.member_id: row for row in rows}
        self._free = _free_places(campaign)
        self._created = self._changed = self._unchanged = 0
        self._refused: list[Refused] = []

    def read(
        self, place: int, row: ParticipantRow
    ) -> tuple[Participant | None, bool]:
        """Return the participant that a row changes, and whether it is new;
        None if it changes nothing or is refused.
        """
        member = self._members[row.member_id]
        held = self._known.get(member.pk)
        is_new = held is None
        if held is None:
            held = Participant(campaign=self._campaign, member=member)
        before = facts_of(held)
        after = facts_after(before, row)
        fault = self._fault(place, row, member, before, after)
        if fault is not None:
            self._refused.append(fault)
            return None, is_new
        if after == before:
            self._unchanged += 1
            return None, is_new
        for name, value in after._asdict().items():
            setattr(held, name, value)
        self._known[member.pk] = held
        if self._free is not None:
            self._free -= after.has_place - before.has_place
        self._created += is_new
        self._changed += not is_new
        return held, is_new

    def _fault(
        self,
        place: int,
        row: ParticipantRow,
        member: Member,
        before: Facts,
        after: Facts,
    ) -> Refused | None:
        found = row_fault(row, after, self._today)
        if member.kind != Member.Kind.PERSON:
            found = ("identity", "no_person")
        takes_place = after.has_place and not before.has_place
        if found is None and takes_place and self._is_full():
            found = ("signed_up_on", "full")
        if found is not None:
            field, code = found
            return Refused(place, field, code, row_fault_text(code))
        try:
            Participant(**after._asdict()).clean_fields(exclude=NOT_IN_ROWS)
        except ValidationError as error:
            field, texts = next(iter(error.message_dict.items()))
            return Refused(place, field, "unusable", " ".join(texts))
        return None

    def _is_full(self) -> bool:
        return self._free is not None and self._free < 1

    def done(self) -> Recorded:
        """Return what became of the rows."""
        return Recorded(
            self._created, self._changed, self._unchanged, self._refused
        )


def _free_places(campaign: Campaign) -> int | None:
    """Return how many places are free, None if there is no limit."""
    if campaign.places is None:
        return None
    taken = Participant.objects.filter(campaign=campaign).signed_up().count()
    return campaign.places - taken


@atomic_with_retry
def tick_attendance(
    *,
    participant_id: int,
    attended_on: date | None,
) -> Participant:
    """Note that a participant came on a day; None: that they did not.

    Errors: Conflict if the campaign is closed, or if the row would say nothing.
    """
    row = _lock(participant_id)
    if attended_on is None and row.signed_up_on is None:
        text = _("They came without signing up: take them off the list.")
        raise Conflict("says_nothing", text)
    row.attended_on = attended_on
    row.save(update_fields=["attended_on"])
    return row


@atomic_with_retry
def mark_came(*, participant_ids: Sequence[int], today: date) -> Came:
    """Note that these participants came today, or on the last day of a
    campaign that is over. Who is known to have come keeps their day.
    """
    rows = Participant.objects.select_for_update(of=("self",)).filter(
        pk__in=participant_ids,
    )
    marked = known = over = 0
    for row in rows.select_related("campaign").order_by("pk"):
        if row.campaign.state in CLOSED_STATES:
            over += 1
        elif row.attended_on is not None:
            known += 1
        else:
            row.attended_on = min(today, row.campaign.ends_on)
            row.save(update_fields=["attended_on"])
            marked += 1
    return Came(marked, known, over)


@atomic_with_retry
def thank_participants(
    *,
    participant_ids: Sequence[int],
    today: date,
) -> int:
    """Note that these participants were thanked; return how many were not
    before. A thanks may come after the report: nothing in it depends on it.
    """
    rows = Participant.objects.filter(
        pk__in=participant_ids,
        attended_on__isnull=False,
        thanked_on__isnull=True,
    )
    return int(rows.update(thanked_on=today))


@atomic_with_retry
def remove_participant(*, participant_id: int) -> Member:
    """Take a participant who was entered by mistake off the list, and return
    the member. Errors: Conflict if the campaign is closed.
    """
    row = _lock(participant_id)
    member: Member = row.member
    row.delete()
    return member


def _lock(participant_id: int) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",))
    row: Participant = rows.select_related("campaign", "member").get(
        pk=participant_id,
    )
    if row.campaign.state in CLOSED_STATES:
        raise _is_over()
    return row


def _is_over() -> Conflict:
    text = _("This campaign is over: its participants stay as they are.")
    return Conflict("over", text)
