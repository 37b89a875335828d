"""From weekly scores to states that do not flicker: two thresholds, two weeks in a row, eight weeks' stay.

A state is decided at the end of every calendar week. All that the machine must remember is a member's
state, since when, and how many weeks in a row his score stood high or low, so a night can go on from the
night before, and gets the same as one that replays every week (ADR 7).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.histories import Floats


class State(IntEnum):
    """Numbers are stored; never reuse one."""

    UNKNOWN = 0
    ACTIVE = 1
    COOLING = 2
    DORMANT = 3
    RETURNED = 4


@dataclass(frozen=True)
class Thresholds:
    """When a state changes. Scores are chances 0…1; weeks and days as named."""

    cooling: float = 0.30
    active: float = 0.15
    dormant: float = 0.70
    weeks_in_a_row: int = 2
    silent_days: int = 28
    dwell_weeks: int = 7
    browsing: float = 0.60
    presence_days: int = 28
    tenure_weeks: int = 8
    active_weeks: int = 4


class Week(NamedTuple):
    """What one week says of m members, each (m,): score · silence in days · tenure in weeks · active weeks of 52."""

    score: Floats
    silence: NDArray[np.int64]
    tenure: NDArray[np.int64]
    year: NDArray[np.int64]


class Machine(NamedTuple):
    """What is remembered of m members, each (m,): state · since which week number · weeks in a row (at most
    weeks_in_a_row) at which the score was at least `cooling`, and at least `dormant`.
    """

    state: NDArray[np.uint8]
    since: NDArray[np.int64]
    high: NDArray[np.uint8]
    very_high: NDArray[np.uint8]

    def of(self, members: slice | NDArray[np.intp]) -> "Machine":
        """Return the memory of some of the members."""
        return Machine(self.state[members], self.since[members], self.high[members], self.very_high[members])

    def put(self, members: NDArray[np.intp], other: "Machine") -> None:
        """What is remembered of these members is what `other` remembers."""
        self.state[members], self.since[members] = other.state, other.since
        self.high[members], self.very_high[members] = other.high, other.very_high


def new_machine(count: int) -> Machine:
    """Return the memory of members of whom nothing is known."""
    return Machine(
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.uint8),
    )


def is_known(tenure: NDArray[np.int64], year: NDArray[np.int64], limits: Thresholds) -> NDArray[np.bool_]:
    """Tell who has history enough for a state."""
    return (tenure >= limits.tenure_weeks) & (year >= limits.active_weeks)


def weeks_not_counted(limits: Thresholds) -> int:
    """Return for how many weeks after a member's first nothing is remembered: none of them can matter to a state."""
    return max(limits.tenure_weeks - limits.weeks_in_a_row, 0)


def next_week(before: Machine, week: Week, number: int, limits: Thresholds) -> Machine:
    """Return the memory after the week of this number.

    A member of whom too little is known gets no state; once he has one he keeps having one. Every state
    lasts more than `dwell_weeks`, but for two: a cooling member may fall silent at once, and whoever is
    seen again, if only reading, is dormant no longer. Dormant becomes who was active or cooling, at a very
    high score weeks_in_a_row and after `silent_days` without activity in any dimension.
    """
    score, state = week.score, before.state
    counted = week.tenure > weeks_not_counted(limits)
    high = _in_a_row(before.high, counted & (score >= limits.cooling), limits)
    very_high = _in_a_row(before.very_high, counted & (score >= limits.dormant), limits)
    enough = limits.weeks_in_a_row
    stayed = number - before.since > limits.dwell_weeks
    awake = (state == State.ACTIVE) | (state == State.COOLING) | (state == State.RETURNED)
    seen = (state == State.DORMANT) & (week.silence < limits.silent_days)
    is_high, becomes = high >= enough, state.copy()
    known = (state == State.UNKNOWN) & is_known(week.tenure, week.year, limits)
    may_leave = awake & stayed
    becomes[known | may_leave & (score <= limits.active)] = State.ACTIVE
    becomes[(known | may_leave) & is_high] = State.COOLING
    may_sleep = (state == State.COOLING) | (state == State.ACTIVE) & stayed
    silent = may_sleep & (week.silence >= limits.silent_days)
    becomes[silent & (very_high >= enough)] = State.DORMANT
    becomes[seen] = State.RETURNED
    return Machine(becomes, np.where(becomes == state, before.since, number), high, very_high)


def _in_a_row(count: NDArray[np.uint8], holds: NDArray[np.bool_], limits: Thresholds) -> NDArray[np.uint8]:
    longer = np.minimum(count + np.uint8(1), np.uint8(limits.weeks_in_a_row))
    return np.asarray(longer * holds)


def is_browsing_only(
    contribution_score: Floats, presence_silence: NDArray[np.int64], state: NDArray[np.uint8], limits: Thresholds
) -> NDArray[np.bool_]:
    """Tell who still comes to read but has stopped taking part. Shapes: (m,) each."""
    present = presence_silence < limits.presence_days
    awake = (state != State.DORMANT) & (state != State.UNKNOWN)
    return np.asarray((contribution_score >= limits.browsing) & present & awake)
