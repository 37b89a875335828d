"""The way of many members through the states, week by week, and the spells that remain of it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.dormancy import Scorecard, score_sums
from lifecycle.rules.histories import Histories, Sums, measure_histories
from lifecycle.rules.states import Machine, Thresholds, Week, next_week

SPELL_RECORD = np.dtype([("week", "<u2"), ("policy", "<u2"), ("state", "u1"), ("score", "u1")])
KEPT_SPELLS = 8
SPELL_BYTES = KEPT_SPELLS * SPELL_RECORD.itemsize
SCORE_STEPS = 200
ANCHORS_AT_ONCE = 4


class Rules(NamedTuple):
    """What a policy decides by; `version` is written into every spell."""

    card: Scorecard
    limits: Thresholds
    version: int


class Spells(NamedTuple):
    """Spells of many members: owner (s,) index, records (s,) SPELL_RECORD; a member's last one still lasts."""

    owner: NDArray[np.int32]
    records: NDArray[np.void]


def no_spells() -> Spells:
    """Return the spells of nobody."""
    return Spells(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=SPELL_RECORD))


def walk(
    histories: Histories, machine: Machine, *, first_row: int, last_row: int, row_zero_week: int, rules: Rules
) -> tuple[Machine, Spells]:
    """Return the memory after the weeks of rows first_row … last_row, and the spells that began in them."""
    begun: list[Spells] = []
    for start in range(first_row, last_row + 1, ANCHORS_AT_ONCE):
        rows = np.arange(start, min(start + ANCHORS_AT_ONCE, last_row + 1))
        sums = measure_histories(histories, rows)
        scores = score_sums(sums, rules.card)
        for number, row in enumerate(rows.tolist()):
            week = _week_of(sums, scores, number)
            after = next_week(machine, week, row_zero_week + row, rules.limits)
            changed = np.flatnonzero(after.state != machine.state)
            if len(changed):
                begun.append(_new_spells(changed, after, week, row_zero_week + row, rules.version))
            machine = after
    return machine, join_spells(begun)


def _week_of(sums: Sums, scores: NDArray[np.float64], number: int) -> Week:
    return Week(scores[number], sums.silence[number], sums.tenure[number], sums.year[number])


def _new_spells(changed: NDArray[np.intp], after: Machine, week: Week, number: int, version: int) -> Spells:
    records = np.zeros(len(changed), dtype=SPELL_RECORD)
    records["week"], records["policy"], records["state"] = number, version, after.state[changed]
    records["score"] = np.rint(week.score[changed] * SCORE_STEPS)
    return Spells(changed.astype(np.int32), records)


def join_spells(parts: list[Spells]) -> Spells:
    """Return all spells sorted by owner; within one owner in the order given."""
    if not parts:
        return no_spells()
    owner = np.concatenate([part.owner for part in parts])
    order = np.argsort(owner, kind="stable")
    return Spells(owner[order], np.concatenate([part.records for part in parts])[order])


def keep_spells(spells: Spells, count: int) -> NDArray[np.uint8]:
    """Return the last KEPT_SPELLS spells of each member as bytes, oldest first, zeros behind.

    Shape: spells sorted by owner, each owner's by week -> (count, SPELL_BYTES).
    """
    held = np.bincount(spells.owner, minlength=count)
    ends = np.cumsum(held)
    from_end = ends[spells.owner] - 1 - np.arange(len(spells.owner))
    kept = from_end < KEPT_SPELLS
    owner = spells.owner[kept]
    slots = np.zeros((count, KEPT_SPELLS), dtype=SPELL_RECORD)
    slots[owner, np.minimum(held[owner], KEPT_SPELLS) - 1 - from_end[kept]] = spells.records[kept]
    return slots.view(np.uint8).reshape(count, SPELL_BYTES)


def read_spells(kept: NDArray[np.uint8]) -> Spells:
    """Return the spells that keep_spells made bytes of. Shape: (m, SPELL_BYTES)."""
    slots = np.ascontiguousarray(kept).view(SPELL_RECORD).reshape(len(kept), KEPT_SPELLS)
    owner, slot = np.nonzero(slots["state"])
    return Spells(owner.astype(np.int32), slots[owner, slot])


def states_by_week(spells: Spells, count: int, weeks: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return every member's state at the end of each of these successive weeks. Shape: (w,) -> (w, count)."""
    states = np.zeros((len(weeks), count), dtype=np.uint8)
    before = spells.records["week"] <= weeks[0]
    states[0, spells.owner[before]] = spells.records["state"][before]
    for number in range(1, len(weeks)):
        states[number] = states[number - 1]
        begun = spells.records["week"] == weeks[number]
        states[number, spells.owner[begun]] = spells.records["state"][begun]
    return states


def count_flows(states: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many members went from which state to which in each week. Shape: (w + 1, m) -> (w, 5, 5)."""
    pairs = states[:-1].astype(np.int64) * 5 + states[1:]
    return np.stack([np.bincount(row, minlength=25).reshape(5, 5) for row in pairs])
