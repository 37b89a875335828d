"""Which role a group lacks (齿轮啮合), against the best month of the community.

No outside norm is known. What a healthy group of a given size would have is
taken from the month in which this community had most holders of a role per
active member; a group with less than half of that lacks the gear.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from roles.rules.strength import Role

LACKING_SHARE = 0.5
MIN_EXPECTED = 1.0


class BestMonth(NamedTuple):
    """The month with most holders of a role per active member, and that rate (0…1)."""

    month: date
    rate: float


class Gear(NamedTuple):
    """Holders of a role in a group, how many its size would have in the best
    month, and whether the gear is missing.
    """

    holders: int
    expected: float
    is_missing: bool


def best_month(months: Iterable[tuple[date, int, int]]) -> BestMonth | None:
    """Return the best of months, each with holders and active members; None if
    nobody was ever active.
    """
    rated = []
    for month, holders, active in months:
        if active:
            rated.append(BestMonth(month, holders / active))
    return max(rated, key=lambda one: (one.rate, one.month), default=None)


def judge_expected(*, holders: int, expected: float) -> Gear:
    """Return the gear of a group that is expected to have so many holders. A
    group that expects less than one never lacks the gear.
    """
    is_missing = (
        expected >= MIN_EXPECTED and holders < LACKING_SHARE * expected
    )
    return Gear(holders, expected, is_missing)


def judge_gear(*, holders: int, active: int, best: BestMonth | None) -> Gear:
    """Return the gear of a group with so many active members; without a best
    month nothing is expected.
    """
    expected = best.rate * active if best else 0.0
    return judge_expected(holders=holders, expected=expected)


def judge_gears(
    holders: dict[Role, int],
    active: int,
    best: dict[Role, BestMonth | None],
) -> dict[Role, Gear]:
    """Return judge_gear() for every role."""
    gears = {}
    for role in Role:
        gears[role] = judge_gear(
            holders=holders.get(role, 0),
            active=active,
            best=best[role],
        )
    return gears
