"""What members agree to now: what each said last about a purpose counts."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.calendar import business_date
from members.models import MemberConsent


class ConsentRow(NamedTuple):
    """What a member said, as a file or another system delivers it."""

    member_id: int
    purpose: str
    is_given: bool
    note: str
    notice: str = ""
    said_on: date | None = None


def consented(member_ids: Collection[int], purpose: str) -> set[int]:
    """Return which of these members agree to a purpose now.

    A member who was never asked does not agree. For contacts also look at
    `withdrawn`, if a purpose does not need a consent but may be refused.
    """
    return MemberConsent.objects.agreeing(purpose, member_ids)


def withdrawn(member_ids: Collection[int], purpose: str) -> set[int]:
    """Return which of these members refused a purpose, or withdrew their consent."""
    rows = MemberConsent.objects.filter(member__in=member_ids)
    said = rows.last_said(purpose)
    return {member_id for member_id, given in said.items() if not given}


def all_withdrawn(purpose: str) -> set[int]:
    """Return all members who refused a purpose, or withdrew their consent."""
    said = MemberConsent.objects.last_said(purpose)
    return {member_id for member_id, given in said.items() if not given}


def current_consents(member_id: int) -> dict[str, MemberConsent]:
    """Return what a member said last, by purpose."""
    rows = MemberConsent.objects.filter(member=member_id).order_by("pk")
    rows = rows.select_related("recorded_by")
    return {row.purpose: row for row in rows}


def says_the_same(
    current: Mapping[str, MemberConsent],
    row: ConsentRow,
) -> bool:
    """Tell whether a member said the same of this purpose last: to the same
    notice, on the same day if a day is given.
    """
    last = current.get(row.purpose)
    if last is None or last.is_given != row.is_given:
        return False
    is_same_day = row.said_on is None or row.said_on == last.said_on
    return last.notice == row.notice and is_same_day


def is_outdated(
    current: Mapping[str, MemberConsent],
    row: ConsentRow,
) -> bool:
    """Tell whether a row contradicts what the member said on a later day."""
    last = current.get(row.purpose)
    if last is None or row.said_on is None or last.is_given == row.is_given:
        return False
    return row.said_on < (last.said_on or business_date(last.recorded_at))


def outdated_text() -> str:
    """Say why a row that is outdated is not recorded."""
    return _(
        "The member said otherwise on a later day, and the later word counts.",
    )
