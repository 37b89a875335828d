"""Fixed lists: segments whose members staff choose by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.services.segment_spells import (
    BegunSpell,
    begin_spells,
    count_members,
    next_moment,
)
from members.models import Member
from members.services.locking import lock_unmerged


@atomic_with_retry
def list_members(
    *,
    segment: Segment,
    member_ids: Sequence[int],
    now: datetime,
) -> int:
    """Add these members to a fixed list; return how many joined.

    Errors: Conflict if the segment is no list, or is archived.
    """
    if segment.kind != Segment.Kind.LIST:
        raise Conflict(
            "not_a_list",
            _("Only a fixed list takes members by hand."),
        )
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if row.archived_at:
        raise Conflict("archived", _("This segment is archived."))
    at = AsOf(row.counted_generation, next_moment(row, now))
    unmerged = {member.pk for member in lock_unmerged(member_ids).values()}
    joined = _join(row, Member.objects.filter(pk__in=unmerged), at=at)
    count_members(row, at=at, version=0)
    return joined


@atomic_with_retry
def enlist_members(
    *,
    name: str,
    member_ids: Sequence[int],
    now: datetime,
    user: Any,
) -> int:
    """Add these members to the fixed list of this name; return how many joined.

    The list is created if there is none. Errors: as list_members().
    """
    segment, _is_new = Segment.objects.get_or_create(
        name=name,
        defaults={
            "kind": Segment.Kind.LIST,
            "created_at": now,
            "created_by": user,
        },
    )
    return list_members(segment=segment, member_ids=member_ids, now=now)


@atomic_with_retry
def delist_members(
    *,
    segment: Segment,
    member_ids: Sequence[int],
    now: datetime,
) -> int:
    """Remove these members from a fixed list; return how many left.

    Errors: Conflict if the segment is no list.
    """
    if segment.kind != Segment.Kind.LIST:
        raise Conflict(
            "not_a_list",
            _("Only from a fixed list are members taken by hand."),
        )
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    at = AsOf(row.counted_generation, next_moment(row, now))
    inside = SegmentSpell.objects.open().filter(
        segment=row,
        member_id__in=list(member_ids),
    )
    left = inside.update(ended_at=at.now, ended_version=0)
    count_members(row, at=at, version=0)
    return left


@atomic_with_retry
def follow_merges(*, segment: Segment, at: AsOf) -> None:
    """Replace merged members of a fixed list by those they were merged into."""
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    merged = SegmentSpell.objects.open().filter(
        segment=row,
        member__merged_into__isnull=False,
    )
    kept = list(merged.values_list("member__merged_into", flat=True))
    if not kept:
        return
    at = at._replace(now=next_moment(row, at.now))
    merged.update(
        ended_at=at.now,
        ended_version=0,
        end_reason=[],
        end_values=[],
    )
    _join(row, Member.objects.unmerged().filter(pk__in=kept), at=at)
    count_members(row, at=at, version=0)


def _join(segment: Segment, found: QuerySet[Member], *, at: AsOf) -> int:
    """Begin the memberships of those found who are not inside; return how many."""
    inside = SegmentSpell.objects.open().filter(segment=segment)
    fresh = found.exclude(pk__in=inside.values("member_id")).order_by("pk")
    begun = [
        BegunSpell(pk, reason=[], values=None)
        for pk in fresh.values_list("pk", flat=True)
    ]
    begin_spells(segment, begun, version=0, at=at)
    return len(begun)
