"""Who could fill a role that is missing: the nearest, with what they lack."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Member
from roles.labels import CONTRIBUTION_LABELS
from roles.models import RoleScore
from roles.rules.columns import (
    CONFIDENCE_FIELDS,
    HOLDS_FIELDS,
    STRENGTH_FIELDS,
)
from roles.rules.contributions import CONTRIBUTION_ROLES, ContributionType
from roles.rules.limits import UNITS_PER_PERSON, Limits
from roles.rules.nearness import Lack, lack_of
from roles.rules.strength import Role

SHOWN = 3
NAMED_CONTRIBUTIONS = 3


class Nearest(NamedTuple):
    """A member who is near a role: their strength in it, and what they lack."""

    member: Member
    strength: float
    lacks: str


class Candidates(NamedTuple):
    """The nearest to a role, and why nobody holds it."""

    nearest: list[Nearest]
    why: str


def read_candidates(
    role: Role,
    members: Any,
    *,
    generation: int,
    limits: Limits,
) -> Candidates:
    """Return who of these members is nearest to a role that nobody holds."""
    strength = STRENGTH_FIELDS[role]
    scores = RoleScore.objects.of_generation(generation).filter(
        member__in=members.filter(kind=Member.Kind.PERSON),
        **{f"{strength}__gt": 0, HOLDS_FIELDS[role]: False},
    )
    ordered = scores.select_related("member").order_by(
        f"-{strength}", "member"
    )
    nearest = []
    for row in ordered[:SHOWN]:
        value = getattr(row, strength)
        confidence = getattr(row, CONFIDENCE_FIELDS[role])
        lack = lack_of(value, confidence, limits, UNITS_PER_PERSON)
        nearest.append(Nearest(row.member, value, _lack_text(lack)))
    return Candidates(nearest, _why(role, nearest, limits))


def _lack_text(lack: Lack) -> str:
    """Return what somebody lacks in words."""
    parts = []
    if lack.points:
        text = ngettext(
            "lacks %(points)s points: about %(count)s more person helped",
            "lacks %(points)s points: about %(count)s more people helped",
            lack.people,
        )
        shown = {"points": f"{lack.points:.0f}", "count": lack.people}
        parts.append(text % shown)
    if lack.is_unsure:
        parts.append(_("too few different people speak for it yet"))
    return _(", ").join(parts) or _("the next night decides")


def _why(role: Role, nearest: list[Nearest], limits: Limits) -> str:
    if nearest:
        text = _("Nobody is above %(threshold)s yet. Nearest:")
        return text % {"threshold": f"{limits.threshold:.0f}"}
    text = _(
        "Nobody here has done anything yet that speaks for it: %(what)s. "
        "Invite somebody who holds it elsewhere."
    )
    return text % {"what": _(", ").join(_contributions_of(role))}


def _contributions_of(role: Role) -> list[str]:
    """Return the first contributions that make a role, in words."""
    found = []
    for kind in ContributionType:
        if CONTRIBUTION_ROLES[kind] == role:
            found.append(str(CONTRIBUTION_LABELS[kind]))
    return found[:NAMED_CONTRIBUTIONS]
