"""Who would gain or lose a role under another policy, measured over the
published night; nothing is stored.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from activity.selectors.nights import published
from common.errors import Conflict
from members.models import Member
from roles.models import RoleName, RoleOverride, RoleSpell
from roles.rules.contributions import RoleRules
from roles.rules.strength import Role
from roles.selectors.contributions import (
    measure_contributions,
    read_contributions,
)
from roles.selectors.policies import rules_of_generation

MAX_MEMBERS = 20_000
PIECES = 20
SHOWN_MEMBERS = 20


class RoleChange(NamedTuple):
    """How many hold a role, would gain it at once, and would lose it after the
    weeks of grace.
    """

    label: str
    holders: int
    gaining: int
    losing: int


class RolePreview(NamedTuple):
    """What would change by role, some of the members concerned, and how many
    of all members were looked at.
    """

    changes: list[RoleChange]
    shown: list[dict[str, Any]]
    looked_at: int
    total: int


class _Move(NamedTuple):
    """A member who would gain a role, or else begin to lose it, and their
    strength.
    """

    member: int
    role: Role
    strength: float
    gains: bool


def preview_rules(rules: RoleRules) -> RolePreview:
    """Return who would gain or lose a role under these rules, except where
    staff have decided.

    Errors: DomainError before the first night.
    """
    night = published()
    if night is None or night.business_date is None:
        raise Conflict(
            "no_night",
            _(
                "No night has been published yet, so there is nothing to preview.",
            ),
        )
    people = Member.objects.real_people().order_by("pk")
    members = np.fromiter(people.values_list("pk", flat=True), dtype=np.int64)
    held = _held_on(night.business_date)
    decided = set(
        RoleOverride.objects.holding_on(night.business_date).values_list(
            "member_id",
            "role",
        ),
    )
    # Sources without reactions are as they were that night.
    echo_sources = rules_of_generation(night.generation).echo_sources
    followed = rules._replace(echo_sources=echo_sources)
    moves: list[_Move] = []
    looked_at: set[int] = set()
    for piece in _pieces(members):
        looked_at.update(piece.tolist())
        for move in _moves(piece, held, followed, night.business_date):
            if (move.member, move.role) not in decided:
                moves.append(move)
    holders = Counter(role for member, role in held if member in looked_at)
    return RolePreview(
        changes=_changes(moves, holders),
        shown=_shown(moves),
        looked_at=len(looked_at),
        total=len(members),
    )


def _held_on(day: date) -> set[tuple[int, int]]:
    """Return the member and role of every spell that was open on a day."""
    spells = RoleSpell.objects.known_on(day).filter(over_on__isnull=True)
    return set(spells.values_list("member", "role"))


def _moves(
    piece: NDArray[np.int64],
    held: set[tuple[int, int]],
    rules: RoleRules,
    day: date,
) -> Iterator[_Move]:
    contributions = read_contributions(
        first_member=int(piece[0]),
        last_member=int(piece[-1]),
        day=day,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )
    strength = measure_contributions(contributions, rules).of(piece).strength
    low_water = rules.limits.threshold * rules.limits.low_water
    for role in Role:
        before = np.array(
            [(member, int(role)) in held for member in piece.tolist()],
            dtype=bool,
        )
        gains = ~before & (strength[:, role] > rules.limits.threshold)
        loses = before & (strength[:, role] < low_water)
        for row in np.flatnonzero(gains | loses).tolist():
            yield _Move(
                member=int(piece[row]),
                role=role,
                strength=float(strength[row, role]),
                gains=bool(gains[row]),
            )


def _pieces(members: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the members in pieces of consecutive ids; of many, an even
    sample.
    """
    if len(members) <= MAX_MEMBERS:
        return [members] if len(members) else []
    length = MAX_MEMBERS // PIECES
    starts = np.linspace(0, len(members) - length, PIECES).astype(int)
    found: list[NDArray[np.int64]] = []
    for start in starts:
        found.append(members[start : start + length])
    return found


def _changes(moves: list[_Move], holders: Counter[int]) -> list[RoleChange]:
    counted = Counter((move.role, move.gains) for move in moves)
    changes = []
    for role in Role:
        change = RoleChange(
            label=str(RoleName(role).label),
            holders=holders[role],
            gaining=counted[role, True],
            losing=counted[role, False],
        )
        changes.append(change)
    return changes


def _shown(moves: list[_Move]) -> list[dict[str, Any]]:
    shown = moves[:SHOWN_MEMBERS]
    members = Member.objects.in_bulk([move.member for move in shown])
    rows = []
    for move in shown:
        row = {
            "member": members[move.member],
            "role": RoleName(move.role).label,
            "strength": round(move.strength),
            "gains": move.gains,
        }
        rows.append(row)
    return rows
