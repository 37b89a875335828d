"""The protocol by which scores are judged on a log: what was known at a cut-off against what came after.

A row is a member at a cut-off with at least 4 active weeks of the last 52 and 8 weeks' tenure; its outcome
is silence in every dimension over the horizon. Cut-offs lie over the last part of the log; whatever is
fitted is fitted on cut-offs whose outcome was known before the first of them (docs/dormancy.md).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.dormancy import FACTORS, Scorecard, factor_values
from lifecycle.rules.fitting import TooFewRows, fit_scorecard, recalibrate
from lifecycle.rules.histories import Floats, Histories, Sums, measure_histories
from lifecycle.rules.paths import Rules, states_by_week, walk
from lifecycle.rules.states import State, Thresholds, is_known, new_machine

RECALIBRATION_WEEKS = 52
EARLIEST_CUTOFF_WEEKS = 8


@dataclass(frozen=True)
class Protocol:
    """horizon: weeks of silence that count · every: weeks between cut-offs · share: last part of the log judged."""

    horizon_weeks: int = 8
    every_weeks: int = 4
    share: float = 0.40


class Log(NamedTuple):
    """Who was active when: member index (n,), day number (n,), and whether the dimension is mere presence (n,)."""

    member: NDArray[np.int64]
    day: NDArray[np.int64]
    is_presence: NDArray[np.bool_]
    member_count: int


class Rows(NamedTuple):
    """Judged rows, each (n,): member, cut-off in weeks since the log's first day, silence in days, outcome (True:
    silent); values (6, n) of the factors. The first `known_before` weeks' outcomes were known before the test.
    """

    member: NDArray[np.int64]
    cutoff: NDArray[np.int64]
    silence: NDArray[np.int64]
    silent: NDArray[np.bool_]
    values: Floats

    def where(self, chosen: NDArray[np.bool_]) -> "Rows":
        """Return the chosen rows."""
        part = (self.member[chosen], self.cutoff[chosen], self.silence[chosen], self.silent[chosen])
        return Rows(*part, self.values[:, chosen])


def log_histories(log: Log, *, first_day: int, only: NDArray[np.bool_] | None = None) -> Histories:
    """Return the histories of a log in weeks counted from first_day; `only` (n,) chooses some of its rows."""
    member, day = (log.member, log.day) if only is None else (log.member[only], log.day[only])
    weeks = int((log.day.max() - first_day) // 7) + 1
    row = (day - first_day) // 7
    bits = np.zeros((weeks, log.member_count), dtype=np.uint8)
    np.bitwise_or.at(bits, (row, member), (1 << ((day - first_day) % 7)).astype(np.uint8))
    first = np.full(log.member_count, weeks, dtype=np.int64)
    np.minimum.at(first, member, row)
    return Histories(bits, first)


def cutoff_weeks(weeks: int, protocol: Protocol) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cut-offs before the test, and those of the test, in weeks since the log began.

    Cut-off k knows the weeks 0 … k−1; every outcome lies within the log of `weeks` weeks.
    """
    first = int((1 - protocol.share) * weeks)
    test = np.arange(first, weeks - protocol.horizon_weeks + 1, protocol.every_weeks)
    earlier = np.arange(first - protocol.every_weeks, EARLIEST_CUTOFF_WEEKS - 1, -protocol.every_weeks)[::-1]
    return earlier, test


def judged_rows(histories: Histories, cutoffs: NDArray[np.int64], horizon_weeks: int, limits: Thresholds) -> Rows:
    """Return every known member at every cut-off."""
    fitting = cutoffs[(cutoffs >= 1) & (cutoffs + horizon_weeks <= len(histories.bits))]
    parts = [_rows_at(histories, cutoff, horizon_weeks, limits) for cutoff in fitting.tolist()]
    nobody = np.zeros(0, dtype=np.int64)
    parts.append(Rows(nobody, nobody, nobody, nobody.astype(bool), np.zeros((len(FACTORS), 0))))
    return Rows(*(np.concatenate(columns, axis=-1) for columns in zip(*parts, strict=True)))


def _rows_at(histories: Histories, cutoff: int, horizon_weeks: int, limits: Thresholds) -> Rows:
    sums = measure_histories(histories, np.array([cutoff - 1]))
    known = is_known(sums.tenure[0], sums.year[0], limits)
    chosen = Sums(*(part[0][known] for part in sums))
    coming = np.bitwise_or.reduce(histories.bits[cutoff : cutoff + horizon_weeks], axis=0)
    silent = coming[known] == 0
    member = np.flatnonzero(known)
    return Rows(member, np.full(len(member), cutoff), chosen.silence, silent, factor_values(chosen))


def rows_known_before(rows: Rows, cutoff: int, horizon_weeks: int) -> NDArray[np.bool_]:
    """Tell which rows' outcomes were known at a cut-off."""
    return np.asarray(rows.cutoff + horizon_weeks <= cutoff)


def refit(card: Scorecard, rows: Rows) -> Scorecard:
    """Return the card fitted and calibrated on matured rows, starting from `card`. Errors: TooFewRows."""
    fitted = fit_scorecard(rows.values, rows.silent, prior=card)
    latest = rows.cutoff > rows.cutoff.max() - RECALIBRATION_WEEKS
    try:
        return recalibrate(fitted, rows.values[:, latest], rows.silent[latest])
    except TooFewRows:
        return recalibrate(fitted, rows.values, rows.silent)


class Stability(NamedTuple):
    """How states behaved over a period: changes · of these undone within 4 weeks · changes a member-year
    · how many became dormant (with their outcome known) · share of these truly silent over the horizon.
    """

    changes: int
    reversed_rate: float
    changes_per_member_year: float
    became_dormant: int
    truly_silent_rate: float


def walk_states(histories: Histories, rules: Rules) -> NDArray[np.uint8]:
    """Return every member's state at the end of every week. Shape: Histories of (w, m) -> (w, m)."""
    weeks, count = histories.bits.shape
    _machine, spells = walk(
        histories, new_machine(count), first_row=0, last_row=weeks - 1, row_zero_week=0, rules=rules
    )
    return states_by_week(spells, count, np.arange(weeks))


def measure_stability(
    states: NDArray[np.uint8], histories: Histories, *, first_row: int, horizon_weeks: int
) -> Stability:
    """Return how the states (w, m) behaved from first_row on."""
    before, after = states[first_row - 1 : -1], states[first_row:]
    changed = (before != after) & (before != State.UNKNOWN)
    row, member = np.nonzero(changed)
    undone = np.zeros(len(row), dtype=bool)
    for weeks in range(1, 5):
        later = np.minimum(first_row + row + weeks, len(states) - 1)
        undone |= states[later, member] == before[row, member]
    active = histories.bits > 0
    entered, who = np.nonzero((after == State.DORMANT) & (before != State.DORMANT))
    entered += first_row
    whole = entered + horizon_weeks < len(states)
    silent = [
        not active[r + 1 : r + 1 + horizon_weeks, m].any() for r, m in zip(entered[whole], who[whole], strict=True)
    ]
    years = float((after != State.UNKNOWN).sum()) / 52
    return Stability(
        len(row),
        float(undone.mean()) if len(row) else 0.0,
        len(row) / years if years else 0.0,
        len(silent),
        float(np.mean(silent)) if silent else float("nan"),
    )
