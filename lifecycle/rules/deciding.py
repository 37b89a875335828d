"""A night's decision about many members at once: score, state, spells, and
who only browses.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import (
    WINDOW_WEEKS,
    Days,
    first_kept_week,
    week_number,
)
from activity.rules.kinds import Dimension
from activity.rules.series import SeriesSet, drop_weeks_after
from lifecycle.rules.arrays import Bools, Bytes, Floats, Ints
from lifecycle.rules.browsing import RecordRows, find_browsing
from lifecycle.rules.dormancy import score_sums
from lifecycle.rules.histories import (
    Histories,
    calendar_bits,
    joined_days,
    sliding_bits,
    sums_at_end,
    weekday_of,
)
from lifecycle.rules.spells import (
    Rules,
    Spells,
    join_spells,
    no_spells,
    replay_weeks,
)
from lifecycle.rules.states import (
    StateMemory,
    new_state_memory,
    weeks_not_counted,
)


class Base(NamedTuple):
    """What an earlier night decided about m members.

    decided_week (m,): the last week it decided · continues (m,): who may
    continue from it · state_memory, spells: as they were after that week.
    """

    decided_week: Ints
    continues: Bools
    state_memory: StateMemory
    spells: Spells


class Decided(NamedTuple):
    """What a night decides about m members.

    score (m,): tonight · state_memory, spells: up to the last whole week ·
    browses (m,): who still reads but has stopped contributing.
    """

    score: Floats
    state_memory: StateMemory
    spells: Spells
    browses: Bools


def no_base(count: int) -> Base:
    """Return the base of members about whom nothing was decided before."""
    return Base(
        decided_week=np.zeros(count, dtype=np.int64),
        continues=np.zeros(count, dtype=bool),
        state_memory=new_state_memory(count),
        spells=no_spells(),
    )


def last_whole_week(last_day: Days) -> Days:
    """Return the last calendar week that is over on the evening of `last_day`,
    or of each of an array of days.
    """
    return week_number(last_day + 1) - 1


def _without_overtaken(base: Base, last_week: int) -> Base:
    """Return the base without those about whom it decided later weeks than
    `last_week`; they start from the beginning.
    """
    continues = base.continues & (base.decided_week <= last_week)
    if (continues == base.continues).all():
        return base
    state_memory = new_state_memory(len(continues))
    kept = np.flatnonzero(continues)
    state_memory.put(kept, base.state_memory.of(kept))
    is_kept = continues[base.spells.owner]
    spells = Spells(
        base.spells.owner[is_kept],
        base.spells.records[is_kept],
    )
    return Base(base.decided_week, continues, state_memory, spells)


def merge_decided(parts: list[tuple[Bools, Decided]]) -> Decided:
    """Return one decision made of several, each for its own members.

    Shape: masks (m,) that have each member once, decisions about all m.
    """
    mask, whole = parts[0]
    members = np.arange(len(mask))
    state_memory = whole.state_memory.of(members)
    score = whole.score.copy()
    browses = whole.browses.copy()
    spells = []
    for mask, part in parts:
        some = np.flatnonzero(mask)
        state_memory.put(some, part.state_memory.of(some))
        score[some] = part.score[some]
        browses[some] = part.browses[some]
        is_theirs = mask[part.spells.owner]
        spells.append(
            Spells(
                part.spells.owner[is_theirs],
                part.spells.records[is_theirs],
            ),
        )
    return Decided(score, state_memory, join_spells(spells), browses)


def decide(
    series: SeriesSet,
    *,
    first_day: Ints,
    last_day: int,
    base: Base,
    rules: Rules,
) -> Decided:
    """Decide about the m members of a series on the evening of `last_day`;
    what the series has of later weeks is left out.

    first_day (m,): the first day of each member's activity.
    """
    series = drop_weeks_after(series, week_number(last_day))
    base = _without_overtaken(base, last_whole_week(last_day))
    week = _first_needed_week(series, last_day)
    row = series.records["week"].astype(np.int64) - week
    weeks = week_number(last_day) - week + 1
    calendar = calendar_bits(
        series.owner,
        row,
        joined_days(series.records["days"], list(Dimension)),
        (weeks, len(series.member)),
    )
    histories = Histories(calendar, (first_day + 3) // 7 - week)
    state_memory, spells = _continue_states(
        histories,
        base,
        first_week=week,
        last_week=last_whole_week(last_day),
        rules=rules,
    )
    tenure = np.clip((last_day - first_day) // 7 + 1, 1, WINDOW_WEEKS)
    score = score_tonight(
        sliding_bits(calendar, weekday_of(last_day)),
        tenure,
        rules,
    )
    browses = find_browsing(
        RecordRows(series, row, weeks),
        state_memory.state,
        last_day,
        rules,
    )
    return Decided(score, state_memory, spells, browses)


def _first_needed_week(series: SeriesSet, last_day: int) -> int:
    """Return the first kept week with a record, or the last one kept."""
    week = first_kept_week(last_day)
    if not len(series.records):
        return week
    # Weeks before the first record add nothing to any sum.
    return max(week, int(series.records["week"].min()))


def score_tonight(
    bits: Bytes,
    tenure: Ints,
    rules: Rules,
) -> Floats:
    """Return the chance of silence at the end of the last row.

    Shape: bits (w, m), tenure (m,) -> (m,).
    """
    return np.asarray(score_sums(sums_at_end(bits, tenure), rules.card)[0])


def _continue_states(
    histories: Histories,
    base: Base,
    *,
    first_week: int,
    last_week: int,
    rules: Rules,
) -> tuple[StateMemory, Spells]:
    """Return memory and spells up to `last_week`.

    Members who may continue from the base do so; all others start from
    `first_week`, the week of row 0.
    """
    state_memory = base.state_memory.of(np.arange(len(base.continues)))
    spells = [base.spells]
    for members, start in _groups_by_start(base, first_week):
        if start > last_week:
            continue
        some = Histories(
            histories.bits[:, members],
            histories.first_week[members],
        )
        first_counted = int(some.first_week.min()) + weeks_not_counted(
            rules.limits,
        )
        first_row = max(start - first_week, first_counted, 0)
        last_row = last_week - first_week
        if first_row > last_row:
            continue
        after, begun = replay_weeks(
            some,
            state_memory.of(members),
            first_row=first_row,
            last_row=last_row,
            row_zero_week=first_week,
            rules=rules,
        )
        state_memory.put(members, after)
        owner = members[begun.owner].astype(np.int32)
        spells.append(Spells(owner, begun.records))
    return state_memory, join_spells(spells)


def _groups_by_start(
    base: Base,
    first_week: int,
) -> list[tuple[NDArray[np.intp], int]]:
    """Return the members who start with the same week, and that week."""
    start = np.where(base.continues, base.decided_week + 1, first_week)
    start = np.maximum(start, first_week)
    groups = []
    for week in np.unique(start).tolist():
        groups.append((np.flatnonzero(start == week), week))
    return groups
