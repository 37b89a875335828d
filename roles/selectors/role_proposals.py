"""Members who are close to a role, proposed to staff."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from members.models import Member
from roles.models import (
    RoleName,
    RoleOverride,
    RoleScore,
    RoleSuggestionAnswer,
)
from roles.rules.columns import (
    CONFIDENCE_FIELDS,
    HOLDS_FIELDS,
    STRENGTH_FIELDS,
)
from roles.rules.limits import Limits
from roles.rules.strength import (
    Role,
)
from roles.selectors.policies import rules_of_generation

MIN_CONFIDENCE = 0.5
MAX_SHOWN = 50


class RoleProposal(NamedTuple):
    """A member who is close to a role, with strength 0–100 and confidence 0–1."""

    member: Member
    role: int
    label: str
    strength: float
    confidence: float


def read_role_proposals(*, generation: int, today: date) -> list[RoleProposal]:
    """Return who is close to a role that they do not hold, strongest first,
    without those about whom staff have decided.
    """
    answers = RoleSuggestionAnswer.objects.filter(quiet_until__gt=today)
    overrides = RoleOverride.objects.holding_on(today)
    decided = {
        *answers.values_list("member_id", "role"),
        *overrides.values_list("member_id", "role"),
    }
    limits = rules_of_generation(generation).limits
    found = []
    for role in Role:
        for proposal in _close_to(role, generation, limits):
            if (proposal.member.pk, proposal.role) not in decided:
                found.append(proposal)
    found.sort(key=lambda one: (-one.strength, one.member.pk))
    return found[:MAX_SHOWN]


def _close_to(
    role: Role,
    generation: int,
    limits: Limits,
) -> Iterator[RoleProposal]:
    strength = STRENGTH_FIELDS[role]
    confidence = CONFIDENCE_FIELDS[role]
    near = {
        f"{strength}__gte": limits.threshold * limits.low_water,
        f"{strength}__lte": limits.threshold,
        f"{confidence}__gte": MIN_CONFIDENCE,
        HOLDS_FIELDS[role]: False,
    }
    rows = RoleScore.objects.of_generation(generation).filter(
        **near,
        member__merged_into__isnull=True,
    )
    for row in rows.select_related("member"):
        yield RoleProposal(
            member=row.member,
            role=int(role),
            label=str(RoleName(role).label),
            strength=getattr(row, strength),
            confidence=getattr(row, confidence),
        )
