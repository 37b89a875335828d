"""Do the gears mesh (齿轮啮合)? A group's roles against what this community had in its own best month.

No outside norm is known. What a healthy community of a group's size would have is taken from the month in which this
community had most holders of a role per active member; a group with less than half of that lacks the gear.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from roles.rules.strength import Role

LACKING_SHARE = 0.5


class BestMonth(NamedTuple):
    """The month with most holders of a role per active member, and that rate (0…1)."""

    month: date
    rate: float


class Gear(NamedTuple):
    """Holders of a role in a group, how many its size would have in the best month, and whether the gear is missing."""

    holders: int
    expected: float
    is_missing: bool


def best_month(months: Iterable[tuple[date, int, int]]) -> BestMonth | None:
    """Return the best of months, each with holders and active members; None if nobody was ever active."""
    rated = [BestMonth(month, holders / active) for month, holders, active in months if active]
    return max(rated, key=lambda one: (one.rate, one.month), default=None)


def judge_gear(*, holders: int, active: int, best: BestMonth | None) -> Gear:
    """Return how a group of so many active members stands; a group too small to expect one of a role lacks none."""
    expected = best.rate * active if best else 0.0
    return Gear(holders, expected, expected >= 1.0 and holders < LACKING_SHARE * expected)


def judge_gears(holders: dict[Role, int], active: int, best: dict[Role, BestMonth | None]) -> dict[Role, Gear]:
    """Return judge_gear() of every role."""
    return {role: judge_gear(holders=holders.get(role, 0), active=active, best=best[role]) for role in Role}
