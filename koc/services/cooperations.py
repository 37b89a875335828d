"""Paid cooperation with members: recorded, ended, taken back. What is written
in its time counts as paid; by the policy it ends the KOC status.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.models import Min
from django.utils.translation import gettext as _

from common.calendar import business_date, day_begins
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from community.models import Cooperation, Post
from community.selectors.paid_times import paid_on
from community.services.changed_threads import note_changed_threads
from koc.models import KocChange, KocSpell
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

    Errors: Conflict if it was taken back, or if it would be paid in the time of
    a KOC status that it did not reach so far; Invalid for an impossible day.
    """
    row = _lock(cooperation_id)
    _check_days(row.started_on, ended_on, business_date(now))
    before = row.ended_on
    _check_leaves_status(row, ended_on)
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
) -> tuple[Cooperation, str]:
    """Take a cooperation back that was entered by mistake, and with it the end
    of the KOC status that it brought; return it, and why an end stays: somebody
    else pays the member now, or the status was changed again since. "" if none
    stays.

    Errors: Conflict if it was taken back already.
    """
    row = _lock(cooperation_id)
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    stays = _undo_ends(row, now=now, user=user)
    _read_again(row, row.started_on, row.ended_on, now=now)
    return row, stays


def _undo_ends(row: Cooperation, *, now: datetime, user: Any) -> str:
    """Take back the end of a KOC status that this cooperation brought, or one
    taken back before while this one went on; return why its own end stays.
    """
    theirs = Cooperation.objects.filter(member=row.member_id)
    if policy_in_force().pay_ends:
        other = paid_on(business_date(now), theirs).first()
        if other is not None:
            text = _("%(partner)s pays them too: the KOC status stays ended.")
            ended = KocChange.objects.filter(batch=row.batch).exists()
            return text % {"partner": other.partner} if ended else ""
    taken_back = theirs.filter(cancelled_at__isnull=False)
    for one in taken_back.exclude(pk=row.pk).order_by("pk"):
        undo_batch(batch=one.batch, now=now, user=user)
    _undone, stay = undo_batch(batch=row.batch, now=now, user=user)
    if not stay:
        return ""
    return _("The KOC status was changed since, and stays as it is.")


@atomic_with_retry
def follow_paid_members(member_ids: Collection[int], *, now: datetime) -> None:
    """Read again what these members wrote since one of them was first paid, and
    compute their scores anew, after rows changed hands between them.
    """
    rows = Cooperation.objects.filter(
        member__in=member_ids,
        cancelled_at__isnull=True,
    )
    first = rows.aggregate(first=Min("started_on"))["first"]
    if first is not None:
        _note_threads(member_ids, first, None)
    compute_owner_scores(member_ids, now=now)


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


def _check_leaves_status(row: Cooperation, ended_on: date | None) -> None:
    """Refuse an end by which the cooperation would reach into a KOC status."""
    before, after = (
        status_ended_by(
            row.member, Agreement(row.partner, row.started_on, end)
        )
        for end in (row.ended_on, ended_on)
    )
    if before is None and after is not None:
        text = _(
            "%(name)s is KOC. Record a new cooperation: that ends the KOC "
            "status, once confirmed.",
        )
        raise Conflict("is_koc", text % {"name": row.member})


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
    _note_threads([row.member_id], first, last)
    compute_owner_scores([row.member_id], now=now)


def _note_threads(
    authors: Collection[int],
    first: date,
    last: date | None,
) -> None:
    posts = Post.objects.filter(
        author__in=authors,
        posted_at__gte=day_begins(first),
    )
    if last is not None:
        posts = posts.filter(posted_at__lt=day_begins(last + timedelta(1)))
    threads = posts.order_by().values_list("source_id", "thread_key")
    note_changed_threads(threads.distinct())
