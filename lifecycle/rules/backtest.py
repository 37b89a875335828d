"""The protocol by which scores are judged on a log: what was known at a
cut-off against what came after.

A row is a member at a cut-off with at least 4 active weeks of the last 52 and
8 weeks' tenure; its outcome is silence in every dimension over the horizon.
Cut-offs lie in the last part of the log. Every fit uses cut-offs whose outcome
was known before the first of them (docs/dormancy.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lifecycle.rules.arrays import Bools, Bytes, Floats, Ints
from lifecycle.rules.dormancy import Scorecard, factor_values
from lifecycle.rules.factors import FACTORS
from lifecycle.rules.fitting import TooFewRows, fit_scorecard, recalibrate
from lifecycle.rules.histories import (
    Histories,
    Sums,
    measure_histories,
)
from lifecycle.rules.spells import Rules, replay_weeks, states_by_week
from lifecycle.rules.states import (
    State,
    Thresholds,
    is_known,
    new_state_memory,
)

RECALIBRATION_WEEKS = 52
EARLIEST_CUTOFF_WEEKS = 8


@dataclass(frozen=True)
class Protocol:
    """How a log is judged.

    horizon_weeks: weeks of silence that count · every_weeks: between cut-offs
    · share: the last part of the log that is judged.
    """

    horizon_weeks: int = 8
    every_weeks: int = 4
    share: float = 0.40


class Log(NamedTuple):
    """Who was active when: member index (n,), day number (n,), and whether the
    dimension is mere presence (n,).
    """

    member: Ints
    day: Ints
    is_presence: Bools
    member_count: int


class Rows(NamedTuple):
    """Judged rows, each (n,).

    member · cutoff: in weeks since the log's first day · silence: in days ·
    silent: the outcome · values (factors, n).
    """

    member: Ints
    cutoff: Ints
    silence: Ints
    silent: Bools
    values: Floats

    def where(self, chosen: Bools) -> "Rows":
        """Return the chosen rows."""
        return Rows(
            self.member[chosen],
            self.cutoff[chosen],
            self.silence[chosen],
            self.silent[chosen],
            self.values[:, chosen],
        )


def no_rows() -> Rows:
    """Return rows of length 0."""
    nothing = np.zeros(0, dtype=np.int64)
    return Rows(
        member=nothing,
        cutoff=nothing,
        silence=nothing,
        silent=nothing.astype(bool),
        values=np.zeros((len(FACTORS), 0)),
    )


def join_rows(parts: Sequence[Rows]) -> Rows:
    """Return all rows of these parts, in order."""
    return Rows(
        np.concatenate([part.member for part in parts]),
        np.concatenate([part.cutoff for part in parts]),
        np.concatenate([part.silence for part in parts]),
        np.concatenate([part.silent for part in parts]),
        np.concatenate([part.values for part in parts], axis=1),
    )


def log_histories(
    log: Log,
    *,
    first_day: int,
    only: Bools | None = None,
) -> Histories:
    """Return the histories of a log in weeks counted from first_day.

    `only` (n,) chooses some of its rows.
    """
    member = log.member if only is None else log.member[only]
    day = log.day if only is None else log.day[only]
    weeks = int((log.day.max() - first_day) // 7) + 1
    row = (day - first_day) // 7
    bits = np.zeros((weeks, log.member_count), dtype=np.uint8)
    day_bit = (1 << ((day - first_day) % 7)).astype(np.uint8)
    np.bitwise_or.at(bits, (row, member), day_bit)
    first = np.full(log.member_count, weeks, dtype=np.int64)
    np.minimum.at(first, member, row)
    return Histories(bits, first)


def cutoff_weeks(
    weeks: int,
    protocol: Protocol,
) -> tuple[Ints, Ints]:
    """Return the cut-offs before the test, and those of the test, in weeks since the log began.

    Cut-off k knows the weeks 0 … k−1; every outcome lies within the log of `weeks` weeks.
    """
    first = int((1 - protocol.share) * weeks)
    test = np.arange(
        first,
        weeks - protocol.horizon_weeks + 1,
        protocol.every_weeks,
    )
    earlier = np.arange(
        first - protocol.every_weeks,
        EARLIEST_CUTOFF_WEEKS - 1,
        -protocol.every_weeks,
    )[::-1]
    return earlier, test


def evaluated_rows(
    histories: Histories,
    cutoffs: Ints,
    horizon_weeks: int,
    limits: Thresholds,
) -> Rows:
    """Return every known member at every cut-off that the histories cover."""
    is_whole = (cutoffs >= 1) & (
        cutoffs + horizon_weeks <= len(histories.bits)
    )
    parts = [no_rows()]
    for cutoff in cutoffs[is_whole].tolist():
        parts.append(_rows_at(histories, cutoff, horizon_weeks, limits))
    return join_rows(parts)


def _rows_at(
    histories: Histories,
    cutoff: int,
    horizon_weeks: int,
    limits: Thresholds,
) -> Rows:
    sums = measure_histories(histories, np.array([cutoff - 1]))
    known = is_known(sums.tenure[0], sums.year[0], limits)
    chosen = Sums(*(part[0][known] for part in sums))
    coming = np.bitwise_or.reduce(
        histories.bits[cutoff : cutoff + horizon_weeks],
        axis=0,
    )
    silent = coming[known] == 0
    member = np.flatnonzero(known)
    return Rows(
        member,
        np.full(len(member), cutoff),
        chosen.silence,
        silent,
        factor_values(chosen),
    )


def rows_known_before(
    rows: Rows,
    cutoff: int,
    horizon_weeks: int,
) -> Bools:
    """Return which rows' outcomes were known at a cut-off. Shape: (n,)."""
    return np.asarray(rows.cutoff + horizon_weeks <= cutoff)


