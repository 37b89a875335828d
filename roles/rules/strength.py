"""Roles that grew by themselves (自然演化): from what a member did for others to a strength of 0 to 100.

Evidence is counted in units of one other person on one day, each worth less the longer ago; never in posts. So the
scale means the same in a small and a large community, and volume alone, one's own second account, three friends or a
single day make nobody anything: evidence never exceeds twice its different people, nor twice its different days.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

HALF_LIFE_DAYS, WINDOW_DAYS = 60.0, 180
HALF_STRENGTH_UNITS = 6.0
UNITS_PER_PERSON, UNITS_PER_DAY = 2.0, 2.0
MOST_PER_PERSON = 2.0
THRESHOLD, LOW_WATER, MARGIN = 50.0, 0.9, 10.0
DEMOTION_DAYS = 28
CONFIDENT_UNITS = 4.0


class Role(IntEnum):
    """The three gears (齿轮)."""

    GEEK = 0
    SOCIAL = 1
    AESTHETIC = 2


class Deed(NamedTuple):
    """Something done for a person on a day: feature, weight in units, days ago, whom (0: the public)."""

    feature: str
    weight: float
    days_ago: int
    person: int
    post: int


class Strength(NamedTuple):
    """Of one role: strength 0–100, confidence 0–1, units by feature, different people and days."""

    strength: float
    confidence: float
    units: dict[str, float]
    people: int
    days: int


NOTHING = Strength(0.0, 0.0, {}, 0, 0)


def measure(deeds: Iterable[Deed], *, public: int = 0) -> Strength:
    """Return the strength that deeds of one role make; `public` is how many people reacted to what was for all.

    A person counts at most MOST_PER_PERSON units, a feature once a person and day.
    """
    best: dict[tuple[str, int, int], float] = {}
    for deed in deeds:
        if deed.days_ago >= WINDOW_DAYS:
            continue
        key = (deed.feature, deed.person, deed.days_ago)
        best[key] = max(best.get(key, 0.0), deed.weight * 0.5 ** (deed.days_ago / HALF_LIFE_DAYS))
    if not best:
        return NOTHING
    units, by_person = _capped(best)
    people = len([person for person in by_person if person]) + public
    days = len({day for _feature, _person, day in best})
    total = sum(units.values())
    counted = min(total, UNITS_PER_PERSON * people, UNITS_PER_DAY * days)
    strength = 100.0 * (1.0 - 0.5 ** (counted / HALF_STRENGTH_UNITS))
    confidence = 1.0 - 0.5 ** (min(people, days) / CONFIDENT_UNITS)
    return Strength(
        strength, confidence, {name: value * counted / total for name, value in units.items()}, people, days
    )


def _capped(best: dict[tuple[str, int, int], float]) -> tuple[dict[str, float], dict[int, float]]:
    units: dict[str, float] = {}
    by_person: dict[int, float] = {}
    for (feature, person, _day), weight in sorted(best.items()):
        room = MOST_PER_PERSON - by_person.get(person, 0.0) if person else weight
        counted = min(weight, max(room, 0.0))
        by_person[person] = by_person.get(person, 0.0) + counted
        units[feature] = units.get(feature, 0.0) + counted
    return units, by_person


class Held(NamedTuple):
    """Of one role: whether it is held, and since which day number its strength has been low (None: it is not)."""

    holds: bool
    low_since: int | None = None


def hold(before: Held, strength: float, *, day: int) -> Held:
    """Return whether a role is held on a day: promoted at once, given up after DEMOTION_DAYS below the low water."""
    if strength >= THRESHOLD or (before.holds and strength >= THRESHOLD * LOW_WATER):
        return Held(True)
    if not before.holds:
        return Held(False)
    low_since = day if before.low_since is None else min(before.low_since, day)
    return Held(False) if day - low_since >= DEMOTION_DAYS else Held(True, low_since)


def primary_role(strengths: dict[Role, float], held: dict[Role, bool]) -> Role | None:
    """Return the role held that leads every other strength by MARGIN, if there is one."""
    order = sorted(Role, key=lambda role: (-strengths[role], role))
    first, second = order[0], order[1]
    return first if held[first] and strengths[first] - strengths[second] >= MARGIN else None
