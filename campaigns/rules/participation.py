"""What a row about a participant changes, and what is wrong with it."""

from datetime import date
from typing import NamedTuple

DAY_FIELDS = ("signed_up_on", "attended_on", "cancelled_on")


class Facts(NamedTuple):
    """What is known of a participant."""

    signed_up_on: date | None = None
    attended_on: date | None = None
    cancelled_on: date | None = None
    note: str = ""

    @property
    def has_place(self) -> bool:
        """Tell whether their sign-up holds."""
        return self.signed_up_on is not None and self.cancelled_on is None


class ParticipantRow(NamedTuple):
    """What a row says about a member; None: nothing."""

    member_id: int
    signed_up_on: date | None = None
    attended_on: date | None = None
    cancelled_on: date | None = None
    note: str | None = None


def facts_after(held: Facts, row: ParticipantRow) -> Facts:
    """Return what is known once a row was read.

    The same rows may come again at any time. Who signed up keeps the first
    day, and who called off signs up anew only on a later day: an older row
    says nothing about it. Nor does a call-off that lies before the sign-up.
    """
    signed, cancelled = held.signed_up_on, held.cancelled_on
    if row.signed_up_on is not None:
        is_anew = cancelled is not None and row.signed_up_on > cancelled
        if signed is None or is_anew:
            signed = row.signed_up_on
        if is_anew:
            cancelled = None
    off = row.cancelled_on
    if off is not None and (signed is None or off >= signed):
        cancelled = off
    return Facts(
        signed_up_on=signed,
        attended_on=row.attended_on or held.attended_on,
        cancelled_on=cancelled,
        note=held.note if row.note is None else row.note,
    )


def row_fault(
    row: ParticipantRow, after: Facts, today: date
) -> tuple[str, str] | None:
    """Return field and code of what is wrong with a row, None for nothing;
    `after`: what would be known once it was read.
    """
    for name in DAY_FIELDS:
        day = getattr(row, name)
        if day is not None and day > today:
            return name, "future"
    if after.signed_up_on is None and after.attended_on is None:
        return "signed_up_on", "no_day"
    return None
