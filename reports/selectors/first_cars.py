"""Since when members own a car."""

from typing import NamedTuple

import numpy as np
from django.db.models import Count, Min, Q
from numpy.typing import NDArray

from activity.rules.calendar import day_number
from common.db.ids import ids_of
from members.models import Member, VehicleOwnership
from reports.rules.first_acts import NEVER


class FirstCars(NamedTuple):
    """The day since 1970 since which each member owns a car, NEVER without one
    or where nothing is known of it; is_owner: an owner of whom no day is known.

    Shapes: (m,) each.
    """

    first_day: NDArray[np.int64]
    is_owner: NDArray[np.bool_]


def read_first_cars(member: NDArray[np.int64]) -> FirstCars:
    """Return the first cars of members with sorted ids."""
    first = np.full(len(member), NEVER, dtype=np.int64)
    is_owner = np.zeros(len(member), dtype=np.bool_)
    cars = VehicleOwnership.objects.order_by().values_list("member_id")
    rows = cars.annotate(
        first=Min("started_on"),
        undated=Count("pk", filter=Q(started_on__isnull=True)),
    )
    has_car = np.zeros(len(member), dtype=np.bool_)
    for key, started_on, undated in rows.iterator(chunk_size=10_000):
        at = int(np.searchsorted(member, key))
        if at == len(member) or member[at] != key:
            continue
        has_car[at] = True
        is_owner[at] = undated > 0
        if started_on is not None:
            first[at] = day_number(started_on)
    is_owner |= _is_owner(member) & ~has_car
    return FirstCars(first, is_owner)


def _is_owner(member: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return who counts as an owner, now or before, by their status."""
    owned = (Member.OwnerStatus.OWNER, Member.OwnerStatus.FORMER)
    known = ids_of(Member.objects.filter(owner_status__in=owned))
    return np.isin(member, known)
