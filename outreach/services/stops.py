"""Stops of contact: nobody writes to a member until somebody says so."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from members.services.locking import lock_unmerged
from members.services.refusal_ledger import (
    STOP,
    Refusal,
    note_refusal,
    refusing_members,
)
from outreach.models import ContactStop


@atomic_with_retry
def stop_contact(
    *,
    member_id: int,
    reason: str,
    until: date | None,
    now: datetime,
    user: Any,
) -> ContactStop:
    """Let nobody write to a member from now on; return the stop.

    Errors: Invalid for a day that is not to come; Conflict if contact is
    stopped already.
    """
    member = lock_unmerged([member_id])[member_id]
    today = business_date(now)
    if until is not None and until <= today:
        text = _("Choose a day after today, or none.")
        raise Invalid("bad_day", text, where={"field": "until"})
    if ContactStop.objects.in_force(today).filter(member=member).exists():
        text = _("Contact with this member is stopped already.")
        raise Conflict("stopped_already", text)
    row = ContactStop(
        member=member,
        reason=reason,
        until=until,
        made_at=now,
        made_by=user,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    note_refusal(member.pk, STOP, now, until)
    return row


@atomic_with_retry
def end_stop(*, stop_id: int, now: datetime, user: Any) -> ContactStop:
    """End a stop and return it. Errors: Conflict if it has ended."""
    row: ContactStop = ContactStop.objects.select_for_update(
        of=("self",),
    ).get(pk=stop_id)
    if row.ended_at is not None:
        raise Conflict("stop_ended", _("This stop has ended already."))
    row.ended_at = max(now, row.made_at)
    row.ended_by = user
    row.save(update_fields=["ended_at", "ended_by"])
    return row


@atomic_with_retry
def undo_end(*, stop_id: int, now: datetime) -> ContactStop:
    """Put a stop in force again and return it. Errors: Conflict if another
    one is in force.
    """
    row: ContactStop = ContactStop.objects.select_for_update(
        of=("self",),
    ).get(pk=stop_id)
    today = business_date(now)
    others = ContactStop.objects.in_force(today).filter(member=row.member_id)
    if others.exists():
        text = _("Contact with this member is stopped already.")
        raise Conflict("stopped_already", text)
    row.ended_at = None
    row.ended_by = None
    row.save(update_fields=["ended_at", "ended_by"])
    note_refusal(row.member_id, STOP, now, row.until)
    return row


def replay_stops(refusals: Iterable[Refusal], *, now: datetime) -> int:
    """Stop contact again where a restored database does not know of the stop;
    return how many stops were added.

    Whether a stop was ended after the backup is not known: a colleague ends it
    again.
    """
    today = business_date(now)
    count = 0
    for refusal in refusals:
        is_over = refusal.until is not None and refusal.until <= today
        if refusal.purpose != STOP or is_over:
            continue
        for member_id in refusing_members(refusal):
            count += _stop_again(member_id, refusal, now)
    return count


@atomic_with_retry
def _stop_again(member_id: int, refusal: Refusal, now: datetime) -> bool:
    member = lock_unmerged([member_id])[member_id]
    stops = ContactStop.objects.filter(member=member)
    known = stops.filter(
        Q(made_at__gte=refusal.made_at) | Q(ended_at__gte=refusal.made_at),
    )
    in_force = stops.in_force(business_date(now))
    lasting = in_force.filter(until__isnull=True)
    if refusal.until is not None:
        lasting |= in_force.filter(until__gte=refusal.until)
    if known.exists() or lasting.exists():
        return False
    ContactStop.objects.create(
        member=member,
        reason=_("Taken from the ledger after a backup was restored"),
        until=refusal.until,
        made_at=now,
    )
    note_refusal(member.pk, STOP, now, refusal.until)
    return True
