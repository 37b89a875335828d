"""Graduations: opened by a sign, gone through step by step, ended by a
colleague. No step sends anything.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from community.models import Post
from members.models import Member
from members.services.locking import lock_unmerged
from outreach.models import Graduation, GraduationStep, Honour

Kind = GraduationStep.Kind
# Within how many days each step is due.
STEP_DAYS: Mapping[str, int] = {
    Kind.THANKS: 7,
    Kind.BADGE: 7,
    Kind.ESSAY: 14,
    Kind.BLESSINGS: 30,
    Kind.ROLE: 30,
}
QUOTE_LENGTH = 300


class Sign(NamedTuple):
    """What shows that a member parts: its kind, the post and its words."""

    cause: str
    post: Post | None = None
    quote: str = ""


@atomic_with_retry
def open_graduation(
    *,
    member_id: int,
    sign: Sign,
    owner: Any,
    now: datetime,
    user: Any,
) -> Graduation:
    """Open a graduation with its checklist, and return it.

    Errors: Conflict if one is open already, or the member is no person.
    """
    member = lock_unmerged([member_id])[member_id]
    if member.kind != Member.Kind.PERSON:
        raise Conflict("not_a_person", _("Only persons can graduate."))
    if Graduation.objects.open().filter(member=member).exists():
        text = _("A graduation of this member is open already.")
        raise Conflict("open_already", text)
    row = Graduation(
        member=member,
        cause=sign.cause,
        post=sign.post,
        quote=sign.quote[:QUOTE_LENGTH],
        owner=owner,
        opened_at=now,
        opened_by=user,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    GraduationStep.objects.bulk_create(_checklist(row, business_date(now)))
    return row


def _checklist(row: Graduation, today: date) -> list[GraduationStep]:
    """Return the steps of a new graduation."""
    steps = []
    for position, (kind, days) in enumerate(STEP_DAYS.items()):
        step = GraduationStep(
            graduation=row,
            kind=kind,
            position=position,
            owner=row.owner,
            due_on=today + timedelta(days=days),
        )
        steps.append(step)
    return steps


@atomic_with_retry
def finish_step(
    *,
    step_id: int,
    evidence: str,
    now: datetime,
    user: Any,
) -> GraduationStep:
    """Record that a step is done, and what shows it; return the step.

    Errors: Conflict if it is done, left out, or its graduation has ended; the
    badge has an act of its own.
    """
    step = _lock_step(step_id)
    if step.kind == Kind.BADGE:
        text = _("Give the badge: then this step is done.")
        raise Conflict("give_the_badge", text)
    _mark_done(step, evidence, now, user)
    return step


def _mark_done(
    step: GraduationStep,
    evidence: str,
    now: datetime,
    user: Any,
) -> None:
    step.evidence = evidence
    step.done_on = business_date(now)
    step.done_by = user
    step.full_clean()
    step.save()


@atomic_with_retry
def skip_step(*, step_id: int, user: Any, now: datetime) -> GraduationStep:
    """Leave a step out, and return it. Errors: Conflict as finish_step."""
    step = _lock_step(step_id)
    step.is_skipped = True
    step.done_by = user
    step.save(update_fields=["is_skipped", "done_by"])
    return step


@atomic_with_retry
def reopen_step(*, step_id: int) -> GraduationStep:
    """Undo that a step was done or left out, and return it. A badge stays.

    Errors: Conflict if its graduation has ended, or it is the badge.
    """
    rows = GraduationStep.objects.select_for_update(of=("self",))
    step: GraduationStep = rows.select_related("graduation").get(pk=step_id)
    if step.graduation.ending or (step.kind == Kind.BADGE and step.done_on):
        text = _(
            "This stays: the graduation has ended, or the badge is given."
        )
        raise Conflict("step_stays", text)
    step.is_skipped = False
    step.done_on = None
    step.done_by = None
    step.evidence = ""
    step.save()
    return step


@atomic_with_retry
def give_honour(
    *,
    graduation_id: int,
    kind: str,
    now: datetime,
    user: Any,
) -> Honour:
    """Give the badge for good, and return it; its step is done.

    Errors: Conflict if the member holds it already.
    """
    row = _lock(graduation_id)
    if kind not in Honour.Kind.values:
        raise Invalid("unknown_badge", _("There is no such badge."))
    if Honour.objects.filter(member=row.member_id, kind=kind).exists():
        raise Conflict(
            "held_already", _("The member holds this badge already.")
        )
    honour = Honour.objects.create(
        member_id=row.member_id,
        kind=kind,
        graduation=row,
        given_on=business_date(now),
        given_by=user,
    )
    step = row.steps.filter(kind=Kind.BADGE, done_on__isnull=True).first()
    if step is not None:
        step.is_skipped = False
        _mark_done(step, str(honour), now, user)
    return honour


@atomic_with_retry
def set_roles(
    *,
    honour_id: int,
    is_adviser: bool,
    is_mentor: bool,
) -> Honour:
    """Record whether a member with a badge advises us or mentors owners;
    return the badge.
    """
    rows = Honour.objects.select_for_update(of=("self",))
    honour: Honour = rows.get(pk=honour_id)
    honour.is_adviser = is_adviser
    honour.is_mentor = is_mentor
    honour.save(update_fields=["is_adviser", "is_mentor"])
    return honour


@atomic_with_retry
def end_graduation(
    *,
    graduation_id: int,
    ending: str,
    note: str,
    now: datetime,
    user: Any,
) -> Graduation:
    """End a graduation and return it.

    Errors: Conflict if it has ended, or a ceremony is said to be held while
    steps are open.
    """
    row = _lock(graduation_id)
    is_held = ending == Graduation.Ending.HELD
    left = row.steps.filter(done_on__isnull=True, is_skipped=False)
    if is_held and left.exists():
        text = _("Steps are open: %(steps)s. Do them, or leave them out.")
        names = ", ".join(str(step) for step in left)
        raise Conflict("steps_open", text % {"steps": names})
    row.ending = ending
    row.ended_on = business_date(now)
    row.note = note
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@atomic_with_retry
def reopen_graduation(*, graduation_id: int) -> Graduation:
    """Undo the end of a graduation, and return it. Errors: Conflict if it is
    open, or another one of the member is.
    """
    rows = Graduation.objects.select_for_update(of=("self",))
    row: Graduation = rows.get(pk=graduation_id)
    others = Graduation.objects.open().filter(member=row.member_id)
    if not row.ending or others.exists():
        text = _("A graduation of this member is open already.")
        raise Conflict("open_already", text)
    row.ending = ""
    row.ended_on = None
    row.save()
    return row


@atomic_with_retry
def record_repurchase(
    *,
    graduation_id: int,
    on: date,
    vehicle: Any = None,
    now: datetime,
) -> Graduation:
    """Record that the member bought a car of ours again; return the graduation.

    Errors: Invalid for a day to come or before the graduation.
    """
    rows = Graduation.objects.select_for_update(of=("self",))
    row: Graduation = rows.get(pk=graduation_id)
    if not business_date(row.opened_at) <= on <= business_date(now):
        text = _("Choose a day since the graduation began, up to today.")
        raise Invalid("bad_day", text, where={"field": "on"})
    row.repurchased_on = on
    row.repurchase = vehicle
    row.save(update_fields=["repurchased_on", "repurchase"])
    return row


def _lock(graduation_id: int) -> Graduation:
    """Lock an open graduation and return it. Errors: Conflict."""
    rows = Graduation.objects.select_for_update(of=("self",))
    row: Graduation = rows.get(pk=graduation_id)
    if row.ending:
        raise Conflict("ended", _("This graduation has ended already."))
    return row


def _lock_step(step_id: int) -> GraduationStep:
    """Lock an open step and return it. Errors: Conflict."""
    rows = GraduationStep.objects.select_for_update(of=("self",))
    step: GraduationStep = rows.select_related("graduation").get(pk=step_id)
    is_open = step.done_on is None and not step.is_skipped
    if not is_open or step.graduation.ending:
        raise Conflict(
            "step_done", _("This step is done or left out already.")
        )
    return step
