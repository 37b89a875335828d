"""Dormancy's part of the night: every member's score tonight, his state, and the flows between states.

A state is decided at the end of a calendar week; on other nights only scores move. Whoever has a row in
the base generation goes on from it; everybody else, and everybody with late events, walks through all
kept weeks again. Both give the same (ADR 7).
"""

import numpy as np
from numpy.typing import NDArray

from activity.models import Night
from activity.rules.calendar import day_number, week_start
from activity.rules.series import slice_members
from activity.services.night_shards import NightPart, ShardView
from common.columns import Column, read_fixed_columns, write_columns
from common.partitions import building_table
from lifecycle.models import DormancyFlow, DormancyPolicy, DormancyState
from lifecycle.rules.deciding import Base, Decided, decide, last_whole_week, no_base
from lifecycle.rules.paths import SPELL_BYTES, Rules, Spells, count_flows, keep_spells, read_spells, states_by_week
from lifecycle.rules.states import State
from lifecycle.services.policies import PART, pin_policy, rules_of

BLOCK_MEMBERS = 8_000
FLOW_WEEKS = 26
_STATES = len(State)
_BASE_COLUMNS = [
    ("member_id", "int8", 0), ("state", "int2", 0), ("weeks_high", "int2", 0), ("weeks_very_high", "int2", 0),
    ("spells", "bytes", SPELL_BYTES),
]  # fmt: skip


def write_states(view: ShardView) -> None:
    """States of all shown members of the shard, and its flows, stand in the generation."""
    rules = rules_of(DormancyPolicy.objects.get(version=view.night.pinned[PART]["policy"]))
    last_day = day_number(view.night.business_date)
    base, count = _read_base(view), len(view.series.member)
    weeks = last_whole_week(last_day) - np.arange(FLOW_WEEKS, -1, -1)
    flows = np.zeros((FLOW_WEEKS, _STATES, _STATES), dtype=np.int64)
    for start in range(0, count, BLOCK_MEMBERS):
        stop = min(start + BLOCK_MEMBERS, count)
        decided = decide(
            slice_members(view.series, start, stop),
            first_day=view.first_day[start:stop],
            last_day=last_day,
            base=_slice_base(base, start, stop),
            rules=rules,
        )
        shown, first_day = view.shown[start:stop], view.first_day[start:stop]
        _write_rows(view.night, view.series.member[start:stop], first_day, shown, decided, rules)
        flows += count_flows(states_by_week(decided.spells, stop - start, weeks)[:, shown])
    _write_flows(view, weeks[1:], flows)


def _read_base(view: ShardView) -> Base:
    night, member = view.night, view.series.member
    base = no_base(len(member))
    if night.base_generation is None or night.base_date is None or night.pinned[PART]["replay"] or not len(member):
        return base
    bounds = {"generation": night.base_generation, "first": int(member[0]), "last": int(member[-1])}
    read = read_fixed_columns(DormancyState._meta.db_table, _BASE_COLUMNS, **bounds)
    place = np.searchsorted(member, read["member_id"])
    kept = member[np.minimum(place, len(member) - 1)] == read["member_id"]
    kept &= ~view.repaired[np.minimum(place, len(member) - 1)]
    place = place[kept]
    mine = read_spells(read["spells"][kept])
    spells = Spells(place[mine.owner].astype(np.int32), mine.records)
    base.goes_on[place] = True
    base.machine.state[place] = read["state"][kept]
    base.machine.high[place], base.machine.very_high[place] = read["weeks_high"][kept], read["weeks_very_high"][kept]
    base.machine.since[spells.owner] = spells.records["week"]
    return base._replace(decided_week=last_whole_week(day_number(night.base_date)), spells=spells)


def _slice_base(base: Base, start: int, stop: int) -> Base:
    first, end = np.searchsorted(base.spells.owner, np.array((start, stop), dtype=np.int32))
    owner = base.spells.owner[first:end] - np.int32(start)
    return Base(
        base.decided_week,
        base.goes_on[start:stop],
        base.machine.of(slice(start, stop)),
        Spells(owner, base.spells.records[first:end]),
    )


def _write_rows(
    night: Night, member: NDArray[np.int64], first_day: NDArray[np.int64], shown: NDArray[np.bool_], decided: Decided,
    rules: Rules,
) -> None:  # fmt: skip
    machine, count = decided.machine, int(shown.sum())
    since = np.where(machine.state > 0, machine.since * 7 + 3, first_day)
    columns = [
        Column("generation", "int4", np.full(count, night.generation)),
        Column("member_id", "int8", member[shown]),
        Column("score", "float8", decided.score[shown]),
        Column("state", "int2", machine.state[shown]),
        Column("since", "date", since[shown]),
        Column("is_browsing_only", "bool", decided.browses[shown]),
        Column("policy_version", "int4", np.full(count, rules.version)),
        Column("weeks_high", "int2", machine.high[shown]),
        Column("weeks_very_high", "int2", machine.very_high[shown]),
        Column("spells", "bytes", keep_spells(decided.spells, len(member))[shown]),
    ]
    write_columns(building_table(DormancyState, night.generation), columns)


def _write_flows(view: ShardView, weeks: NDArray[np.int64], flows: NDArray[np.int64]) -> None:
    DormancyFlow.objects.filter(generation=view.night.generation, shard=view.shard.number).delete()
    DormancyFlow.objects.bulk_create(
        [
            DormancyFlow(
                generation=view.night.generation,
                shard=view.shard.number,
                week_start=week_start(int(weeks[n])),
                from_state=before,
                to_state=after,
                members=int(flows[n, before, after]),
            )
            for n, before, after in zip(*np.nonzero(flows), strict=True)
        ]
    )


DORMANCY_PART = NightPart(PART, pin_policy, write_states, (DormancyState,), (DormancyFlow,))
