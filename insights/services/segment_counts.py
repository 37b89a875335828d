"""Segments by rule are recomputed: after every night, and on request."""

import numpy as np
from django.db import DatabaseError, transaction

from common.db.deadlines import TooSlow, deadline
from common.db.locks import exclusive
from common.db.transactions import retry_on_conflict
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.rules.segments import AsOf
from insights.selectors.segment_columns import Ids, member_ids
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_preview import LONGEST_SECONDS, TOO_SLOW
from insights.selectors.segment_values import read_values
from insights.services.segment_clock import bring_back_segments
from insights.services.segment_lists import follow_merges
from insights.services.segment_spells import (
    BegunSpell,
    EndedSpell,
    begin_spells,
    count_members,
    end_spells,
    next_moment,
)
from members.models import Member


@retry_on_conflict
def recompute_segment(
    *,
    segment: Segment,
    at: AsOf,
    masks: MemberMasks | None = None,
) -> tuple[int, int]:
    """Make the segment's members those for whom its newest rule holds.

    Returns how many joined and left: (0, 0) if it is skipped or stopped.
    Several segments of one moment share `masks`; with them, a segment that
    was counted for the generation meanwhile is skipped. A rule that takes
    longer than LONGEST_SECONDS is stopped: members stay as they were, and the
    segment records the failure.
    """
    with exclusive(f"segment:{segment.pk}", wait=True):
        segment.refresh_from_db()
        if masks is not None and segment.counted_generation >= at.generation:
            return 0, 0
        version = segment.versions.first()
        is_by_rule = segment.kind == Segment.Kind.RULE
        if version is None or not is_by_rule or segment.archived_at:
            return 0, 0
        at = at._replace(now=next_moment(segment, at.now))
        try:
            with transaction.atomic(), deadline(LONGEST_SECONDS):
                masks = masks or MemberMasks(at)
                return _recompute(segment, version, at, masks)
        except TooSlow:
            Segment.objects.filter(pk=segment.pk).update(
                failure=TOO_SLOW,
                counted_generation=at.generation,
            )
            return 0, 0


def _recompute(
    segment: Segment,
    version: SegmentVersion,
    at: AsOf,
    masks: MemberMasks,
) -> tuple[int, int]:
    found = masks.members[masks.of(version.rule)]
    open_spells = SegmentSpell.objects.open().filter(segment=segment)
    inside = member_ids(open_spells, "member_id")
    left = np.setdiff1d(inside, found, assume_unique=True)
    fresh = _still_unmerged(np.setdiff1d(found, inside, assume_unique=True))
    _end(segment, version, left, masks=masks, at=at)
    _begin(segment, version, fresh, masks=masks, at=at)
    count_members(segment, at=at, version=version.number)
    return len(fresh), len(left)


def _still_unmerged(fresh: Ids) -> Ids:
    """Return those of the members who were not merged since they were read."""
    if not len(fresh):
        return fresh
    unmerged = Member.objects.unmerged().filter(
        pk__range=(int(fresh[0]), int(fresh[-1])),
    )
    return np.intersect1d(
        fresh,
        member_ids(unmerged, "pk"),
        assume_unique=True,
    )


def _begin(
    segment: Segment,
    version: SegmentVersion,
    fresh: Ids,
    *,
    masks: MemberMasks,
    at: AsOf,
) -> None:
    reasons = masks.reasons(version.rule, fresh)
    values = read_values(masks, version.rule, fresh, reasons)
    begun = list(map(BegunSpell, fresh.tolist(), reasons, values))
    begin_spells(segment, begun, version=version.number, at=at)


def _end(
    segment: Segment,
    version: SegmentVersion,
    left: Ids,
    *,
    masks: MemberMasks,
    at: AsOf,
) -> None:
    """End memberships, each with its reasons; merged members have none."""
    still = left[np.isin(left, masks.members)]
    merged = np.setdiff1d(left, still, assume_unique=True)
    reasons = masks.end_reasons(version.rule, still)
    values = read_values(masks, version.rule, still, reasons)
    ended = list(map(EndedSpell, still.tolist(), reasons, values))
    ended += [EndedSpell(pk, [], []) for pk in merged.tolist()]
    end_spells(segment, ended, version=version.number, at=at)


def refresh_segments(*, at: AsOf) -> int:
    """Recompute every segment by rule for the generation; return how many.

    One that takes too long records its failure. One that the database refuses
    does not stop the others.
    Errors: its DatabaseError, once all others are done.
    """
    bring_back_segments(now=at.now)
    active = Segment.objects.filter(archived_at__isnull=True).order_by("pk")
    by_rule = active.filter(kind=Segment.Kind.RULE)
    stale = list(by_rule.filter(counted_generation__lt=at.generation))
    masks = MemberMasks(at) if stale else None
    refused: list[DatabaseError] = []
    for segment in stale:
        try:
            recompute_segment(segment=segment, at=at, masks=masks)
        except DatabaseError as error:
            refused.append(error)
    for segment in active.filter(kind=Segment.Kind.LIST):
        follow_merges(segment=segment, at=at)
    if refused:
        raise refused[0]
    return len(stale)
