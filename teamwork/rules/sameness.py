"""Why two member records may be one person.

A car belongs to one person at a time, so the same VIN nearly proves it. A nickname alone proves nothing (there
are many 老王), so it only counts with something else that agrees, and a name that many bear counts for nobody.
Two records on one platform are more likely two accounts that are meant to be apart.
"""

from collections.abc import Mapping
from typing import NamedTuple

WEIGHTS: Mapping[str, float] = {"same_vin": 5.0, "same_name": 1.0, "same_city": 1.0, "same_series": 1.5}
ONE_PLATFORM = -1.5
SUGGESTED_FROM = 2.0


class Record(NamedTuple):
    """What is compared of a member: keyed digests of VINs, folded nickname, city, model series, platforms."""

    vins: frozenset[str]
    name: str
    city: str
    series: frozenset[str]
    platforms: frozenset[str]


def reasons_for(one: Record, other: Record) -> list[str]:
    """Return the names of what agrees, the weightiest first."""
    agree = {
        "same_vin": bool(one.vins & other.vins),
        "same_name": bool(one.name) and one.name == other.name,
        "same_city": bool(one.city) and one.city == other.city,
        "same_series": bool(one.series & other.series),
    }
    return sorted((name for name, holds in agree.items() if holds), key=lambda name: -WEIGHTS[name])


def weight_of(one: Record, other: Record) -> float:
    """Return how much speaks for one person, in units of one weak agreement; suggested from SUGGESTED_FROM."""
    shared = ONE_PLATFORM if one.platforms & other.platforms else 0.0
    return sum(WEIGHTS[name] for name in reasons_for(one, other)) + shared
