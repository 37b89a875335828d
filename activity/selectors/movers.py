"""Who rises and who falls most against their own long-term level."""

from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from activity.models import ActivitySummary
from common.db.ids import known_ids
from common.ui.dashboards import Scope

SHOWN_MOVERS = 8
MOVER_TENURE_WEEKS = 8
# So many members are looked up one by one; of more, some are soon met in the
# order of the index.
FEW_MEMBERS = 2_000
PARTS = ((0, 500), (500, 2_500), (2_500, 20_000))


def read_movers(scope: Scope, order: str) -> list[Any]:
    """Return the summaries of those who fall most (order "change") or rise
    most ("-change"), of all or of those whom the filters choose. They have
    been known for eight weeks at least.
    """
    is_falling = order == "change"
    rows = ActivitySummary.objects.of_generation(scope.generation).filter(
        Q(change__lt=0) if is_falling else Q(change__gt=0),
        tenure_weeks__gte=MOVER_TENURE_WEEKS,
    )
    ranked = rows.order_by(order, "member_id").select_related("member")
    if scope.member_ids is None:
        return list(ranked[:SHOWN_MOVERS])
    if len(scope.member_ids) > FEW_MEMBERS:
        met = _first_of(ranked, scope.member_ids)
        if len(met) == SHOWN_MOVERS:
            return list(ranked.filter(member_id__in=met))
    chosen = known_ids(scope.member_ids)
    return list(ranked.filter(member_id__in=chosen)[:SHOWN_MOVERS])


def _first_of(ranked: QuerySet[Any], chosen: Any) -> list[int]:
    """Return the first members of an order who are among the chosen ones, as
    far as the order is read.
    """
    met: list[int] = []
    keys = ranked.values_list("member_id", flat=True)
    for start, stop in PARTS:
        part = np.fromiter(keys[start:stop], dtype=np.int64)
        met += part[np.isin(part, chosen)].tolist()
        if len(met) >= SHOWN_MOVERS:
            break
    return met[:SHOWN_MOVERS]
