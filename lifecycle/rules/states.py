"""From weekly scores to states that do not flicker: two thresholds, two weeks
in a row, and at least eight weeks in a state.

A state is decided at the end of every calendar week. It depends only on the
member's state, since when, and for how many weeks in a row the score was high.
A night can therefore continue from the night before, with the same result as a
replay of every week (ADR 7).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.arrays import Bools, Bytes, Floats, Ints


class State(IntEnum):
    """Numbers are stored; never reuse one."""

    UNKNOWN = 0
    ACTIVE = 1
    COOLING = 2
    DORMANT = 3
    RETURNED = 4


@dataclass(frozen=True)
class Thresholds:
    """When a state changes. Scores are chances 0…1."""

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
    """One week of m members, each (m,).

    score · silence: in days · tenure: in weeks · year: active weeks of 52.
    """

    score: Floats
    silence: Ints
    tenure: Ints
    year: Ints


class StateMemory(NamedTuple):
    """What is remembered of m members between weeks, each (m,).

    state · since: which week number · high, very_high: weeks in a row (at
    most weeks_in_a_row) with a score of at least `cooling`, of at least
    `dormant`.
    """

    state: Bytes
    since: Ints
    high: Bytes
    very_high: Bytes

    def of(self, members: slice | NDArray[np.intp]) -> "StateMemory":
        """Return the memory of some of the members."""
        return StateMemory(
            self.state[members],
            self.since[members],
            self.high[members],
            self.very_high[members],
        )

    def put(self, members: NDArray[np.intp], other: "StateMemory") -> None:
        """Replace the memory of these members by `other`."""
        self.state[members] = other.state
        self.since[members] = other.since
        self.high[members] = other.high
        self.very_high[members] = other.very_high


def new_state_memory(count: int) -> StateMemory:
    """Return the memory of members about whom nothing is known."""
    return StateMemory(
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.uint8),
    )


def is_known(
    tenure: Ints,
    year: Ints,
    limits: Thresholds,
) -> Bools:
    """Return who has enough history for a state. Shape: (m,)."""
    return (tenure >= limits.tenure_weeks) & (year >= limits.active_weeks)


def weeks_not_counted(limits: Thresholds) -> int:
    """Return how many of a member's first weeks cannot influence a state."""
    return max(limits.tenure_weeks - limits.weeks_in_a_row, 0)


def next_week(
    before: StateMemory,
    week: Week,
    number: int,
    limits: Thresholds,
) -> StateMemory:
    """Return the memory after the week of this number.

    A member gets a state once enough is known, and then always has one. Every
    state lasts more than `dwell_weeks`, with two exceptions: a cooling member
    may become dormant at once, and a dormant member is back as soon as they
    are seen, even if they only read. An active or cooling member becomes
    dormant after weeks_in_a_row very high scores and `silent_days` without
    activity in any dimension.
    """
    counted = week.tenure > weeks_not_counted(limits)
    is_high = counted & (week.score >= limits.cooling)
    is_very_high = counted & (week.score >= limits.dormant)
    high = _in_a_row(before.high, is_high, limits)
    very_high = _in_a_row(before.very_high, is_very_high, limits)
    state = _next_state(
        before,
        week,
        stayed=number - before.since > limits.dwell_weeks,
        stays_high=high >= limits.weeks_in_a_row,
        stays_very_high=very_high >= limits.weeks_in_a_row,
        limits=limits,
    )
    since = np.where(state == before.state, before.since, number)
    return StateMemory(state, since, high, very_high)


def _next_state(
    before: StateMemory,
    week: Week,
    *,
    stayed: Bools,
    stays_high: Bools,
    stays_very_high: Bools,
    limits: Thresholds,
) -> Bytes:
    """Return the states (m,) after a week; later rules override earlier ones."""
    state = before.state
    is_active = state == State.ACTIVE
    is_cooling = state == State.COOLING
    is_awake = is_active | is_cooling | (state == State.RETURNED)
    becomes_known = (state == State.UNKNOWN) & is_known(
        week.tenure,
        week.year,
        limits,
    )
    may_leave = is_awake & stayed
    wakes_up = may_leave & (week.score <= limits.active)
    is_silent = week.silence >= limits.silent_days
    falls_asleep = (is_cooling | is_active & stayed) & is_silent
    returns = (state == State.DORMANT) & ~is_silent
    becomes = state.copy()
    becomes[becomes_known | wakes_up] = State.ACTIVE
    becomes[(becomes_known | may_leave) & stays_high] = State.COOLING
    becomes[falls_asleep & stays_very_high] = State.DORMANT
    becomes[returns] = State.RETURNED
    return becomes


def _in_a_row(
    count: Bytes,
    holds: Bools,
    limits: Thresholds,
) -> Bytes:
    longer = np.minimum(count + np.uint8(1), np.uint8(limits.weeks_in_a_row))
    return np.asarray(longer * holds)


def is_browsing_only(
    contribution_score: Floats,
    presence_silence: Ints,
    state: Bytes,
    limits: Thresholds,
) -> Bools:
    """Return who still comes to read but has stopped contributing. Shape: (m,)."""
    present = presence_silence < limits.presence_days
    awake = (state != State.DORMANT) & (state != State.UNKNOWN)
    return np.asarray(
        (contribution_score >= limits.browsing) & present & awake,
    )
