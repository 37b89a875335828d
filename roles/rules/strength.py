"""From what members did for others to a strength of 0 to 100 in each role
(自然演化).

Evidence is counted in units of one other person on one day, each worth less
the longer ago; never in posts. So the scale means the same in a small and a
large community. Evidence never exceeds twice its different people, nor twice
its different days: neither volume, nor a second account, nor three friends,
nor a single day is enough for a role.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roles.rules.limits import UNITS_PER_PERSON, Limits, strength_of

WINDOW_DAYS = 180
UNITS_PER_DAY = 2.0
MAX_PER_PERSON = 2.0
# What words can make for few people is less than three friends could give.
MAX_OF_ONE_WORD = 5.0
FEW_PEOPLE = 10
CONFIDENT_UNITS = 4.0

# Units are summed as whole numbers of this fineness, so that a sum is the same
# in any order and any company.
_FIXED_POINT_SCALE = 1 << 32


class Role(IntEnum):
    """The three gears (齿轮)."""

    GEEK = 0
    SOCIAL = 1
    AESTHETIC = 2


class Contributions(NamedTuple):
    """What members did for others, all (n,).

    member: who did it · contribution_type: a ContributionType · weight: in
    units · days_ago · person: for whom, 0 for everybody · post: with which
    post · reach: how many people reacted to what was for everybody.
    """

    member: NDArray[np.int64]
    contribution_type: NDArray[np.int64]
    weight: NDArray[np.float64]
    days_ago: NDArray[np.int64]
    person: NDArray[np.int64]
    post: NDArray[np.int64]
    reach: NDArray[np.int64]

    def where(
        self,
        rows: NDArray[np.bool_] | NDArray[np.int64],
    ) -> "Contributions":
        """Return the contributions of these rows."""
        columns: dict[str, NDArray[Any]] = {}
        for name, column in self._asdict().items():
            columns[name] = column[rows]
        return Contributions(**columns)


class Strengths(NamedTuple):
    """The strengths of members (m,), by ascending id.

    In each role (m, roles): strength 0–100, confidence 0–1, different people
    and days behind it. units: by contribution type (m, types); they add up to
    what the strength is made of.
    """

    member: NDArray[np.int64]
    strength: NDArray[np.float64]
    confidence: NDArray[np.float64]
    people: NDArray[np.int64]
    days: NDArray[np.int64]
    units: NDArray[np.float64]

    def of(self, members: NDArray[np.int64]) -> "Strengths":
        """Return the strengths of these members, in their order; zeros where
        nothing is known.
        """
        row = np.searchsorted(self.member, members)
        known = np.zeros(len(members), dtype=bool)
        inside = row < len(self.member)
        known[inside] = self.member[row[inside]] == members[inside]
        columns: dict[str, NDArray[Any]] = {}
        for name, column in zip(self._fields[1:], self[1:], strict=True):
            shape = (len(members), column.shape[1])
            columns[name] = np.zeros(shape, dtype=column.dtype)
            columns[name][known] = column[row[known]]
        return Strengths(members, **columns)


def measure(
    contributions: Contributions,
    contribution_roles: NDArray[np.int64],
    limits: Limits,
    by_a_word: NDArray[np.bool_] | None = None,
) -> Strengths:
    """Return the strengths that contributions make.

    contribution_roles: the role that each contribution type speaks for (types,) ·
    by_a_word: which types a single word can make (types,).

    In a role a person counts at most MAX_PER_PERSON units, and one type of
    contribution counts once a person and day; a weight of zero counts nothing.
    What was for everybody reached as many people as reacted to the post with
    most reactions; they may be the same people to whom something was done.
    What a single word can make is below every threshold if it is all that was
    done, and to few.
    """
    counting = contributions.where(
        (contributions.days_ago < WINDOW_DAYS) & (contributions.weight > 0),
    )
    member, row = np.unique(counting.member, return_inverse=True)
    shape = (len(member), len(Role))
    member_role_index = np.asarray(
        row * len(Role) + contribution_roles[counting.contribution_type],
    )
    daily = _best_of_each_day(member_role_index, counting)
    fixed_point = _cap_by_person(daily, _decayed(daily, limits))
    people = np.maximum(
        _widest_reach(member_role_index, counting, shape),
        _count_people_helped(daily, shape),
    )
    days = _count_days(daily, shape)
    total = _sum_units(daily.member_role_index, fixed_point, shape)
    kept = np.minimum(
        total,
        np.minimum(UNITS_PER_PERSON * people, UNITS_PER_DAY * days),
    )
    is_one_word = _is_by_a_word(daily, shape, by_a_word) & (
        people < FEW_PEOPLE
    )
    kept = np.where(is_one_word, np.minimum(kept, MAX_OF_ONE_WORD), kept)
    share = np.divide(kept, total, out=np.zeros_like(total), where=total > 0)
    by_type = _sum_by_type(daily, fixed_point, shape, contribution_roles)
    return Strengths(
        member,
        strength_of(kept, limits),
        1.0 - np.exp2(-np.minimum(people, days) / CONFIDENT_UNITS),
        people,
        days,
        by_type * share[:, contribution_roles],
    )


class _Daily(NamedTuple):
    """The best contribution of each type, person and day, sorted by member
    and role, person and type; starts_person marks the first of each person.
    """

    member_role_index: NDArray[np.int64]
    contributions: Contributions
    starts_person: NDArray[np.bool_]


def _best_of_each_day(
    member_role_index: NDArray[np.int64],
    contributions: Contributions,
) -> _Daily:
    # The last key sorts first; the best of equal ones comes last.
    order = np.lexsort(
        (
            contributions.weight,
            contributions.days_ago,
            contributions.contribution_type,
            contributions.person,
            member_role_index,
        ),
    )
    index = member_role_index[order]
    ordered = contributions.where(order)
    starts = (
        _changes(index)
        | _changes(ordered.person)
        | _changes(ordered.contribution_type)
        | _changes(ordered.days_ago)
    )
    is_best = np.append(starts[1:], True) if len(starts) else starts
    index = index[is_best]
    best = ordered.where(is_best)
    return _Daily(index, best, _changes(index) | _changes(best.person))


def _changes(column: NDArray[np.int64]) -> NDArray[np.bool_]:
    changes = np.ones(len(column), dtype=bool)
    changes[1:] = column[1:] != column[:-1]
    return changes


def _decayed(daily: _Daily, limits: Limits) -> NDArray[np.int64]:
    """Return the weights after so many days, as whole numbers."""
    decay = 0.5 ** (np.arange(WINDOW_DAYS) / limits.half_life_days)
    weight = daily.contributions.weight * decay[daily.contributions.days_ago]
    return np.rint(weight * _FIXED_POINT_SCALE).astype(np.int64)


def _cap_by_person(
    daily: _Daily,
    fixed_point: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return what of each contribution counts when a person gives at most
    MAX_PER_PERSON units; what is for everybody is not capped.
    """
    most = int(MAX_PER_PERSON * _FIXED_POINT_SCALE)
    starts = daily.starts_person
    through = np.cumsum(fixed_point)
    before_person = (through - fixed_point)[starts][np.cumsum(starts) - 1]
    after = through - before_person
    capped = np.minimum(after, most) - np.minimum(after - fixed_point, most)
    return np.where(daily.contributions.person > 0, capped, fixed_point)


