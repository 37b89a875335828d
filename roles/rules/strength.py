"""Roles that grew by themselves (自然演化): from what a member did for others to a strength of 0 to 100.

Evidence is counted in units of one other person on one day, each worth less the longer ago; never in posts. So the
scale means the same in a small and a large community, and volume alone, one's own second account, three friends or a
single day make nobody anything: evidence never exceeds twice its different people, nor twice its different days.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

WINDOW_DAYS = 180
UNITS_PER_PERSON, UNITS_PER_DAY = 2.0, 2.0
MOST_PER_PERSON = 2.0
CONFIDENT_UNITS = 4.0
FEW_FRIENDS = 3
NOT_LOW = -1
NO_ROLE = -1

# Units are summed as whole numbers of this fineness, so that a sum is the same in any order and any company.
_FINE = 1 << 32


@dataclass(frozen=True)
class Limits:
    """What a policy decides by: the strength above which a role is held · the share of it below which it is given up
    after so many days · by how much the primary role leads · how many units make 50 · after how many days a deed is
    worth half.
    """

    threshold: float = 50.0
    low_water: float = 0.9
    demotion_days: int = 28
    margin: float = 10.0
    half_strength_units: float = 6.0
    half_life_days: float = 60.0

    @property
    def lets_few_friends_make_a_role(self) -> bool:
        """Tell whether so few as three friends, whatever they do, could make a role."""
        return float(strength_of(np.array(UNITS_PER_PERSON * FEW_FRIENDS), self)) > self.threshold


class Role(IntEnum):
    """The three gears (齿轮)."""

    GEEK = 0
    SOCIAL = 1
    AESTHETIC = 2


class Deeds(NamedTuple):
    """What was done, all (n,): by whom, what (`roles.rules.deeds.Feature`), its weight in units, how many days ago,
    for whom (0: for all), with which post, and how many people reacted to what was for all.
    """

    member: NDArray[np.int64]
    feature: NDArray[np.int64]
    weight: NDArray[np.float64]
    days_ago: NDArray[np.int64]
    person: NDArray[np.int64]
    post: NDArray[np.int64]
    echo: NDArray[np.int64]

    def where(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "Deeds":
        """Return those of these rows."""
        return self._replace(**{name: column[rows] for name, column in self._asdict().items()})


class Strengths(NamedTuple):
    """Of members (m,), by ascending id, in each role (m, 3): strength 0–100, confidence 0–1, different people and days
    behind it; and units by feature (m, features), which add up to what the strength is made of.
    """

    member: NDArray[np.int64]
    strength: NDArray[np.float64]
    confidence: NDArray[np.float64]
    people: NDArray[np.int64]
    days: NDArray[np.int64]
    units: NDArray[np.float64]

    def of(self, members: NDArray[np.int64]) -> "Strengths":
        """Return those of these members, in their order; who did nothing has zeros."""
        place = np.searchsorted(self.member, members)
        known = np.zeros(len(members), dtype=bool)
        inside = place < len(self.member)
        known[inside] = self.member[place[inside]] == members[inside]
        columns: dict[str, NDArray[Any]] = {}
        for name, column in zip(self._fields[1:], self[1:], strict=True):
            columns[name] = np.zeros((len(members), column.shape[1]), dtype=column.dtype)
            columns[name][known] = column[place[known]]
        return Strengths(members, **columns)


def strength_of(units: NDArray[np.float64], limits: Limits) -> NDArray[np.float64]:
    """Return the strength 0–100 that so many units make."""
    return np.asarray(100.0 * (1.0 - np.exp2(-units / limits.half_strength_units)))


def measure(deeds: Deeds, feature_roles: NDArray[np.int64], limits: Limits) -> Strengths:
    """Return the strengths that deeds make; `feature_roles` says of each feature which role it speaks for.

    A person counts at most MOST_PER_PERSON units in a role, a feature once a person and day, what is worth nothing not
    at all; of what was for all, the post with most reactions says how many people it reached, and these may be the same
    as those to whom something was done.
    """
    deeds = deeds.where((deeds.days_ago < WINDOW_DAYS) & (deeds.weight > 0))
    member, place = np.unique(deeds.member, return_inverse=True)
    roles, features, count = len(Role), len(feature_roles), len(member)
    seat = place * roles + feature_roles[deeds.feature]
    public = np.zeros(count * roles, dtype=np.int64)
    np.maximum.at(public, seat, deeds.echo)
    seat, deeds, person_starts = _best_of_each_day(seat, deeds)
    decay = 0.5 ** (np.arange(WINDOW_DAYS) / limits.half_life_days)
    fine = np.rint(deeds.weight * decay[deeds.days_ago] * _FINE).astype(np.int64)
    counted = _cap_by_person(fine, person_starts, deeds.person)
    shape = (count, roles)
    persons = np.bincount(seat[person_starts & (deeds.person > 0)], minlength=count * roles)
    people = np.maximum(public, persons).reshape(shape)
    seat_days = np.unique(seat * WINDOW_DAYS + deeds.days_ago) // WINDOW_DAYS
    days = np.bincount(seat_days, minlength=count * roles).reshape(shape)
    slot = seat // roles * features + deeds.feature
    units = np.bincount(slot, weights=counted, minlength=count * features).reshape(count, features) / _FINE
    total = np.bincount(seat, weights=counted, minlength=count * roles).reshape(shape) / _FINE
    kept = np.minimum(total, np.minimum(UNITS_PER_PERSON * people, UNITS_PER_DAY * days))
    share = np.divide(kept, total, out=np.zeros_like(total), where=total > 0)
    confidence = 1.0 - np.exp2(-np.minimum(people, days) / CONFIDENT_UNITS)
    return Strengths(member, strength_of(kept, limits), confidence, people, days, units * share[:, feature_roles])


def _best_of_each_day(seat: NDArray[np.int64], deeds: Deeds) -> tuple[NDArray[np.int64], Deeds, NDArray[np.bool_]]:
    """Return the best deed of each feature, person and day with its seat (member and role), sorted by seat, person and
    feature, and which of them is the first of its person.
    """
    order = np.lexsort((deeds.weight, deeds.days_ago, deeds.feature, deeds.person, seat))
    seat, deeds = seat[order], deeds.where(order)
    next_person = _changes(seat) | _changes(deeds.person)
    starts = next_person | _changes(deeds.feature) | _changes(deeds.days_ago)
    best = np.append(starts[1:], True) if len(starts) else starts
    seat, deeds = seat[best], deeds.where(best)
    return seat, deeds, _changes(seat) | _changes(deeds.person)


def _changes(column: NDArray[np.int64]) -> NDArray[np.bool_]:
    changes = np.ones(len(column), dtype=bool)
    changes[1:] = column[1:] != column[:-1]
    return changes


def _cap_by_person(fine: NDArray[np.int64], starts: NDArray[np.bool_], person: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what of each counts when a person gives at most MOST_PER_PERSON units; what is for all is not capped."""
    most = int(MOST_PER_PERSON * _FINE)
    through = np.cumsum(fine)
    before_person = (through - fine)[starts][np.cumsum(starts) - 1]
    after = through - before_person
    capped = np.minimum(after, most) - np.minimum(after - fine, most)
    return np.where(person > 0, capped, fine)


