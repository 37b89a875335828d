"""Whom the filters of a dashboard choose: the ids of members, as the list of
members finds them.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from common.db.ids import ids_of
from common.rules.places import place_names
from common.rules.spelling import spellings_of_all
from members.models import Member, VehicleOwnership

Ids = NDArray[np.int64]


def _of_city(value: str) -> Ids:
    return ids_of(
        Member.objects.filter(city__in=spellings_of_all(place_names(value)))
    )


def _of_model(value: str) -> Ids:
    """Return who owns a car of a series now."""
    cars = VehicleOwnership.objects.current().filter(model_series=value)
    return ids_of(cars, "member_id")


def _of_circle(circle: Any) -> Ids:
    inside = circle.memberships.filter(ended_on__isnull=True)
    return ids_of(inside, "member_id")


def _of_segment(segment: Any) -> Ids:
    """Return who belongs to a segment now."""
    return ids_of(segment.spells.open(), "member_id")


FACETS: dict[str, Callable[[Any], Ids]] = {
    "city": _of_city,
    "model_series": _of_model,
    "circle": _of_circle,
    "segment": _of_segment,
}


def chosen_people(values: Mapping[str, Any]) -> Ids | None:
    """Return the sorted ids of the real people whom all these filters choose,
    None without a filter.

    Who is no person is looked up, because that is few.
    """
    found = []
    for name, read in FACETS.items():
        if values.get(name):
            found.append(read(values[name]))
    if not found:
        return None
    ids = reduce(np.intersect1d, found)
    return np.setdiff1d(np.unique(ids), ids_of(_no_people()))


def _no_people() -> QuerySet[Any]:
    others = [kind for kind in Member.Kind.values if kind != "person"]
    rows: QuerySet[Any] = Member.objects.filter(
        Q(kind__in=others) | Q(merged_into__isnull=False),
    )
    return rows
