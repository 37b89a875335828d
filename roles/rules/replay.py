"""Which roles members held in the past, decided week by week as a night decides."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from roles.rules.holding import NOT_LOW, Held, hold
from roles.rules.limits import Limits
from roles.rules.strength import (
    Role,
)

WEEK = 7
# The past that dormancy keeps too is decided, a few weeks at a time.
MAX_WEEKS = WINDOW_WEEKS
WEEKS_AT_ONCE = 4


class PastSpell(NamedTuple):
    """A time in which a member held a role, in day numbers; ended and low_since
    are None while they do not apply.
    """

    row: int
    role: int
    started: int
    ended: int | None
    low_since: int | None


class Past:
    """What was decided so far about so many members, week after week."""

    def __init__(self, members: int) -> None:
        shape = (members, len(Role))
        self._held = Held(np.zeros(shape, dtype=bool), np.full(shape, NOT_LOW))
        self._started = np.zeros(shape, dtype=np.int64)
        self._over: list[PastSpell] = []

    def decide(
        self,
        strength: NDArray[np.float64],
        limits: Limits,
        *,
        day: int,
    ) -> None:
        """Decide about a day, later than all that was decided."""
        before = self._held
        self._held = hold(before, strength, limits, day=day)
        begins = self._held.holds & ~before.holds
        self._started[begins] = day
        ends = before.holds & ~self._held.holds
        for row, role in np.argwhere(ends).tolist():
            started = int(self._started[row, role])
            self._over.append(PastSpell(row, role, started, day, None))

    def spells(self) -> list[PastSpell]:
        """Return the spells so far, those that are over first."""
        spells = list(self._over)
        for row, role in np.argwhere(self._held.holds).tolist():
            low = int(self._held.low_since[row, role])
            started = int(self._started[row, role])
            low_since = None if low == NOT_LOW else low
            spells.append(PastSpell(row, role, started, None, low_since))
        return spells


def weeks_before(day: int, first_day: int) -> list[list[int]]:
    """Return the ends of the whole weeks from a first day to before a day, in
    their order, WEEKS_AT_ONCE together; the last MAX_WEEKS of them. The weeks
    end on the weekday of the day.
    """
    count = min(max((day - 1 - first_day) // WEEK, 0), MAX_WEEKS)
    ends = [day - WEEK * back for back in range(count, 0, -1)]
    return [
        ends[start : start + WEEKS_AT_ONCE]
        for start in range(0, len(ends), WEEKS_AT_ONCE)
    ]