def _is_by_a_word(
    daily: _Daily,
    shape: tuple[int, int],
    by_a_word: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Return where all that was done can be done by a word."""
    if by_a_word is None:
        return np.zeros(shape, dtype=bool)
    is_by_a_word = by_a_word[daily.contributions.contribution_type]
    counted = np.bincount(
        daily.member_role_index[~is_by_a_word],
        minlength=shape[0] * shape[1],
    )
    return np.asarray(counted == 0).reshape(shape)


def _widest_reach(
    member_role_index: NDArray[np.int64],
    contributions: Contributions,
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """Return how many people the post with most reactions reached."""
    reached = np.zeros(shape[0] * shape[1], dtype=np.int64)
    np.maximum.at(reached, member_role_index, contributions.reach)
    return reached.reshape(shape)


def _count_people_helped(
    daily: _Daily, shape: tuple[int, int]
) -> NDArray[np.int64]:
    """Return to how many different people something was done."""
    is_met = daily.starts_person & (daily.contributions.person > 0)
    return np.bincount(
        daily.member_role_index[is_met],
        minlength=shape[0] * shape[1],
    ).reshape(shape)


def _count_days(daily: _Daily, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return on how many different days something was done."""
    days = daily.member_role_index * WINDOW_DAYS + daily.contributions.days_ago
    return np.bincount(
        np.unique(days) // WINDOW_DAYS,
        minlength=shape[0] * shape[1],
    ).reshape(shape)


def _sum_by_type(
    daily: _Daily,
    fixed_point: NDArray[np.int64],
    shape: tuple[int, int],
    contribution_roles: NDArray[np.int64],
) -> NDArray[np.float64]:
    members, roles = shape
    types = len(contribution_roles)
    member_index = daily.member_role_index // roles
    index = member_index * types + daily.contributions.contribution_type
    return _sum_units(index, fixed_point, (members, types))


def _sum_units(
    index: NDArray[np.int64],
    fixed_point: NDArray[np.int64],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    summed = np.bincount(
        index,
        weights=fixed_point,
        minlength=shape[0] * shape[1],
    )
    return np.asarray(summed.reshape(shape) / _FIXED_POINT_SCALE)