def refit(card: Scorecard, rows: Rows) -> Scorecard:
    """Return the card fitted and calibrated on matured rows.

    The fit starts from `card`. Errors: TooFewRows.
    """
    fitted = fit_scorecard(rows.values, rows.silent, prior=card)
    latest = rows.cutoff > rows.cutoff.max() - RECALIBRATION_WEEKS
    try:
        return recalibrate(fitted, rows.values[:, latest], rows.silent[latest])
    except TooFewRows:
        return recalibrate(fitted, rows.values, rows.silent)


class Stability(NamedTuple):
    """How states behaved over a period.

    changes · reversed_rate: the share of changes undone within 4 weeks ·
    changes_per_member_year · became_dormant: how many, with known outcome ·
    truly_silent_rate: the share of these that was silent over the horizon.
    """

    changes: int
    reversed_rate: float
    changes_per_member_year: float
    became_dormant: int
    truly_silent_rate: float


def replay_states(histories: Histories, rules: Rules) -> Bytes:
    """Return every member's state at the end of every week. Shape: Histories
    of (w, m) -> (w, m).
    """
    weeks, count = histories.bits.shape
    _state_memory, spells = replay_weeks(
        histories,
        new_state_memory(count),
        first_row=0,
        last_row=weeks - 1,
        row_zero_week=0,
        rules=rules,
    )
    return states_by_week(spells, count, np.arange(weeks))


def measure_stability(
    states: Bytes,
    histories: Histories,
    *,
    first_row: int,
    horizon_weeks: int,
) -> Stability:
    """Return how the states (w, m) behaved from first_row on."""
    before = states[first_row - 1 : -1]
    after = states[first_row:]
    changed = (before != after) & (before != State.UNKNOWN)
    row, member = np.nonzero(changed)
    undone = np.zeros(len(row), dtype=bool)
    for weeks in range(1, 5):
        later = np.minimum(first_row + row + weeks, len(states) - 1)
        undone |= states[later, member] == before[row, member]
    falls_asleep = (after == State.DORMANT) & (before != State.DORMANT)
    silent = _silent_after(falls_asleep, histories, first_row, horizon_weeks)
    years = float((after != State.UNKNOWN).sum()) / 52
    return Stability(
        changes=len(row),
        reversed_rate=float(undone.mean()) if len(row) else 0.0,
        changes_per_member_year=len(row) / years if years else 0.0,
        became_dormant=len(silent),
        truly_silent_rate=float(np.mean(silent)) if silent else float("nan"),
    )


def _silent_after(
    falls_asleep: Bools,
    histories: Histories,
    first_row: int,
    horizon_weeks: int,
) -> list[bool]:
    """Return, for each member who became dormant with a known outcome, whether
    they were silent over the horizon.
    """
    active = histories.bits > 0
    entered, members = np.nonzero(falls_asleep)
    silent = []
    for row, member in zip(entered + first_row, members, strict=True):
        last_row = row + horizon_weeks
        if last_row < len(active):
            silent.append(not active[row + 1 : last_row + 1, member].any())
    return silent
