"""Repair of segments that were counted while the clock was ahead."""

from datetime import datetime

from activity.rules.clock import TOLERANCE
from common.db.transactions import atomic_with_retry
from insights.models import Segment, SegmentSpell


@atomic_with_retry
def bring_back_segments(*, now: datetime) -> int:
    """Move counts and memberships that lie in the future to now; return how
    many segments were counted there.

    The API answers requests for changes since such a moment with 410: the
    segment has to be read anew.
    """
    ahead = Segment.objects.filter(counted_at__gt=now + TOLERANCE)
    for segment in ahead.select_for_update():
        spells = SegmentSpell.objects.filter(segment=segment)
        # First the ends: none may lie before its beginning.
        spells.filter(started_at__gt=now, ended_at__gt=now).update(
            started_at=now,
            ended_at=now,
        )
        spells.filter(ended_at__gt=now).update(ended_at=now)
        spells.filter(started_at__gt=now).update(started_at=now)
    return ahead.update(counted_at=now)
