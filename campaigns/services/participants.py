"""Sign-ups and attendance, by page, file and REST on one way."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Participant
from campaigns.models.choices import Via
from campaigns.rules.plans import StateName
from campaigns.services.campaigns import lock_campaign
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from members.models import Member
from members.services.locking import lock_unmerged

CLOSED_STATES = (StateName.CLOSED, StateName.CANCELLED)


class ParticipantRow(NamedTuple):
    """What a row says about a member; None: nothing."""

    member_id: int
    signed_up_on: date | None = None
    attended_on: date | None = None
    cancelled_on: date | None = None
    note: str | None = None


class Recorded(NamedTuple):
    """How many participants are new, changed and as they were, and which rows
    were refused because all places are taken, by number of the member.
    """

    created: int
    changed: int
    unchanged: int
    without_place: list[int]


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

    Errors: Conflict if the campaign is closed or cancelled.
    """
    campaign = lock_campaign(campaign_id)
    if campaign.state in CLOSED_STATES:
        text = _("This campaign is over: its participants stay as they are.")
        raise Conflict("over", text)
    kept = {
        number: member.pk
        for number, member in lock_unmerged(
            [row.member_id for row in rows]
        ).items()
    }
    known = _known(campaign, kept.values())
    free = _free_places(campaign)
    created = changed = unchanged = 0
    without: list[int] = []
    for row in rows:
        member_id = kept.get(row.member_id, row.member_id)
        held = known.get(member_id)
        is_new = held is None
        if held is None:
            held = Participant(campaign=campaign, member_id=member_id)
        takes = _takes_place(held, row)
        if takes and free is not None and free < 1:
            without.append(row.member_id)
            continue
        if not _apply(held, row):
            unchanged += 1
            continue
        _save(held, via, user, now, is_new=is_new)
        known[member_id] = held
        if takes and free is not None:
            free -= 1
        created += is_new
        changed += not is_new
    return Recorded(created, changed, unchanged, without)


def _known(campaign: Campaign, ids: Iterable[int]) -> dict[int, Participant]:
    rows = Participant.objects.filter(campaign=campaign, member__in=list(ids))
    return {row.member_id: row for row in rows}


def _free_places(campaign: Campaign) -> int | None:
    """Return how many places are free, None if there is no limit."""
    if campaign.places is None:
        return None
    taken = Participant.objects.filter(campaign=campaign).signed_up().count()
    return campaign.places - taken


def _takes_place(held: Participant, row: ParticipantRow) -> bool:
    """Tell whether a row signs up somebody who has no place yet."""
    has_place = held.signed_up_on is not None and held.cancelled_on is None
    signs_up = row.signed_up_on is not None and row.cancelled_on is None
    return signs_up and not has_place


def _apply(held: Participant, row: ParticipantRow) -> bool:
    """Write what a row says; return whether that changed anything."""
    before = (
        held.signed_up_on,
        held.attended_on,
        held.cancelled_on,
        held.note,
    )
    if row.signed_up_on is not None:
        # Who signed up keeps the first day; who called off signs up anew.
        if held.signed_up_on is None or held.cancelled_on is not None:
            held.signed_up_on = row.signed_up_on
        held.cancelled_on = None
    if row.attended_on is not None:
        held.attended_on = row.attended_on
    if row.cancelled_on is not None:
        held.cancelled_on = row.cancelled_on
    if row.note is not None:
        held.note = row.note
    after = (held.signed_up_on, held.attended_on, held.cancelled_on, held.note)
    return before != after


def _save(
    held: Participant,
    via: Via,
    user: Any,
    now: datetime,
    *,
    is_new: bool,
) -> None:
    if is_new:
        held.via = via
        held.entered_at = now
        held.entered_by = user
    held.full_clean()
    held.save()


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
def thank_participants(
    *,
    participant_ids: Sequence[int],
    today: date,
) -> int:
    """Note that these participants were thanked; return how many were not
    before.
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
        text = _("This campaign is over: its participants stay as they are.")
        raise Conflict("over", text)
    return row
