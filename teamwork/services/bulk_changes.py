"""Changes to many members at once: made part by part, with what was before, and
undone the same way.

A part and its record are committed together, so a worker that dies loses and
repeats nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from common.jobs.queue import Clock, Progress, request_job
from members.services.locking import lock_unmerged
from teamwork.models import BulkChange
from teamwork.services.bulk_kinds import BULK_KINDS

PIECE = 500


@atomic_with_retry
def change_members(
    *,
    kind: str,
    subject: str,
    parameters: dict[str, Any],
    member_ids: Sequence[int],
    user: Any,
    now: datetime,
) -> BulkChange:
    """Make the change, or queue it for more than PIECE members; return it.

    Errors: DomainError.
    """
    ids = list(dict.fromkeys(member_ids))
    change = BulkChange.objects.create(
        kind=kind,
        subject=subject,
        parameters=parameters,
        member_ids=ids,
        member_count=len(ids),
        made_at=now,
        made_by=user,
    )
    return _start(change, user=user, now=now, is_undo=False)


@atomic_with_retry
def undo_change(*, change: BulkChange, user: Any, now: datetime) -> BulkChange:
    """Restore what is still as the change left it, or queue that; return the
    change.

    Errors: Conflict if it is still running or was undone already.
    """
    row = BulkChange.objects.select_for_update().get(pk=change.pk)
    if row.undone_at or (row.job and row.job.is_open):
        raise Conflict(
            "not_undoable",
            _("This change is still running, or has been undone already."),
        )
    row.undone_at = now
    row.undone_by = user
    row.save(update_fields=["undone_at", "undone_by"])
    return _start(row, user=user, now=now, is_undo=True)


def _start(
    change: BulkChange,
    *,
    user: Any,
    now: datetime,
    is_undo: bool,
) -> BulkChange:
    if change.member_count <= PIECE:
        return _next_part(change.pk, now, is_undo=is_undo)
    change.job = request_job(
        kind="change_members",
        arguments={"change_id": change.pk, "is_undo": is_undo},
        user=user,
        now=now,
    )
    change.save(update_fields=["job"])
    return change


@atomic_with_retry
def _next_part(change_id: int, now: datetime, *, is_undo: bool) -> BulkChange:
    locked = BulkChange.objects.select_for_update(of=("self",))
    change = locked.select_related("made_by").get(pk=change_id)
    start = _processed(change, is_undo)
    ids = change.member_ids[start : start + PIECE]
    lock_unmerged(ids)
    if is_undo:
        _undo_part(change, ids, now)
    else:
        _make_part(change, ids, now)
    change.save()
    return change


def _processed(change: BulkChange, is_undo: bool) -> int:
    return change.undone if is_undo else change.done


def _make_part(change: BulkChange, ids: list[int], now: datetime) -> None:
    part = BULK_KINDS[change.kind].make(change, ids, now)
    change.before |= {str(pk): value for pk, value in part.before.items()}
    change.refused |= {str(pk): why for pk, why in part.refused.items()}
    change.changed = len(change.before)
    change.done += len(ids)


def _undo_part(change: BulkChange, ids: list[int], now: datetime) -> None:
    before = {
        pk: change.before[str(pk)] for pk in ids if str(pk) in change.before
    }
    change.restored += BULK_KINDS[change.kind].undo(change, before, now)
    change.undone += len(ids)


def change_members_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    change_id: int,
    is_undo: bool,
) -> dict[str, int]:
    """Make or undo a change for all of its members, one part after the other."""
    change = BulkChange.objects.get(pk=change_id)
    while _processed(change, is_undo) < change.member_count:
        progress.report(_processed(change, is_undo), change.member_count)
        change = _next_part(change_id, clock(), is_undo=is_undo)
    return {
        "changed": change.restored if is_undo else change.changed,
        "refused": len(change.refused),
    }
