"""Which opportunity suits which member, and why."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

# How much the word of each counts: the member's own most.
SOURCE_WEIGHTS = {"declared": 1.0, "staff": 0.9, "inferred": 0.5}
PLACE_WEIGHT = 0.3
LEAST_SCORE = 0.25


class Interest(NamedTuple):
    """An interest of a member: its tag, who says so, and how strong it is."""

    tag: str
    source: str
    weight: float


class Wanted(NamedTuple):
    """Whom an opportunity suits; an empty set asks for nothing."""

    tags: frozenset[str]
    model_series: frozenset[str]
    cities: frozenset[str]


class Why(NamedTuple):
    """One reason for a match: tag, car or place, in the member's own words."""

    kind: str
    word: str
    source: str = ""


class Fit(NamedTuple):
    """How well it suits, from 0, and why; the strongest reason first."""

    score: float
    reasons: tuple[Why, ...]


def fit_of(
    wanted: Wanted,
    *,
    interests: Sequence[Interest],
    cars: Collection[str],
    city: str,
) -> Fit | None:
    """Return how an opportunity suits a member, None if it does not.

    Of tags, model series and cities, one has to be theirs of each kind that
    the opportunity names.
    """
    scored: list[tuple[float, Why]] = []
    for one in interests:
        if one.tag in wanted.tags:
            weight = SOURCE_WEIGHTS.get(one.source, 0.0) * one.weight
            scored.append((weight, Why("tag", one.tag, one.source)))
    if wanted.tags and not scored:
        return None
    driven = sorted(wanted.model_series.intersection(cars))
    if wanted.model_series and not driven:
        return None
    scored.extend((1.0, Why("car", series)) for series in driven)
    if city and city in wanted.cities:
        scored.append((PLACE_WEIGHT, Why("place", city)))
    elif wanted.cities:
        return None
    score = sum(weight for weight, _why in scored)
    if score < LEAST_SCORE:
        return None
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return Fit(score, tuple(why for _weight, why in scored))
