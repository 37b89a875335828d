"""Which role a group lacks (齿轮啮合), against the best month of the community.

No outside norm is known. What a healthy group of a given size would have is
taken from the month in which this community had most holders of a role per
active member; a group with less than half of that lacks the gear, one with fewer is short of it.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import NamedTuple

from roles.rules.strength import Role

LACKING_SHARE = 0.5
MIN_EXPECTED = 1.0


class Fullness(Enum):
    """How many holders of a role a group has, beside those expected."""

    FULL = "full"
    SHORT = "short"
    MISSING = "missing"
    NOT_EXPECTED = "not_expected"


class BestMonth(NamedTuple):
    """The month with most holders of a role per active member, and that rate (0…1)."""

    month: date
    rate: float


class Gear(NamedTuple):
    """Holders of a role in a group, how many its size would have in the best
    month, and what follows from the two.
    """

    holders: int
    expected: float
    fullness: Fullness

    @property
    def is_missing(self) -> bool:
        return self.fullness is Fullness.MISSING

    @property
    def is_short(self) -> bool:
        """Tell whether it has fewer than expected, but at least half of them."""
        return self.fullness is Fullness.SHORT

    @property
    def shown_expected(self) -> int:
        """Return the number that readers see, by which the gear is judged; 0
        where fewer than one is expected.
        """
        return shown_expected(self.expected)


def shown_expected(expected: float) -> int:
    """Return an expectation as the whole number that readers see, halves
    rounded up; 0 below one.
    """
    return int(expected + 0.5) if expected >= MIN_EXPECTED else 0


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

    The number that readers see is the one compared, so that two groups with
    the same numbers get the same word.
    """
    shown = shown_expected(expected)
    if not shown:
        fullness = Fullness.NOT_EXPECTED
    elif holders < LACKING_SHARE * shown:
        fullness = Fullness.MISSING
    elif holders < shown:
        fullness = Fullness.SHORT
    else:
        fullness = Fullness.FULL
    return Gear(holders, expected, fullness)


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
