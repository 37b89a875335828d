"""Members who used to be there often and have begun to cool."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from activity.models import ActivitySummary
from common.db.ids import ids_of, known_ids
from lifecycle.models import DormancyState
from lifecycle.querysets import CORE_DAYS_PER_WEEK, NEWLY_DAYS
from members.models import Member


def newly_cooling_core(*, generation: int, today: date) -> list[Any]:
    """Return them, those who came most often first: the rows of the dormancy
    board with the filters newly and core.

    Few states are found by their index, the rest is looked up by key; joined
    at once, the database reads all members.
    """
    states = DormancyState.objects.of_generation(generation).filter(
        state=DormancyState.State.COOLING,
        since__gte=today - timedelta(days=NEWLY_DAYS),
    )
    cooling = ids_of(states, "member_id")
    summaries = ActivitySummary.objects.of_generation(generation).filter(
        member_id__in=known_ids(cooling),
        usual_days_per_week__gte=CORE_DAYS_PER_WEEK,
    )
    ranked = summaries.order_by("-usual_days_per_week", "member_id")
    ids = list(ranked.values_list("member_id", flat=True))
    chosen = Member.objects.unmerged()
    members = chosen.filter(
        pk__in=known_ids(np.array(ids, dtype=np.int64)),
    )
    found = members.only("nickname", "primary_contact_id").in_bulk()
    rows: list[Any] = []
    for pk in ids:
        if pk in found:
            rows.append(found[pk])
    return rows
