"""Erase a person: all their records, whatever was derived from them, files."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.audit.units import record
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, NotFound
from common.jobs.queue import Clock, Progress, request_job
from common.models import AuditRecord
from members.models import Erasure, Member
from members.selectors.persons import (
    identifiers_of_person,
    is_being_erased,
    records_of_person,
)
from members.services.erasing import erase_rows, hide_in_texts
from members.services.erasure_files import (
    delete_files_with,
    note_in_ledger,
)
from members.services.locking import lock_unmerged

JOB = "erase_person"
STEPS = 4


@atomic_with_retry
def request_erasure(
    *,
    member_id: int,
    reason: str,
    user: Any,
    now: datetime,
) -> Erasure:
    """Write down that a person is to be erased, and let a job do it.

    Errors: NotFound; Conflict if they are erased already, or being erased.
    """
    if not Member.objects.filter(pk=member_id).exists():
        text = _("There is no member with the number %(number)s.")
        raise NotFound("unknown_member", text % {"number": member_id})
    member = lock_unmerged([member_id])[member_id]
    _check_not_erased(member)
    erasure: Erasure = Erasure.objects.create(
        member=member,
        member_numbers=records_of_person(member.pk),
        reason=reason,
        asked_at=now,
        asked_by=user,
    )
    erasure.job = request_job(
        kind=JOB,
        arguments={"erasure": erasure.pk},
        user=user,
        now=now,
    )
    erasure.save(update_fields=["job"])
    return erasure


def _check_not_erased(member: Member) -> None:
    if member.kind == Member.Kind.ERASED:
        raise Conflict("already_erased", _("This person is erased already."))
    if is_being_erased(member.pk):
        raise Conflict("being_erased", _("This person is being erased."))


def run_erasure_job(
    *,
    progress: Progress,
    clock: Clock,
    erasure: int,
    **_job: Any,
) -> dict[str, Any]:
    """Erase the person of an erasure; safe to run again."""
    row = Erasure.objects.get(pk=erasure)

    def note() -> None:
        asked_at = row.asked_at.isoformat()
        note_in_ledger(row.pk, row.member_numbers, asked_at)

    removed = erase_person(row.member_numbers, progress=progress, note=note)
    finish_erasure(erasure=row, removed=removed, now=clock())
    return {"removed": sum(removed.values())}


def erase_person(
    numbers: list[int],
    *,
    progress: Progress,
    note: Callable[[], None] | None = None,
) -> dict[str, int]:
    """Erase these records of a person; return how many rows and files changed.

    Texts and files are searched first, while it is known what for. note is
    called when the first rows are about to change: an erasure that was
    cancelled before is none, and is not done again in a restored backup.
    """
    known = identifiers_of_person(numbers)
    progress.report(0, STEPS, _("Files"))
    files = delete_files_with(known)
    progress.report(1, STEPS, _("Texts that mention them"))
    if note is not None:
        note()
    mentions = hide_in_texts(known)
    progress.report(2, STEPS, _("Their rows"))
    removed = erase_rows(numbers)
    for label, count in mentions.items():
        removed[label] = removed.get(label, 0) + count
    if files:
        removed["files"] = files
    progress.report(STEPS, STEPS)
    return removed


@atomic_with_retry
def finish_erasure(
    *,
    erasure: Erasure,
    removed: dict[str, int],
    now: datetime,
) -> None:
    """Write down that a person is erased, and how much of what was."""
    row = Erasure.objects.select_for_update().get(pk=erasure.pk)
    total = dict(row.removed)
    for label, count in removed.items():
        total[label] = total.get(label, 0) + count
    row.removed = total
    row.done_at = now
    row.reason = ""
    row.save(update_fields=["removed", "done_at", "reason"])
    record(
        AuditRecord.Act.DELETE,
        object_type="members.Person",
        object_id=row.member_id,
        changes={"records": [None, len(row.member_numbers)]},
        cause=JOB,
    )


def replay_erasures(
    people: list[tuple[list[int], datetime]],
    *,
    now: datetime,
) -> list[int]:
    """Erase these people again in a database that may have them back; return
    the numbers of those who were.

    people: the numbers of each, and when the erasure was asked for. A member
    who was created later has the number of an erased one by chance.
    """
    back = []
    for all_numbers, asked_at in people:
        present = Member.objects.filter(
            pk__in=all_numbers,
            created_at__lte=asked_at,
        )
        there = set(present.values_list("pk", flat=True))
        numbers = [number for number in all_numbers if number in there]
        unerased = present.exclude(kind=Member.Kind.ERASED)
        if not unerased.exists():
            continue
        removed = erase_person(numbers, progress=Progress(None))
        _note_replay(numbers, removed, now)
        back.append(numbers[0])
    return back


def replay_known_erasures(
    in_ledger: Iterable[tuple[list[int], datetime]],
    *,
    now: datetime,
) -> tuple[int, int]:
    """Erase again whom the ledger or this database itself names as erased;
    return how many erasures are known and how many people were erased.
    """
    people = list(in_ledger)
    done = Erasure.objects.filter(done_at__isnull=False)
    people += done.values_list("member_numbers", "asked_at")
    back = replay_erasures(people, now=now)
    return len(people), len(back)


@atomic_with_retry
def _note_replay(
    numbers: list[int],
    removed: dict[str, int],
    now: datetime,
) -> None:
    present = Member.objects.filter(pk__in=numbers).order_by("pk")
    Erasure.objects.create(
        member=present[0],
        member_numbers=numbers,
        reason="",
        asked_at=now,
        done_at=now,
        removed=removed,
    )
