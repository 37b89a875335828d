"""The roles' part of the night: every member's strength in each role, who holds which, and since when."""

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import day_number, day_of
from activity.services.night_shards import NightPart, ShardView
from common.columns import Column, write_columns
from common.partitions import building_table
from roles.models import RoleOverride, RoleSpell, RoleStanding
from roles.rules.deeds import RoleRules
from roles.rules.strength import NOT_LOW, Held, Role, Strengths, hold, primary_roles
from roles.services.deeds import measure_deeds, read_deeds
from roles.services.policies import PART, pin_policy, rules_of_night


class _Before(NamedTuple):
    """What the members of a shard held last night, and the spells that say so by (row of the member, role)."""

    held: Held
    spells: dict[tuple[int, int], RoleSpell]


def write_roles(view: ShardView) -> None:
    """Standings of the shard's members stand in the generation, and their spells are as tonight decides."""
    day, first, last = view.night.business_date, view.shard.first_member, view.shard.last_member
    _forget_from(first, last, day)
    rules = rules_of_night(view.night)
    strengths = measure_deeds(read_deeds(first_member=first, last_member=last, day=day, weights=rules.weights), rules)
    open_spells = list(RoleSpell.objects.open().filter(member_id__gte=first, member_id__lte=last))
    decided = _read_decided(first, last, day)
    told = [*(spell.member_id for spell in open_spells), *(member for member, _role in decided)]
    known = np.union1d(strengths.member, np.array(told, dtype=np.int64))
    members = np.intersect1d(known, view.series.member[view.shown])
    strengths = strengths.of(members)
    places = {member: place for place, member in enumerate(members.tolist())}
    before = _before(places, open_spells)
    held = hold(before.held, strengths.strength, rules.limits, day=day_number(day))
    _apply_decided(held, places, decided)
    _write_spells(members, before, held, day)
    _write_standings(strengths, held, rules, view.night.generation)


def _forget_from(first_member: int, last_member: int, day: date) -> None:
    """Spells are as the night before left them: this one may run again, or rebuild a day that is long past."""
    spells = RoleSpell.objects.filter(member_id__gte=first_member, member_id__lte=last_member)
    spells.filter(started_on__gte=day).delete()
    spells.filter(ended_on__gte=day).update(ended_on=None)
    spells.filter(low_since__gte=day).update(low_since=None)


def _read_decided(first_member: int, last_member: int, day: date) -> dict[tuple[int, int], bool]:
    """Return what staff decided about the roles of a range of members and holds on a day."""
    rows = RoleOverride.objects.holding_on(day).filter(member_id__gte=first_member, member_id__lte=last_member)
    return {(member, role): holds for member, role, holds in rows.values_list("member_id", "role", "holds")}


def _before(places: dict[int, int], open_spells: list[RoleSpell]) -> _Before:
    held = Held(np.zeros((len(places), len(Role)), dtype=bool), np.full((len(places), len(Role)), NOT_LOW))
    spells = {(places[spell.member_id], spell.role): spell for spell in open_spells if spell.member_id in places}
    for seat, spell in spells.items():
        held.holds[seat] = True
        if spell.low_since is not None:
            held.low_since[seat] = day_number(spell.low_since)
    return _Before(held, spells)


def _apply_decided(held: Held, places: dict[int, int], decided: dict[tuple[int, int], bool]) -> None:
    for (member, role), holds in decided.items():
        if member in places:
            seat = places[member], role
            held.holds[seat], held.low_since[seat] = holds, NOT_LOW


def _write_spells(members: NDArray[np.int64], before: _Before, held: Held, day: date) -> None:
    fresh, changed = [], []
    differs = (held.holds != before.held.holds) | (held.low_since != before.held.low_since)
    for place, role in zip(*(rows.tolist() for rows in np.nonzero(differs)), strict=True):
        spell, holds, low = before.spells.get((place, role)), held.holds[place, role], held.low_since[place, role]
        if spell is None:
            fresh.append(RoleSpell(member_id=int(members[place]), role=role, started_on=day))
        else:
            spell.low_since = day_of(int(low)) if low != NOT_LOW else None
            spell.ended_on = None if holds else day
            changed.append(spell)
    RoleSpell.objects.bulk_create(fresh)
    RoleSpell.objects.bulk_update(changed, ["low_since", "ended_on"], batch_size=500)


def _write_standings(strengths: Strengths, held: Held, rules: RoleRules, generation: int) -> None:
    count = len(strengths.member)
    names = [(int(role), role.name.lower()) for role in Role]
    columns = [
        Column("generation", "int4", np.full(count, generation)),
        Column("member_id", "int8", strengths.member),
        *(Column(name, "float8", strengths.strength[:, n]) for n, name in names),
        *(Column(f"{name}_confidence", "float8", strengths.confidence[:, n]) for n, name in names),
        *(Column(f"holds_{name}", "bool", held.holds[:, n]) for n, name in names),
        Column("primary", "int2", primary_roles(strengths.strength, held.holds, rules.limits)),
        Column("policy_version", "int4", np.full(count, rules.version)),
    ]
    write_columns(building_table(RoleStanding, generation), columns)


ROLES_PART = NightPart(PART, pin_policy, write_roles, (RoleStanding,))
