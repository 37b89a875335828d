"""The roles' stage of the nightly run: the strength of every member in each
role, who holds which, and since when; how newcomers found their way in. Of
members without a past it first decides the weeks before.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import day_number, day_of
from activity.services.pipeline import (
    PipelineStage,
    ShardView,
    scored_view,
)
from common.db.binary_copy import CopyColumn
from common.db.bulk_copy import write_columns
from common.db.partitions import building_table
from roles.models import (
    GearCount,
    NewcomerJourney,
    RoleOverride,
    RoleScore,
    RoleSpell,
)
from roles.rules.columns import (
    CONFIDENCE_FIELDS,
    HOLDS_FIELDS,
    STRENGTH_FIELDS,
)
from roles.rules.contributions import RoleRules
from roles.rules.holding import NOT_LOW, Held, hold, primary_roles
from roles.rules.strength import Role, Strengths
from roles.selectors.contributions import (
    measure_contributions,
    read_contributions,
)
from roles.selectors.policies import PART, rules_of_night
from roles.services.gear_counts import write_gear_counts
from roles.services.newcomer_journeys import write_journeys
from roles.services.past_spells import write_past_spells
from roles.services.policies import pin_policy

# Row of a member in the shard, and role.
MemberRole = tuple[int, int]


class _Before(NamedTuple):
    """The roles that the members of a shard held last night, and their open
    spells.
    """

    held: Held
    spells: dict[MemberRole, RoleSpell]


def write_part(view: ShardView) -> None:
    """Write roles, and then the journeys of newcomers, some of whom grew into
    one.
    """
    write_roles(scored_view(view))
    write_journeys(view)


def write_roles(view: ShardView) -> None:
    """Write the scores of the shard's members into the generation, and bring
    their spells to what tonight decides.
    """
    day = view.night.business_date
    first = view.shard.first_member
    last = view.shard.last_member
    _reset_spells(first, last, day)
    rules = rules_of_night(view.night)
    write_past_spells(
        view.series.member[view.shown & view.repaired],
        base_generation=view.night.base_generation,
        day=day,
        rules=rules,
    )
    contributions = read_contributions(
        first_member=first,
        last_member=last,
        day=day,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )
    measured = measure_contributions(contributions, rules)
    open_spells = _read_open_spells(first, last)
    overrides = _read_overrides(first, last, day)
    concerned = _members_concerned(measured, open_spells, overrides)
    members = np.intersect1d(concerned, view.series.member[view.shown])
    strengths = measured.of(members)
    rows = {member: row for row, member in enumerate(members.tolist())}
    before = _held_before(rows, open_spells)
    held = hold(
        before.held,
        strengths.strength,
        rules.limits,
        day=day_number(day),
    )
    _apply_overrides(held, rows, overrides)
    _write_spells(members, before, held, day)
    _write_scores(strengths, held, rules, view.night.generation)
    write_gear_counts(view, members, held.holds)


def _reset_spells(first_member: int, last_member: int, day: date) -> None:
    """Bring spells back to what the night before left: this night may run
    again, or rebuild a day that is long past.
    """
    spells = RoleSpell.objects.filter(
        member_id__gte=first_member,
        member_id__lte=last_member,
    )
    spells.filter(started_on__gte=day).delete()
    spells.filter(ended_on__gte=day).update(ended_on=None)
    spells.filter(low_since__gte=day).update(low_since=None)


def _read_open_spells(first_member: int, last_member: int) -> list[RoleSpell]:
    spells = RoleSpell.objects.open().filter(
        member_id__gte=first_member,
        member_id__lte=last_member,
    )
    return list(spells)


def _read_overrides(
    first_member: int,
    last_member: int,
    day: date,
) -> dict[tuple[int, int], bool]:
    """Return by member and role whether they hold it as staff decided."""
    rows = RoleOverride.objects.holding_on(day).filter(
        member_id__gte=first_member,
        member_id__lte=last_member,
    )
    overrides = {}
    for row in rows:
        overrides[row.member_id, row.role] = row.holds
    return overrides


def _members_concerned(
    strengths: Strengths,
    open_spells: list[RoleSpell],
    overrides: dict[tuple[int, int], bool],
) -> NDArray[np.int64]:
    """Return the ids of members with a contribution, a role or a decision."""
    others = [spell.member_id for spell in open_spells]
    for member, _role in overrides:
        others.append(member)
    return np.union1d(strengths.member, np.array(others, dtype=np.int64))


def _held_before(
    rows: dict[int, int],
    open_spells: list[RoleSpell],
) -> _Before:
    shape = (len(rows), len(Role))
    held = Held(np.zeros(shape, dtype=bool), np.full(shape, NOT_LOW))
    spells: dict[MemberRole, RoleSpell] = {}
    for spell in open_spells:
        if spell.member_id not in rows:
            continue
        index = rows[spell.member_id], spell.role
        spells[index] = spell
        held.holds[index] = True
        if spell.low_since is not None:
            held.low_since[index] = day_number(spell.low_since)
    return _Before(held, spells)


def _apply_overrides(
    held: Held,
    rows: dict[int, int],
    overrides: dict[tuple[int, int], bool],
) -> None:
    for (member, role), holds in overrides.items():
        if member in rows:
            index = rows[member], role
            held.holds[index] = holds
            held.low_since[index] = NOT_LOW


def _write_spells(
    members: NDArray[np.int64],
    before: _Before,
    held: Held,
    day: date,
) -> None:
    differs = (held.holds != before.held.holds) | (
        held.low_since != before.held.low_since
    )
    fresh = []
    changed = []
    for row, role in np.argwhere(differs).tolist():
        spell = before.spells.get((row, role))
        if spell is None:
            member_id = int(members[row])
            fresh.append(
                RoleSpell(member_id=member_id, role=role, started_on=day),
            )
            continue
        low_since = int(held.low_since[row, role])
        spell.low_since = None if low_since == NOT_LOW else day_of(low_since)
        spell.ended_on = None if held.holds[row, role] else day
        changed.append(spell)
    RoleSpell.objects.bulk_create(fresh)
    RoleSpell.objects.bulk_update(
        changed,
        ["low_since", "ended_on"],
        batch_size=500,
    )


def _write_scores(
    strengths: Strengths,
    held: Held,
    rules: RoleRules,
    generation: int,
) -> None:
    count = len(strengths.member)
    primary = primary_roles(strengths.strength, held.holds, rules.limits)
    columns = [
        CopyColumn("generation", "int4", np.full(count, generation)),
        CopyColumn("member_id", "int8", strengths.member),
        *_by_role(STRENGTH_FIELDS, "float8", strengths.strength),
        *_by_role(CONFIDENCE_FIELDS, "float8", strengths.confidence),
        *_by_role(HOLDS_FIELDS, "bool", held.holds),
        CopyColumn("primary", "int2", primary),
        CopyColumn("policy_version", "int4", np.full(count, rules.version)),
    ]
    write_columns(building_table(RoleScore, generation), columns)


def _by_role(
    fields: dict[Role, str],
    kind: str,
    values: NDArray[np.float64] | NDArray[np.bool_],
) -> list[CopyColumn]:
    columns = []
    for role, name in fields.items():
        columns.append(CopyColumn(name, kind, values[:, role]))
    return columns


ROLES_PART = PipelineStage(
    PART,
    pin_policy,
    write_part,
    (RoleScore, NewcomerJourney),
    (GearCount,),
)
