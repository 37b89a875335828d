"""How members pass through the states week by week, and the spells of it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.arrays import Bytes, Ints
from lifecycle.rules.dormancy import Scorecard, score_sums
from lifecycle.rules.histories import Histories, measure_histories
from lifecycle.rules.states import (
    State,
    StateMemory,
    Thresholds,
    Week,
    next_week,
)

SPELL_RECORD = np.dtype(
    [("week", "<u2"), ("policy", "<u2"), ("state", "u1"), ("score", "u1")],
)
KEPT_SPELLS = 8
SPELL_BYTES = KEPT_SPELLS * SPELL_RECORD.itemsize
SCORE_STEPS = 200
ANCHORS_AT_ONCE = 4


class Rules(NamedTuple):
    """The rules of a policy; `version` is written into every spell."""

    card: Scorecard
    limits: Thresholds
    version: int


class Spells(NamedTuple):
    """Spells of many members; a member's last one still lasts.

    owner (s,): the member's index · records (s,): of SPELL_RECORD.
    """

    owner: NDArray[np.int32]
    records: NDArray[np.void]


def no_spells() -> Spells:
    """Return an empty set of spells."""
    return Spells(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=SPELL_RECORD))


def replay_weeks(
    histories: Histories,
    state_memory: StateMemory,
    *,
    first_row: int,
    last_row: int,
    row_zero_week: int,
    rules: Rules,
) -> tuple[StateMemory, Spells]:
    """Return the memory after the weeks of rows first_row … last_row, and the
    spells that began in them.
    """
    begun: list[Spells] = []
    for row, week in _weeks(histories, first_row, last_row, rules):
        number = row_zero_week + row
        after = next_week(state_memory, week, number, rules.limits)
        changed = np.flatnonzero(after.state != state_memory.state)
        if len(changed):
            begun.append(
                _new_spells(changed, after, week, number, rules.version),
            )
        state_memory = after
    return state_memory, join_spells(begun)


def _weeks(
    histories: Histories,
    first_row: int,
    last_row: int,
    rules: Rules,
) -> Iterator[tuple[int, Week]]:
    """Yield each row with its week, measured ANCHORS_AT_ONCE rows at a time."""
    for start in range(first_row, last_row + 1, ANCHORS_AT_ONCE):
        rows = np.arange(start, min(start + ANCHORS_AT_ONCE, last_row + 1))
        sums = measure_histories(histories, rows)
        scores = score_sums(sums, rules.card)
        for number, row in enumerate(rows.tolist()):
            yield (
                row,
                Week(
                    scores[number],
                    sums.silence[number],
                    sums.tenure[number],
                    sums.year[number],
                ),
            )


def _new_spells(
    changed: NDArray[np.intp],
    after: StateMemory,
    week: Week,
    number: int,
    version: int,
) -> Spells:
    records = np.zeros(len(changed), dtype=SPELL_RECORD)
    records["week"] = number
    records["policy"] = version
    records["state"] = after.state[changed]
    records["score"] = np.rint(week.score[changed] * SCORE_STEPS)
    return Spells(changed.astype(np.int32), records)


def join_spells(parts: list[Spells]) -> Spells:
    """Return all spells sorted by owner, in the order given for each owner."""
    if not parts:
        return no_spells()
    owner = np.concatenate([part.owner for part in parts])
    order = np.argsort(owner, kind="stable")
    return Spells(
        owner[order],
        np.concatenate([part.records for part in parts])[order],
    )


def pack_spells(spells: Spells, count: int) -> Bytes:
    """Return the last KEPT_SPELLS spells of each member as bytes.

    The oldest comes first; unused bytes at the end are zero.

    Shape: spells sorted by owner, each owner's by week -> (count, SPELL_BYTES).
    """
    held = np.bincount(spells.owner, minlength=count)
    ends = np.cumsum(held)
    from_end = ends[spells.owner] - 1 - np.arange(len(spells.owner))
    kept = from_end < KEPT_SPELLS
    owner = spells.owner[kept]
    records_by_member = np.zeros((count, KEPT_SPELLS), dtype=SPELL_RECORD)
    position = np.minimum(held[owner], KEPT_SPELLS) - 1 - from_end[kept]
    records_by_member[owner, position] = spells.records[kept]
    return records_by_member.view(np.uint8).reshape(count, SPELL_BYTES)


def read_spells(packed: Bytes) -> Spells:
    """Return the spells that pack_spells() packed. Shape: (m, SPELL_BYTES)."""
    records_by_member = (
        np.ascontiguousarray(packed)
        .view(SPELL_RECORD)
        .reshape(len(packed), KEPT_SPELLS)
    )
    owner, record = np.nonzero(records_by_member["state"])
    return Spells(owner.astype(np.int32), records_by_member[owner, record])


def states_by_week(
    spells: Spells,
    count: int,
    weeks: Ints,
) -> Bytes:
    """Return every member's state at the end of each of these successive weeks.

    Shape: (w,) -> (w, count).
    """
    states = np.zeros((len(weeks), count), dtype=np.uint8)
    before = spells.records["week"] <= weeks[0]
    states[0, spells.owner[before]] = spells.records["state"][before]
    for number in range(1, len(weeks)):
        states[number] = states[number - 1]
        begun = spells.records["week"] == weeks[number]
        states[number, spells.owner[begun]] = spells.records["state"][begun]
    return states


def count_flows(states: Bytes) -> Ints:
    """Return how many members moved from state to state in each week.

    Shape: (w + 1, m) -> (w, states, states), before and after.
    """
    count = len(State)
    pairs = states[:-1].astype(np.int64) * count + states[1:]
    flows = [np.bincount(row, minlength=count**2) for row in pairs]
    return np.stack(flows).reshape(len(flows), count, count)
