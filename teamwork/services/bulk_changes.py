"""Changes to many members at once: gone through in pieces, each kept with what was before, taken back the same way.

A piece and what it remembers are committed together, so that a worker that dies loses and doubles nothing. Taking
back touches only what is still as the change left it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import ReaderError
from common.services.jobs import Clock, Progress, request_job
from insights.models import Segment, SegmentSpell
from insights.services.segments import delist_members, enlist_members
from members.models import Member, MemberTag
from members.services.directory import tag_members, update_members
from teamwork.models import BulkChange, Nomination
from teamwork.services.nominations import nominate, withdraw_nomination

PIECE = 500
WORKS = 3
STAFF = MemberTag.Source.STAFF


class Piece(NamedTuple):
    """What became of a piece: of whom what was before, and whom it was refused, and why."""

    before: dict[int, Any]
    refused: dict[int, str]


def _tag(change: BulkChange, ids: Sequence[int], now: datetime) -> Piece:
    name = change.parameters["name"]
    held = {tag.member_id: tag for tag in MemberTag.objects.filter(member_id__in=ids, name=name)}
    tag_members(member_ids=ids, name=name, source=STAFF)
    as_was = {pk: [t.source, t.weight, t.is_rejected] if (t := held.get(pk)) else None for pk in ids}
    return Piece({pk: was for pk, was in as_was.items() if was != [STAFF, 1.0, False]}, {})


def _untag(change: BulkChange, before: dict[int, Any], now: datetime) -> int:
    given = {"name": change.parameters["name"], "source": STAFF, "weight": 1.0, "is_rejected": False}
    tags = list(MemberTag.objects.filter(member_id__in=before, **given))
    for tag in tags:
        if before[tag.member_id] is None:
            tag.delete()
        else:
            tag.source, tag.weight, tag.is_rejected = before[tag.member_id]
            tag.save(update_fields=["source", "weight", "is_rejected"])
    return len(tags)


def _contact(change: BulkChange, ids: Sequence[int], now: datetime) -> Piece:
    user = get_user_model().objects.get(pk=change.parameters["user"])
    rows = Member.objects.filter(pk__in=ids).values_list("pk", "primary_contact", "backup_contact")
    before = {pk: [primary, backup] for pk, primary, backup in rows if [primary, backup] != [user.pk, None]}
    update_members(member_ids=list(before), changes={"primary_contact": user, "backup_contact": None}, now=now)
    return Piece(before, {})


def _give_back(change: BulkChange, before: dict[int, Any], now: datetime) -> int:
    given = {"primary_contact": change.parameters["user"], "backup_contact": None}
    still = list(Member.objects.filter(pk__in=before, **given).values_list("pk", flat=True))
    known = set(get_user_model().objects.values_list("pk", flat=True))
    for pk in still:
        primary, backup = (user if user in known else None for user in before[pk])
        update_members(member_ids=[pk], changes={"primary_contact_id": primary, "backup_contact_id": backup}, now=now)
    return len(still)


def _enlist(change: BulkChange, ids: Sequence[int], now: datetime) -> Piece:
    name = change.parameters["name"]
    inside = SegmentSpell.objects.open().filter(segment__name=name, member_id__in=ids)
    fresh = sorted(set(ids) - set(inside.values_list("member_id", flat=True)))
    enlist_members(name=name, member_ids=fresh, now=now, user=change.made_by)
    return Piece(dict.fromkeys(fresh), {})


def _delist(change: BulkChange, before: dict[int, Any], now: datetime) -> int:
    segment = Segment.objects.get(name=change.parameters["name"])
    return delist_members(segment=segment, member_ids=list(before), now=now)


def _nominate(change: BulkChange, ids: Sequence[int], now: datetime) -> Piece:
    piece = Piece({}, {})
    for member in Member.objects.filter(pk__in=ids).order_by("pk"):
        works = member.posts.filter(is_deleted=False).order_by("-reaction_count", "-posted_at")[:WORKS]
        said = {"reason": change.parameters["reason"], "works": list(works), "user": change.made_by}
        try:
            piece.before[member.pk] = nominate(member=member, now=now, **said).pk
        except ReaderError as error:
            piece.refused[member.pk] = str(error.message)
    return piece


def _withdraw(change: BulkChange, before: dict[int, Any], now: datetime) -> int:
    rows = Nomination.objects.filter(pk__in=before.values(), state=Nomination.State.OPEN, judgements__isnull=True)
    still = list(rows.values_list("pk", flat=True))
    for pk in still:
        withdraw_nomination(nomination_id=pk, user=change.made_by)
    return len(still)


DOING: dict[str, Callable[[BulkChange, Sequence[int], datetime], Piece]] = {
    "tag": _tag, "contact": _contact, "enlist": _enlist, "nominate": _nominate,
}  # fmt: skip
UNDOING: dict[str, Callable[[BulkChange, dict[int, Any], datetime], int]] = {
    "tag": _untag, "contact": _give_back, "enlist": _delist, "nominate": _withdraw,
}  # fmt: skip


@transaction.atomic
def change_members(
    *, kind: str, subject: str, parameters: dict[str, Any], member_ids: Sequence[int], user: Any, now: datetime
) -> BulkChange:
    """The change is made, or, for more than PIECE members, waits for a worker. Errors: ReaderError."""
    ids = list(dict.fromkeys(member_ids))
    change = BulkChange(kind=kind, subject=subject, parameters=parameters, member_ids=ids, member_count=len(ids))
    change.made_at, change.made_by = now, user
    change.save()
    return _start(change, user=user, now=now, is_undo=False)


@transaction.atomic
def undo_change(*, change: BulkChange, user: Any, now: datetime) -> BulkChange:
    """What is still as the change left it is as it was before, or waits for a worker. Errors: ReaderError."""
    row = BulkChange.objects.select_for_update().get(pk=change.pk)
    if row.undone_at or (row.job and row.job.is_open):
        raise ReaderError("not_undoable", _("This change is still running, or has been undone already."), status=409)
    row.undone_at, row.undone_by = now, user
    row.save(update_fields=["undone_at", "undone_by"])
    return _start(row, user=user, now=now, is_undo=True)


def _start(change: BulkChange, *, user: Any, now: datetime, is_undo: bool) -> BulkChange:
    if change.member_count > PIECE:
        arguments = {"change_id": change.pk, "is_undo": is_undo}
        change.job = request_job(kind="change_members", arguments=arguments, user=user, now=now)
        change.save(update_fields=["job"])
        return change
    return _next_piece(change.pk, now, is_undo=is_undo)


@transaction.atomic
def _next_piece(change_id: int, now: datetime, *, is_undo: bool) -> BulkChange:
    change = BulkChange.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=change_id)
    if is_undo:
        ids = change.member_ids[change.undone : change.undone + PIECE]
        before = {pk: change.before[str(pk)] for pk in ids if str(pk) in change.before}
        change.restored += UNDOING[change.kind](change, before, now)
        change.undone += len(ids)
    else:
        ids = change.member_ids[change.done : change.done + PIECE]
        piece = DOING[change.kind](change, ids, now)
        change.before |= {str(pk): was for pk, was in piece.before.items()}
        change.refused |= {str(pk): why for pk, why in piece.refused.items()}
        change.changed, change.done = len(change.before), change.done + len(ids)
    change.save()
    return change


def change_members_job(
    *, progress: Progress, clock: Clock, job_id: int, change_id: int, is_undo: bool
) -> dict[str, int]:
    """All members of a change have been gone through, one piece after the other."""
    change = BulkChange.objects.get(pk=change_id)
    while (gone := change.undone if is_undo else change.done) < change.member_count:
        progress.report(gone, change.member_count)
        change = _next_piece(change_id, clock(), is_undo=is_undo)
    return {"changed": change.restored if is_undo else change.changed, "refused": len(change.refused)}
