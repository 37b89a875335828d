"""How many members hold each role by the night."""

import numpy as np
from django.db.models import Count, Q
from numpy.typing import NDArray

from common.db.ids import known_ids
from roles.models import RoleScore
from roles.rules.columns import HOLDS_FIELDS
from roles.rules.strength import Role


def count_holders(
    generation: int,
    member_ids: NDArray[np.int64] | None,
) -> dict[Role, int]:
    """Return the holders of each role, of all or of these members."""
    rows = RoleScore.objects.of_generation(generation).filter(
        member__merged_into__isnull=True,
    )
    if member_ids is not None:
        rows = rows.filter(member_id__in=known_ids(member_ids))
    wanted = {}
    for role, holds in HOLDS_FIELDS.items():
        wanted[role.name] = Count("member_id", filter=Q(**{holds: True}))
    counts = rows.order_by().aggregate(**wanted)
    return {role: counts[role.name] for role in Role}
