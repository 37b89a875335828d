"""How many members of each city and model series hold which role, counted by
the night.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activity.services.pipeline import ShardView
from members.models import Member, VehicleOwnership
from roles.models import GearCount
from roles.rules.columns import STRENGTH_FIELDS

Group = GearCount.Group


def write_gear_counts(
    view: ShardView,
    members: NDArray[np.int64],
    holds: NDArray[np.bool_],
) -> None:
    """Write the counts of the shard's members anew.

    Shape: `holds` (len(members), roles) says which roles each of them holds.
    """
    generation = view.night.generation
    number = view.shard.number
    GearCount.objects.filter(generation=generation, shard=number).delete()
    is_active = view.rhythm.active_days_28 > 0
    active = set(view.series.member[view.shown & is_active].tolist())
    held = dict(zip(members.tolist(), holds.tolist(), strict=True))
    rows = []
    for group, pairs in _groups(view).items():
        for name, ids in _by_name(pairs).items():
            row = GearCount(
                generation=generation,
                shard=number,
                group=group,
                name=name,
                members=len(ids),
                active=len(ids & active),
            )
            for role, column in STRENGTH_FIELDS.items():
                count = sum(pk in held and held[pk][role] for pk in ids)
                setattr(row, column, count)
            rows.append(row)
    GearCount.objects.bulk_create(rows, batch_size=1000)


def _groups(view: ShardView) -> dict[str, Iterable[tuple[str, int]]]:
    """Return city and model series of the shard's people, each with the number
    of a member.
    """
    shard = view.shard
    rows = Member.objects.real_people()
    people = rows.filter(
        pk__range=(shard.first_member, shard.last_member),
    )
    cars = VehicleOwnership.objects.current().filter(member__in=people)
    return {
        Group.CITY: people.exclude(city="").values_list("city", "pk"),
        Group.MODEL: cars.order_by().values_list("model_series", "member_id"),
    }


def _by_name(pairs: Iterable[tuple[Any, Any]]) -> dict[str, set[int]]:
    members: dict[str, set[int]] = {}
    for name, pk in pairs:
        members.setdefault(name, set()).add(pk)
    return members
