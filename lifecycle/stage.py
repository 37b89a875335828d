"""Dormancy's stage of the nightly run: every member's score and state, the
flows between states, and who was in which state, week by week.

A state is decided at the end of a calendar week; on other nights only scores
change. Members with a row in the base generation continue from it. All others,
and members with late events, replay all kept weeks. Both give the same result
(ADR 7).

While a feed is silent, those who used it are decided about as of its last
whole day; when its events have come in, the nights decide the weeks since then
(ADR 21).
"""

import numpy as np

from activity.rules.calendar import day_number, week_start
from activity.rules.series import slice_members
from activity.selectors.feed_holds import decided_through, holds_in
from activity.services.member_sets import write_member_sets
from activity.services.pipeline import (
    PipelineStage,
    ShardView,
    scored_view,
)
from common.db.binary_copy import CopyColumn
from common.db.bulk_copy import read_fixed_columns, write_columns
from common.db.partitions import building_table
from lifecycle.models import DormancyFlow, DormancyPolicy, DormancyState
from lifecycle.rules.arrays import Ints
from lifecycle.rules.deciding import (
    Base,
    Decided,
    decide,
    last_whole_week,
    merge_decided,
    no_base,
)
from lifecycle.rules.spells import (
    SPELL_BYTES,
    Rules,
    Spells,
    count_flows,
    pack_spells,
    read_spells,
    states_by_week,
)
from lifecycle.rules.state_sets import state_sets
from lifecycle.rules.states import State
from lifecycle.selectors.policies import rules_of
from lifecycle.services.policies import PART, pin_policy

BLOCK_MEMBERS = 8_000
FLOW_WEEKS = 26
_STATES = len(State)
_BASE_COLUMNS = [
    ("member_id", "int8", 0),
    ("state", "int2", 0),
    ("weeks_high", "int2", 0),
    ("weeks_very_high", "int2", 0),
    ("held_days", "int2", 0),
    ("spells", "bytes", SPELL_BYTES),
]


def write_states(view: ShardView) -> None:
    """Write the states of the shard's shown members who may be scored, and its
    flows.
    """
    view = scored_view(view)
    pinned = view.night.pinned[PART]
    rules = rules_of(DormancyPolicy.objects.get(version=pinned["policy"]))
    last_day = day_number(view.night.business_date)
    through = decided_through(
        holds_in(view.night.pinned),
        view.series.member,
        last_day,
    )
    base = _read_base(view)
    last_week = last_whole_week(int(through.max(initial=0)) or last_day)
    weeks = last_week - np.arange(FLOW_WEEKS, -1, -1)
    flows = np.zeros((FLOW_WEEKS, _STATES, _STATES), dtype=np.int64)
    by_week = np.zeros((len(weeks), len(view.shown)), dtype=np.uint8)
    for start in range(0, len(view.series.member), BLOCK_MEMBERS):
        block = slice(start, min(start + BLOCK_MEMBERS, len(view.shown)))
        decided = _decide_block(view, block, through[block], base, rules)
        held_days = last_day - through[block]
        _write_rows(view, block, decided, held_days, rules)
        count = block.stop - block.start
        states = states_by_week(decided.spells, count, weeks)
        flows += count_flows(states[:, view.shown[block]])
        by_week[:, block] = states
    _write_flows(view, weeks[1:], flows)
    write_member_sets(
        view,
        first_week=int(weeks[0]),
        sets=state_sets(by_week, view.shown),
    )


def _decide_block(
    view: ShardView,
    block: slice,
    through: Ints,
    base: Base,
    rules: Rules,
) -> Decided:
    """Decide about the members of a block, each up to their day in `through`."""
    parts = []
    for day in np.unique(through).tolist():
        decided = decide(
            slice_members(view.series, block.start, block.stop),
            first_day=view.first_day[block],
            last_day=day,
            base=_slice_base(base, block.start, block.stop),
            rules=rules,
        )
        parts.append((through == day, decided))
    return parts[0][1] if len(parts) == 1 else merge_decided(parts)


