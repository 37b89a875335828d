"""Members of a shard, and what the shards of a night have gathered."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.models import NightlyRun
from activity.rules.calendar import day_number, first_kept_week
from activity.rules.community_weeks import (
    CommunityWeeks,
    count_community_weeks,
)
from activity.rules.rhythm import LEVEL_STEPS
from activity.rules.series import empty_series
from activity.rules.shard_results import open_shard_result, weeks_of
from common.db.bulk_copy import read_queryset
from members.models import Member


class NightTotals(NamedTuple):
    """Sums over the shards of a night.

    histogram: members by level, (LEVEL_STEPS,).
    """

    histogram: NDArray[np.int64]
    weeks: CommunityWeeks
    events_read: int = 0
    member_count: int = 0


def member_ids(first: int, last: int) -> NDArray[np.int64]:
    """Return the ids of all members from `first` to `last`, in order."""
    members = Member.objects.filter(pk__range=(first, last)).order_by("pk")
    return np.asarray(read_queryset(members, [("pk", "int8")])["pk"])


def counted_member_ids(first: int, last: int) -> NDArray[np.int64]:
    """Return the ids of the real people among the members from `first` to `last`."""
    people = Member.objects.real_people().filter(pk__range=(first, last))
    return np.asarray(read_queryset(people, [("pk", "int8")])["pk"])


def night_totals(night: NightlyRun) -> NightTotals:
    """Return what all shards of a night have gathered, summed."""
    histogram = np.zeros(LEVEL_STEPS, dtype=np.int64)
    weeks = _no_weeks(night)
    events_read = 0
    member_count = 0
    for shard in night.planned_shards():
        with open_shard_result(shard.gathered) as gathered:
            histogram += gathered["histogram"]
            weeks = weeks.plus(weeks_of(gathered))
        events_read += shard.events_read
        member_count += shard.member_count
    return NightTotals(histogram, weeks, events_read, member_count)


def _no_weeks(night: NightlyRun) -> CommunityWeeks:
    nobody = np.zeros(0, dtype=np.int64)
    return count_community_weeks(
        empty_series(nobody),
        counted=nobody.astype(bool),
        first_week=first_kept_week(day_number(night.business_date)),
        first_active_week=nobody,
    )
