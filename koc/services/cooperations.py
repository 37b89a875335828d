"""Paid cooperation with members: recorded, ended, taken back. What is written
in its time counts as paid; by the policy it ends the KOC status.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.utils.translation import gettext as _

from common.calendar import business_date, day_begins
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from community.models import Cooperation, Post
from community.services.changed_threads import note_changed_threads
from koc.models import KocSpell
from koc.selectors.policies import policy_in_force
from koc.services.owner_scores import compute_owner_scores
from koc.services.roster import FIRST_YEAR, end_koc
from koc.services.undoing import undo_batch
from members.models import Member
from members.services.locking import lock_unmerged

MOST_AHEAD = timedelta(days=3653)


class Agreement(NamedTuple):
    """Who pays a member from when until when (None: it goes on), for what."""

    partner: str
    started_on: date
    ended_on: date | None = None
    note: str = ""


@atomic_with_retry
def record_cooperation(
    *,
    member: Member,
    agreement: Agreement,
    is_confirmed: bool,
    now: datetime,
    user: Any,
) -> tuple[Cooperation, bool]:
    """Record that somebody pays a member, and end their KOC status if the
    policy says so; return the row, and whether it is new: who pays from the
    same day on is recorded once.

    Errors: Conflict if the member is no person, or if a KOC status would end
    and that is not confirmed; Invalid for impossible days.
    """
    member = lock_unmerged([member.pk])[member.pk]
    if member.kind != Member.Kind.PERSON:
        raise Conflict("not_a_person", _("Only persons can be paid."))
    _check_days(agreement.started_on, agreement.ended_on, business_date(now))
    known = Cooperation.objects.filter(
        member=member,
        partner=agreement.partner,
        started_on=agreement.started_on,
        cancelled_at__isnull=True,
    ).first()
    if known is not None:
        return known, False
    spell = status_ended_by(member, agreement)
    if spell is not None and not is_confirmed:
        text = _("This ends the KOC status of %(name)s: confirm it.")
        raise Conflict("confirm_end", text % {"name": member})
    row = Cooperation(
        member=member,
        **agreement._asdict(),
        recorded_by=user,
        recorded_at=now,
        batch=uuid4(),
    )
    row.full_clean(validate_constraints=False)
    row.save()
    if spell is not None:
        _end_status(spell, row)
    _read_again(row, row.started_on, row.ended_on, now=now)
    return row, True


@atomic_with_retry
def set_end_of_cooperation(
    *,
    cooperation_id: int,
    ended_on: date | None,
    now: datetime,
) -> Cooperation:
    """Say until when a cooperation is paid, None while it goes on; return it.
    A KOC status that it ended stays ended: it is given anew by a decision.

    Errors: Conflict if it was taken back; Invalid for an impossible day.
    """
    row = _lock(cooperation_id)
    _check_days(row.started_on, ended_on, business_date(now))
    before = row.ended_on
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    last = None
    if before is not None and ended_on is not None:
        last = max(before, ended_on)
    _read_again(row, row.started_on, last, now=now)
    return row


@atomic_with_retry
def cancel_cooperation(
    *,
    cooperation_id: int,
    now: datetime,
    user: Any,
) -> tuple[Cooperation, bool]:
    """Take a cooperation back that was entered by mistake, and with it the end
    of the KOC status that it brought; return it, and whether an end stays
    because the status was changed again since.

    Errors: Conflict if it was taken back already.
    """
    row = _lock(cooperation_id)
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    _undone, stay = undo_batch(batch=row.batch, now=now, user=user)
    _read_again(row, row.started_on, row.ended_on, now=now)
    return row, stay > 0


def status_ended_by(member: Member, agreement: Agreement) -> KocSpell | None:
    """Return the KOC status that a cooperation ends by the policy in force;
    None if the member has none, or had none yet when it was over.
    """
    if not policy_in_force().pay_ends:
        return None
    spell = KocSpell.objects.open().filter(member=member).first()
    ended_on = agreement.ended_on
    if spell is None or (ended_on is not None and ended_on < spell.since):
        return None
    return spell


def _end_status(spell: KocSpell, row: Cooperation) -> None:
    note = _("Paid cooperation with %(partner)s from %(day)s on.")
    end_koc(
        spell_id=spell.pk,
        end_reason=KocSpell.EndReason.PAID,
        note=note % {"partner": row.partner, "day": row.started_on},
        thanks="",
        now=row.recorded_at,
        user=row.recorded_by,
        batch=row.batch,
    )


def _lock(cooperation_id: int) -> Cooperation:
    rows = Cooperation.objects.select_for_update()
    row: Cooperation = rows.get(pk=cooperation_id)
    if row.cancelled_at is not None:
        raise Conflict("taken_back", _("This was taken back already."))
    return row


def _check_days(first: date, last: date | None, today: date) -> None:
    if not date(FIRST_YEAR, 1, 1) <= first <= today:
        text = _("The day lies in the future, or before the year 2000.")
        raise Invalid("bad_day", text, where={"field": "started_on"})
    if last is not None and last < first:
        text = _("It cannot end before it begins.")
        raise Invalid("bad_day", text, where={"field": "ended_on"})
    if last is not None and last - today > MOST_AHEAD:
        text = _("Choose a day within the next ten years.")
        raise Invalid("bad_day", text, where={"field": "ended_on"})


def _read_again(
    row: Cooperation,
    first: date,
    last: date | None,
    *,
    now: datetime,
) -> None:
    """Let what the member wrote in these days be read again, and their score
    be computed anew.
    """
    posts = Post.objects.filter(
        author=row.member_id,
        posted_at__gte=day_begins(first),
    )
    if last is not None:
        posts = posts.filter(posted_at__lt=day_begins(last + timedelta(1)))
    threads = posts.order_by().values_list("source_id", "thread_key")
    note_changed_threads(threads.distinct())
    compute_owner_scores([row.member_id], now=now)
