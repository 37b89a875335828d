"""The roles' part of the night: every member's strength in each role, who holds which, and since when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from activity.rules.calendar import day_number, day_of
from activity.services.night_shards import NightPart, ShardView
from common.columns import Column, write_columns
from common.partitions import building_table
from roles.models import RoleOverride, RoleSpell, RoleStanding
from roles.rules.strength import NOTHING, Held, Role, Strength, hold, measure, primary_role
from roles.services.deeds import Done, read_deeds

PART = "roles"


class Standing(NamedTuple):
    """A member tonight: strength and hold of each role."""

    member: int
    strengths: dict[Role, Strength]
    held: dict[Role, Held]


def measure_done(done: Done) -> dict[Role, Strength]:
    """Return the strength in each role that a member's deeds make."""
    return {
        role: measure(done.deeds[role], public=done.public[role]) if role in done.deeds else NOTHING for role in Role
    }


def write_roles(view: ShardView) -> None:
    """Standings of the shard's members stand in the generation, and their spells are as tonight decides."""
    day = view.night.business_date
    _forget_from(view.shard.first_member, view.shard.last_member, day)
    shown = set(view.series.member[view.shown].tolist())
    done = read_deeds(first_member=view.shard.first_member, last_member=view.shard.last_member, day=day)
    spells = RoleSpell.objects.open().filter(
        member_id__gte=view.shard.first_member, member_id__lte=view.shard.last_member
    )
    open_spells = {(spell.member_id, Role(spell.role)): spell for spell in spells}
    decided = read_decided(view.shard.first_member, view.shard.last_member, day)
    members = sorted(shown & {*done, *(member for member, _role in (*open_spells, *decided))})
    standings = [_stand(member, done.get(member), open_spells, decided, day) for member in members]
    _write_spells(standings, open_spells, day)
    _write_standings(standings, view.night.generation)


def _forget_from(first_member: int, last_member: int, day: date) -> None:
    """Spells are as the night before left them: this one may run again, or rebuild a day that is long past."""
    spells = RoleSpell.objects.filter(member_id__gte=first_member, member_id__lte=last_member)
    spells.filter(started_on__gte=day).delete()
    spells.filter(ended_on__gte=day).update(ended_on=None)
    spells.filter(low_since__gte=day).update(low_since=None)


def read_decided(first_member: int, last_member: int, day: date) -> dict[tuple[int, Role], bool]:
    """Return what staff decided about the roles of a range of members and holds on a day."""
    rows = RoleOverride.objects.holding_on(day).filter(member_id__gte=first_member, member_id__lte=last_member)
    return {(member, Role(role)): holds for member, role, holds in rows.values_list("member_id", "role", "holds")}


def _stand(
    member: int,
    done: Done | None,
    open_spells: dict[tuple[int, Role], RoleSpell],
    decided: dict[tuple[int, Role], bool],
    day: date,
) -> Standing:
    strengths = measure_done(done) if done else dict.fromkeys(Role, NOTHING)
    held = {}
    for role in Role:
        spell = open_spells.get((member, role))
        low = day_number(spell.low_since) if spell and spell.low_since else None
        held[role] = hold(Held(spell is not None, low), strengths[role].strength, day=day_number(day))
        if (member, role) in decided:
            held[role] = Held(decided[member, role])
    return Standing(member, strengths, held)


def _write_spells(standings: Iterable[Standing], open_spells: dict[tuple[int, Role], RoleSpell], day: date) -> None:
    fresh, changed = [], []
    for standing in standings:
        for role, held in standing.held.items():
            spell = open_spells.get((standing.member, role))
            low = day_of(held.low_since) if held.low_since is not None else None
            if spell is None:
                if held.holds:
                    fresh.append(RoleSpell(member_id=standing.member, role=role, started_on=day))
            elif not held.holds or spell.low_since != low:
                spell.low_since, spell.ended_on = low, None if held.holds else day
                changed.append(spell)
    RoleSpell.objects.bulk_create(fresh)
    RoleSpell.objects.bulk_update(changed, ["low_since", "ended_on"], batch_size=500)


def _write_standings(standings: list[Standing], generation: int) -> None:
    strength = np.array([[s.strengths[role].strength for role in Role] for s in standings]).reshape(-1, len(Role))
    confidence = np.array([[s.strengths[role].confidence for role in Role] for s in standings]).reshape(-1, len(Role))
    holds = np.array([[s.held[role].holds for role in Role] for s in standings], dtype=bool).reshape(-1, len(Role))
    primary = [
        primary_role({r: s.strengths[r].strength for r in Role}, {r: s.held[r].holds for r in Role}) for s in standings
    ]
    names = [role.name.lower() for role in Role]
    columns = [
        Column("generation", "int4", np.full(len(standings), generation)),
        Column("member_id", "int8", np.array([s.member for s in standings], dtype=np.int64)),
        *(Column(name, "float8", strength[:, n]) for n, name in enumerate(names)),
        *(Column(f"{name}_confidence", "float8", confidence[:, n]) for n, name in enumerate(names)),
        *(Column(f"holds_{name}", "bool", holds[:, n]) for n, name in enumerate(names)),
        Column("primary", "int2", np.array([-1 if p is None else int(p) for p in primary], dtype=np.int64)),
    ]
    write_columns(building_table(RoleStanding, generation), columns)


def pin_roles(now: datetime) -> dict[str, int]:
    """Nothing to go by but the code."""
    return {}


ROLES_PART = NightPart(PART, pin_roles, write_roles, (RoleStanding,))
