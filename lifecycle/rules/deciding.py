"""A night's decision about many members at once: score, state, spells, and who only browses."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS, first_kept_week, week_number
from activity.rules.kinds import Dimension
from activity.rules.series import SeriesSet
from lifecycle.rules.dormancy import score_sums
from lifecycle.rules.histories import (
    Floats,
    Histories,
    Sums,
    calendar_bits,
    silence_at_end,
    sliding_bits,
    sum_histories,
)
from lifecycle.rules.paths import Rules, Spells, join_spells, no_spells, walk
from lifecycle.rules.states import Machine, is_browsing_only, is_known, new_machine, weeks_not_counted

CONTRIBUTIONS = [dimension for dimension in Dimension if dimension != Dimension.PRESENCE]


class Base(NamedTuple):
    """What an earlier night said of m members: up to which week, who may go on from it, memory and spells."""

    decided_week: int
    goes_on: NDArray[np.bool_]
    machine: Machine
    spells: Spells


class Decided(NamedTuple):
    """What a night says of m members: score tonight (m,), memory and spells up to the last whole week, and who
    still comes to read but has stopped taking part (m,).
    """

    score: Floats
    machine: Machine
    spells: Spells
    browses: NDArray[np.bool_]


def no_base(count: int) -> Base:
    """Return the base of members of whom nothing was said before."""
    return Base(0, np.zeros(count, dtype=bool), new_machine(count), no_spells())


def last_whole_week(last_day: int) -> int:
    """Return the number of the calendar week that is over on the evening of `last_day`."""
    return week_number(last_day + 1) - 1


def decide(series: SeriesSet, *, first_day: NDArray[np.int64], last_day: int, base: Base, rules: Rules) -> Decided:
    """Decide about the m members of a series on the evening of `last_day`; first_day (m,) is of their activity."""
    week = first_kept_week(last_day)
    if len(series.records):
        # Weeks before anybody's first add nothing to any sum.
        week = max(week, int(series.records["week"].min()))
    row = series.records["week"].astype(np.int64) - week
    weeks = week_number(last_day) - week + 1
    days = _joined(series.records["days"], list(Dimension))
    calendar = calendar_bits(series.owner, row, days, (weeks, len(series.member)))
    histories = Histories(calendar, (first_day + 3) // 7 - week)
    machine, spells = _go_on(histories, base, week, last_whole_week(last_day), rules)
    tenure = np.clip((last_day - first_day) // 7 + 1, 1, WINDOW_WEEKS)
    score = score_tonight(sliding_bits(calendar, (last_day + 3) % 7), tenure, rules)
    browses = _find_browsing(series, row, weeks, machine, last_day, rules)
    return Decided(score, machine, spells, browses)


def score_tonight(bits: NDArray[np.uint8], tenure: NDArray[np.int64], rules: Rules) -> Floats:
    """Return the chance of silence at the end of the last row. Shape: bits (w, m), tenure (m,) -> (m,)."""
    return np.asarray(score_sums(sums_at_end(bits, tenure), rules.card)[0])


def sums_at_end(bits: NDArray[np.uint8], tenure: NDArray[np.int64]) -> Sums:
    """Return what the scorecard looks at, at the end of the last row. Shape: bits (w, m), tenure (m,) -> (1, m)."""
    anchor = np.array([len(bits) - 1])
    level_6, level_20, days_20, year = sum_histories(bits, anchor)
    return Sums(level_6, level_20, days_20, year.astype(np.int64), silence_at_end(bits)[None, :], tenure[None, :])


def _go_on(histories: Histories, base: Base, week: int, decided: int, rules: Rules) -> tuple[Machine, Spells]:
    """Return memory and spells up to the week `decided`: from the base where possible, else from the first week."""
    machine, spells = base.machine.of(np.arange(len(base.goes_on))), [base.spells]
    for chosen, first in ((base.goes_on, max(base.decided_week + 1, week)), (~base.goes_on, week)):
        who = np.flatnonzero(chosen)
        if not len(who) or first > decided:
            continue
        some = Histories(histories.bits[:, who], histories.first_week[who])
        row = max(first - week, int(some.first_week.min()) + weeks_not_counted(rules.limits), 0)
        if row > decided - week:
            continue
        after, begun = walk(
            some, machine.of(who), first_row=row, last_row=decided - week, row_zero_week=week, rules=rules
        )
        machine.put(who, after)
        spells.append(Spells(who[begun.owner].astype(np.int32), begun.records))
    return machine, join_spells(spells)


def _find_browsing(
    series: SeriesSet, row: NDArray[np.int64], weeks: int, machine: Machine, last_day: int, rules: Rules
) -> NDArray[np.bool_]:
    """Tell who reads but takes part no longer: only few have not contributed lately, and only they are scored."""
    weekday, limits = (last_day + 3) % 7, rules.limits
    # What is older can make nobody a candidate.
    near = min(2 + max(limits.presence_days, limits.silent_days) // 7, weeks)
    lately = np.flatnonzero(row >= weeks - near)
    owner, days = series.owner[lately], series.records["days"][lately]
    shape, late_row = (near, len(series.member)), row[lately] - (weeks - near)
    presence = sliding_bits(calendar_bits(owner, late_row, days[:, Dimension.PRESENCE], shape), weekday)
    contributions = sliding_bits(calendar_bits(owner, late_row, _joined(days, CONTRIBUTIONS), shape), weekday)
    present = silence_at_end(presence)
    candidate = (present < limits.presence_days) & (silence_at_end(contributions) >= limits.silent_days)
    who = np.flatnonzero(candidate)
    browses = np.zeros(len(candidate), dtype=bool)
    if not len(who):
        return browses
    theirs = np.flatnonzero(candidate[series.owner])
    place = np.searchsorted(who, series.owner[theirs]).astype(np.int32)
    joined = _joined(series.records["days"][theirs], CONTRIBUTIONS)
    bits = sliding_bits(calendar_bits(place, row[theirs], joined, (weeks, len(who))), weekday)
    tenure = np.minimum(len(bits) - np.argmax(bits > 0, axis=0), WINDOW_WEEKS) * bits.any(axis=0)
    sums = sums_at_end(bits, tenure)
    known = is_known(sums.tenure[0], sums.year[0], limits)
    score = score_sums(sums, rules.card)[0]
    browses[who] = known & is_browsing_only(score, present[who], machine.state[who], limits)
    return browses


def _joined(days: NDArray[np.uint8], lanes: Sequence[Dimension]) -> NDArray[np.uint8]:
    """Return the days on which any of these dimensions was active. Shape: (r, 5) -> (r,)."""
    joined = days[:, lanes[0]].copy()
    for lane in lanes[1:]:
        joined |= days[:, lane]
    return joined