class Held(NamedTuple):
    """Of members in each role (m, 3): whether it is held, and since which day number its strength has been low, NOT_LOW
    if it is not.
    """

    holds: NDArray[np.bool_]
    low_since: NDArray[np.int64]


def hold(before: Held, strength: NDArray[np.float64], limits: Limits, *, day: int) -> Held:
    """Return which roles are held on a day: promoted at once, given up after `demotion_days` below the low water."""
    high = (strength > limits.threshold) | (before.holds & (strength >= limits.threshold * limits.low_water))
    low_since = np.where(before.low_since == NOT_LOW, day, np.minimum(before.low_since, day))
    stays = before.holds & ~high & (day - low_since < limits.demotion_days)
    return Held(high | stays, np.where(stays, low_since, NOT_LOW))


def primary_roles(strength: NDArray[np.float64], holds: NDArray[np.bool_], limits: Limits) -> NDArray[np.int64]:
    """Return of each member the role held that leads every other strength by the margin, NO_ROLE without one."""
    order = np.argsort(-strength, axis=1, kind="stable")
    rows = np.arange(len(strength))
    first = order[:, 0]
    leads = strength[rows, first] - strength[rows, order[:, 1]] >= limits.margin
    return np.where(holds[rows, first] & leads, first, NO_ROLE)
