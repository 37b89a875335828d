"""Taking back a judgement or a decision about a nomination."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden
from koc.models import KocChange
from koc.services.undoing import undo_change
from members.services.locking import lock_unmerged
from teamwork.models import Judgement, Nomination

# So long after it was made a judgement or decision can be taken back.
UNDO_HOURS = 24
UNDO_WITHIN = timedelta(hours=UNDO_HOURS)


@atomic_with_retry
def undo_judgement(
    *, judgement_id: int, now: datetime, user: Any
) -> Nomination:
    """Remove a judgement, so that it can be given again; return its nomination.

    Errors: Forbidden if another gave it; Conflict if the nomination is decided
    or UNDO_WITHIN is over.
    """
    number = Judgement.objects.values_list("nomination").get(pk=judgement_id)[
        0
    ]
    nomination = _lock(number)
    row = Judgement.objects.filter(pk=judgement_id).first()
    if row is None:
        raise Conflict("undone_already", _("This is undone already."))
    if row.judged_by_id != user.pk:
        text = _("Only who judged can take the judgement back.")
        raise Forbidden("not_yours", text)
    if nomination.state != Nomination.State.OPEN:
        text = _("It is decided by now: have the decision taken back first.")
        raise Conflict("decided", text)
    _check_time(row.judged_at, now)
    row.delete()
    return nomination


@atomic_with_retry
def undo_decision(
    *, nomination_id: int, now: datetime, user: Any
) -> Nomination:
    """Open a decided nomination again; return it. What an approval did to the
    KOC status is undone with it.

    Errors: Conflict if it is not decided, UNDO_WITHIN is over, the KOC status
    was changed since, or the member is nominated again.
    """
    row = _lock(nomination_id)
    if row.decided_at is None:
        raise Conflict("undone_already", _("This is undone already."))
    _check_time(row.decided_at, now)
    member = lock_unmerged([row.member_id])[row.member_id]
    if member.nominations.filter(state=Nomination.State.OPEN).exists():
        raise Conflict(
            "already_nominated",
            _("This member is nominated already."),
        )
    if row.koc_spell_id is not None:
        _undo_status(row, row.decided_at, now, user)
    row.state = Nomination.State.OPEN
    row.decision_reason = ""
    row.decided_by = None
    row.decided_at = None
    row.proposer_informed_at = None
    row.koc_spell = None
    row.save(
        update_fields=[
            "state",
            "decision_reason",
            "decided_by",
            "decided_at",
            "proposer_informed_at",
            "koc_spell",
        ],
    )
    return row


def may_be_undone(made_at: datetime | None, now: datetime) -> bool:
    """Tell whether what was done at a moment can be taken back now."""
    return made_at is not None and now <= made_at + UNDO_WITHIN


def _lock(nomination_id: int) -> Nomination:
    rows = Nomination.objects.select_for_update()
    row: Nomination = rows.get(pk=nomination_id)
    return row


def _check_time(made_at: datetime, now: datetime) -> None:
    if not may_be_undone(made_at, now):
        text = _("It can be taken back for %(hours)s hours; that is over.")
        raise Conflict("too_late", text % {"hours": UNDO_HOURS})


def _undo_status(
    row: Nomination,
    decided_at: datetime,
    now: datetime,
    user: Any,
) -> None:
    """Undo the change of the KOC status that the approval made.

    Errors: Conflict if the status was changed since.
    """
    made = KocChange.objects.filter(
        spell=row.koc_spell_id,
        made_at=decided_at,
    ).first()
    if made is None:
        text = _("This was changed again meanwhile; look at it first.")
        raise Conflict("changed_again", text)
    undo_change(change_id=made.pk, now=now, user=user)