def _read_base(view: ShardView) -> Base:
    """Return what the base generation decided about the shard's members."""
    night = view.night
    member = view.series.member
    base = no_base(len(member))
    if night.base_generation is None or night.base_date is None:
        return base
    if night.pinned[PART]["replay"] or not len(member):
        return base
    stored = read_fixed_columns(
        DormancyState._meta.db_table,
        _BASE_COLUMNS,
        generation=night.base_generation,
        first=int(member[0]),
        last=int(member[-1]),
    )
    position = np.searchsorted(member, stored["member_id"])
    position = np.minimum(position, len(member) - 1)
    continues = member[position] == stored["member_id"]
    continues &= ~view.repaired[position]
    stored = {name: column[continues] for name, column in stored.items()}
    row = position[continues]
    packed = read_spells(stored["spells"])
    spells = Spells(row[packed.owner].astype(np.int32), packed.records)
    base.continues[row] = True
    base.state_memory.state[row] = stored["state"]
    base.state_memory.high[row] = stored["weeks_high"]
    base.state_memory.very_high[row] = stored["weeks_very_high"]
    base.state_memory.since[spells.owner] = spells.records["week"]
    base_day = day_number(night.base_date) - stored["held_days"]
    base.decided_week[row] = last_whole_week(base_day)
    return base._replace(spells=spells)


def _slice_base(base: Base, start: int, stop: int) -> Base:
    first, end = np.searchsorted(
        base.spells.owner,
        np.array((start, stop), dtype=np.int32),
    )
    owner = base.spells.owner[first:end] - np.int32(start)
    return Base(
        decided_week=base.decided_week[start:stop],
        continues=base.continues[start:stop],
        state_memory=base.state_memory.of(slice(start, stop)),
        spells=Spells(owner, base.spells.records[first:end]),
    )


def _write_rows(
    view: ShardView,
    block: slice,
    decided: Decided,
    held_days: Ints,
    rules: Rules,
) -> None:
    member = view.series.member[block]
    shown = view.shown[block]
    generation = view.night.generation
    count = int(shown.sum())
    memory = decided.state_memory
    last_day_of_week = memory.since * 7 + 3
    since = np.where(memory.state > 0, last_day_of_week, view.first_day[block])
    spells = pack_spells(decided.spells, len(member))
    columns = [
        CopyColumn("generation", "int4", np.full(count, generation)),
        CopyColumn("member_id", "int8", member[shown]),
        CopyColumn("score", "float8", decided.score[shown]),
        CopyColumn("state", "int2", memory.state[shown]),
        CopyColumn("since", "date", since[shown]),
        CopyColumn("is_browsing_only", "bool", decided.browses[shown]),
        CopyColumn("policy_version", "int4", np.full(count, rules.version)),
        CopyColumn("weeks_high", "int2", memory.high[shown]),
        CopyColumn("weeks_very_high", "int2", memory.very_high[shown]),
        CopyColumn("held_days", "int2", held_days[shown]),
        CopyColumn("spells", "bytes", spells[shown]),
    ]
    write_columns(building_table(DormancyState, generation), columns)


def _write_flows(
    view: ShardView,
    weeks: Ints,
    flows: Ints,
) -> None:
    DormancyFlow.objects.filter(
        generation=view.night.generation,
        shard=view.shard.number,
    ).delete()
    rows = []
    for number, before, after in zip(*np.nonzero(flows), strict=True):
        rows.append(
            DormancyFlow(
                generation=view.night.generation,
                shard=view.shard.number,
                week_start=week_start(int(weeks[number])),
                from_state=before,
                to_state=after,
                members=int(flows[number, before, after]),
            ),
        )
    DormancyFlow.objects.bulk_create(rows)


DORMANCY_PART = PipelineStage(
    PART,
    pin_policy,
    write_states,
    (DormancyState,),
    (DormancyFlow,),
)
