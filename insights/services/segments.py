"""Segments: named, versioned, recomputed after every night, each coming and going kept with its reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.errors import ReaderError
from common.services.deadlines import TooSlow, deadline
from common.services.locks import exclusive
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.rules.segments import RuleFault, read_rule
from insights.services.segment_masks import MemberMasks, member_ids
from insights.services.segment_rules import At, fault_of, matching
from insights.services.webhooks import announce_changes
from members.models import Member

LONGEST_SECONDS = 20
CHUNK, BATCH = 50_000, 5000
TOO_SLOW = "too_slow"


def checked_rule(rule: object) -> dict[str, Any]:
    """Return the rule as it is kept. Errors: ReaderError that says what is wrong and where."""
    try:
        return read_rule(rule)
    except RuleFault as error:
        raise fault_of(error) from error


class Preview(NamedTuple):
    """How many a rule holds for, and who would join and leave a segment."""

    total: int
    joining: int
    leaving: int
    sample: list[Member]


def preview_rule(rule: object, *, at: At, segment: Segment | None = None) -> Preview:
    """Return what a rule would do. Errors: ReaderError if it is wrong or takes too long."""
    kept = checked_rule(rule)
    try:
        with deadline(LONGEST_SECONDS):
            return _preview(Member.objects.living().filter(matching(kept, at)), segment)
    except TooSlow as error:
        raise _too_slow() from error


def _preview(found: QuerySet[Member], segment: Segment | None) -> Preview:
    inside = SegmentSpell.objects.open().filter(segment=segment)
    count = found.count()
    joining = found.exclude(pk__in=inside.values("member_id")).count() if segment else count
    leaving = inside.exclude(member__in=found).count() if segment else 0
    return Preview(count, joining, leaving, list(found.order_by("-pk")[:8]))


def _too_slow() -> ReaderError:
    text = _(
        "This rule takes longer than %(seconds)s seconds. Count actions over fewer weeks, or use fewer conditions."
    )
    return ReaderError(TOO_SLOW, text % {"seconds": LONGEST_SECONDS}, status=422)


@transaction.atomic
def save_segment(*, segment: Segment | None, name: str, note: str, rule: object, now: datetime, user: Any) -> Segment:
    """The segment has this name and rule; another rule is another version. Errors: ReaderError, ValidationError."""
    kept = checked_rule(rule)
    row = Segment(created_at=now, created_by=user)
    if segment is not None:
        row = Segment.objects.select_for_update().get(pk=segment.pk)
    row.name, row.note = name, note
    row.full_clean()
    row.save()
    newest = row.versions.first()
    if newest is None or newest.rule != kept:
        number = newest.number + 1 if newest else 1
        SegmentVersion.objects.create(segment=row, number=number, rule=kept, author=user, created_at=now)
    return row


@transaction.atomic
def list_members(*, segment: Segment, member_ids: Sequence[int], now: datetime) -> int:
    """These members are in a fixed list too; returns how many joined. Errors: ReaderError if it is no list."""
    if segment.kind != Segment.Kind.LIST:
        raise ReaderError("not_a_list", _("Only a fixed list takes members by hand."), status=409)
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if row.archived_at:
        raise ReaderError("archived", _("This segment is archived."), status=409)
    at = At(row.counted_generation, _later(row, now))
    joined = _join(row, Member.objects.living().filter(pk__in=member_ids), at=at)
    _count(row, at=at, version=0)
    return joined


def _later(segment: Segment, now: datetime) -> datetime:
    """Return the moment of a change: after the last one, which may have been handed out as `as_of` already."""
    return max(now, segment.counted_at + timedelta(microseconds=1)) if segment.counted_at else now


@transaction.atomic
def enlist_members(*, name: str, member_ids: Sequence[int], now: datetime, user: Any) -> int:
    """These members are in the fixed list of this name, which stands; returns how many joined. Errors: ReaderError."""
    made = {"kind": Segment.Kind.LIST, "created_at": now, "created_by": user}
    segment, _is_new = Segment.objects.get_or_create(name=name, defaults=made)
    return list_members(segment=segment, member_ids=member_ids, now=now)


@transaction.atomic
def delist_members(*, segment: Segment, member_ids: Sequence[int], now: datetime) -> int:
    """These members are no longer in a fixed list; returns how many left. Errors: ReaderError if it is no list."""
    if segment.kind != Segment.Kind.LIST:
        raise ReaderError("not_a_list", _("Only from a fixed list are members taken by hand."), status=409)
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    at = At(row.counted_generation, _later(row, now))
    inside = SegmentSpell.objects.open().filter(segment=row, member_id__in=list(member_ids))
    left = inside.update(ended_at=at.now, ended_version=0)
    _count(row, at=at, version=0)
    return left


def recompute_segment(*, segment: Segment, at: At, masks: MemberMasks | None = None) -> tuple[int, int]:
    """The segment's members are those its newest rule holds for; returns how many joined and left.

    Several segments of one moment share `masks`; one that was counted for its generation meanwhile stays as it is. A
    rule that takes longer than LONGEST_SECONDS is stopped: members stay as they were, and the segment says so.
    """
    with exclusive(f"segment:{segment.pk}", wait=True):
        segment.refresh_from_db()
        if masks is not None and segment.counted_generation >= at.generation:
            return 0, 0
        version = segment.versions.first()
        if version is None or segment.kind != Segment.Kind.RULE or segment.archived_at:
            return 0, 0
        at = at._replace(now=_later(segment, at.now))
        try:
            with transaction.atomic(), deadline(LONGEST_SECONDS):
                return _recompute(segment, version, at, masks or MemberMasks(at))
        except TooSlow:
            Segment.objects.filter(pk=segment.pk).update(failure=TOO_SLOW, counted_generation=at.generation)
            return 0, 0


def _recompute(segment: Segment, version: SegmentVersion, at: At, masks: MemberMasks) -> tuple[int, int]:
    found = masks.members[masks.of(version.rule)]
    inside = member_ids(SegmentSpell.objects.open().filter(segment=segment), "member_id")
    left, fresh = (np.setdiff1d(*pair, assume_unique=True) for pair in ((inside, found), (found, inside)))
    if len(fresh):
        standing = Member.objects.living().filter(pk__range=(int(fresh[0]), int(fresh[-1])))
        fresh = np.intersect1d(fresh, member_ids(standing, "pk"), assume_unique=True)
    for start in range(0, len(left), BATCH):
        gone = SegmentSpell.objects.open().filter(segment=segment, member_id__in=left[start : start + BATCH].tolist())
        gone.update(ended_at=at.now, ended_version=version.number)
    _begin(segment, fresh.tolist(), masks.reasons(version.rule, fresh), version=version.number, at=at)
    _count(segment, at=at, version=version.number)
    return len(fresh), len(left)


def _join(segment: Segment, found: QuerySet[Member], *, at: At) -> int:
    inside = SegmentSpell.objects.open().filter(segment=segment)
    fresh = list(found.exclude(pk__in=inside.values("member_id")).order_by("pk").values_list("pk", flat=True))
    _begin(segment, fresh, [[]] * len(fresh), version=0, at=at)
    return len(fresh)


def _begin(segment: Segment, fresh: Sequence[int], reasons: Sequence[list[int]], *, version: int, at: At) -> None:
    """Memberships of these members begin now, each with the conditions that hold."""
    for start in range(0, len(fresh), CHUNK):
        begun = [
            SegmentSpell(segment=segment, member_id=pk, started_at=at.now, version=version, reason=reason)
            for pk, reason in zip(fresh[start : start + CHUNK], reasons[start : start + CHUNK], strict=True)
        ]
        SegmentSpell.objects.bulk_create(begun, batch_size=BATCH)


def _count(segment: Segment, *, at: At, version: int) -> None:
    segment.member_count = SegmentSpell.objects.open().filter(segment=segment).count()
    segment.counted_at, segment.counted_generation, segment.counted_version = at.now, at.generation, version
    segment.failure = ""
    segment.save(update_fields=["member_count", "counted_at", "counted_generation", "counted_version", "failure"])
    announce_changes(segment=segment, at=at.now)


def refresh_segments(*, at: At) -> int:
    """Every segment by rule is recomputed for the generation, or says that it took too long; returns how many were.

    One that the database refuses keeps no other from it. Errors: its DatabaseError, once all others are done.
    """
    stale = Segment.objects.filter(
        kind=Segment.Kind.RULE, archived_at__isnull=True, counted_generation__lt=at.generation
    )
    chosen = list(stale.order_by("pk"))
    masks = MemberMasks(at) if chosen else None
    refused: list[DatabaseError] = []
    for segment in chosen:
        try:
            recompute_segment(segment=segment, at=at, masks=masks)
        except DatabaseError as error:
            refused.append(error)
    for segment in Segment.objects.filter(kind=Segment.Kind.LIST, archived_at__isnull=True).order_by("pk"):
        _follow_merges(segment, at)
    if refused:
        raise refused[0]
    return len(chosen)


@transaction.atomic
def _follow_merges(segment: Segment, at: At) -> None:
    """In a fixed list, who was merged into another is left, and the other is in it."""
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    gone = SegmentSpell.objects.open().filter(segment=row, member__merged_into__isnull=False)
    standing = list(gone.values_list("member__merged_into", flat=True))
    if standing:
        at = at._replace(now=_later(row, at.now))
        gone.update(ended_at=at.now, ended_version=0)
        _join(row, Member.objects.living().filter(pk__in=standing), at=at)
        _count(row, at=at, version=0)


def archive_segments(*, segments: Iterable[Segment], now: datetime) -> None:
    """Nobody belongs to them any longer, and no night asks them again; their history stays."""
    for segment in segments:
        with exclusive(f"segment:{segment.pk}", wait=True), transaction.atomic():
            segment.refresh_from_db()
            at = _later(segment, now)
            SegmentSpell.objects.open().filter(segment=segment).update(ended_at=at)
            Segment.objects.filter(pk=segment.pk).update(archived_at=at, counted_at=at, member_count=0)
            announce_changes(segment=segment, at=at)
