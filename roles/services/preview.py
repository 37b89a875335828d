"""Who would hold a role if the policy were another: measured anew over the published night, nothing stored."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from activity.services.nights import published
from common.errors import ReaderError
from members.models import Member
from roles.models import RoleName, RoleOverride, RoleSpell
from roles.rules.deeds import RoleRules
from roles.rules.strength import Role
from roles.services.deeds import measure_deeds, read_deeds

MOST_MEMBERS, PIECES = 20_000, 20
SHOWN_MEMBERS = 20


class Change(NamedTuple):
    """Of one role: how many hold it, would get it at once, and would lose it after the weeks of grace."""

    label: str
    holders: int
    gaining: int
    losing: int


class Preview(NamedTuple):
    """What would change · some of the members concerned, with role and strength · members looked at, in all."""

    changes: list[Change]
    shown: list[dict[str, Any]]
    looked_at: int
    total: int


class _Move(NamedTuple):
    """A member who would get a role (`gains`) or begin to lose it, and how strong he would be."""

    member: int
    role: Role
    strength: float
    gains: bool


def preview_rules(rules: RoleRules) -> Preview:
    """Return who would get or lose a role under these rules, but for those of whom staff decided.

    Errors: ReaderError before the first night.
    """
    night = published()
    if night is None or night.business_date is None:
        raise ReaderError("no_night", _("No night has been published yet, so there is nothing to preview."), status=409)
    members = np.fromiter(Member.objects.counted().order_by("pk").values_list("pk", flat=True), dtype=np.int64)
    spells = RoleSpell.objects.known_on(night.business_date).filter(over_on__isnull=True)
    held = set(spells.values_list("member", "role"))
    pieces = _pieces(members)
    moves = [one for piece in pieces for one in _moves(piece, held, rules, night.business_date)]
    decided = set(RoleOverride.objects.holding_on(night.business_date).values_list("member_id", "role"))
    found = [one for one in moves if (one.member, one.role) not in decided]
    looked_at = {pk for piece in pieces for pk in piece.tolist()}
    holders = Counter(role for pk, role in held if pk in looked_at)
    return Preview(_changes(found, holders), _shown(found), len(looked_at), len(members))


def _moves(piece: NDArray[np.int64], held: set[tuple[int, int]], rules: RoleRules, day: date) -> Iterator[_Move]:
    deeds = read_deeds(first_member=int(piece[0]), last_member=int(piece[-1]), day=day, weights=rules.weights)
    strength = measure_deeds(deeds, rules).of(piece).strength
    for role in Role:
        before = np.array([(pk, int(role)) in held for pk in piece.tolist()], dtype=bool)
        gains = ~before & (strength[:, role] > rules.limits.threshold)
        loses = before & (strength[:, role] < rules.limits.threshold * rules.limits.low_water)
        for row in np.flatnonzero(gains | loses).tolist():
            yield _Move(int(piece[row]), role, float(strength[row, role]), bool(gains[row]))


def _pieces(members: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return all members as pieces of neighbours, or an even sample of them where there are many."""
    if len(members) <= MOST_MEMBERS:
        return [members] if len(members) else []
    length = MOST_MEMBERS // PIECES
    starts = np.linspace(0, len(members) - length, PIECES).astype(int)
    return [members[start : start + length] for start in starts]


def _changes(found: list[_Move], holders: Counter[int]) -> list[Change]:
    counted = Counter((one.role, one.gains) for one in found)
    return [
        Change(str(RoleName(role).label), holders[role], counted[role, True], counted[role, False]) for role in Role
    ]


def _shown(found: list[_Move]) -> list[dict[str, Any]]:
    names = Member.objects.in_bulk([one.member for one in found[:SHOWN_MEMBERS]])
    return [
        {
            "member": names[one.member],
            "role": RoleName(one.role).label,
            "strength": round(one.strength),
            "gains": one.gains,
        }
        for one in found[:SHOWN_MEMBERS]
    ]
