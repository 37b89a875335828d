"""What roles show on the member page: strengths, evidence, works, spells and
decisions of staff.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from activity.selectors.freshness import Freshness
from community.models import Post
from members.models import Member
from roles.labels import CONTRIBUTION_LABELS, ROLE_SIGNS
from roles.models import RoleName, RoleOverride, RoleScore, RoleSpell
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.contributions import (
    CONTRIBUTION_ROLES,
    ContributionType,
    RoleRules,
)
from roles.rules.strength import WINDOW_DAYS, Role, Strengths
from roles.selectors.contributions import measure_contributions
from roles.selectors.policies import rules_of_generation
from roles.selectors.works import (
    Work,
    contributions_of,
    echo_sources_of,
    works_of,
)

SHOWN_WORKS = 5


def roles_summary(member: Any, *, today: date) -> dict[str, Any]:
    """Return the strengths of a member of with_roles() that are above nothing,
    the strongest first, and what staff decided.
    """
    shown = []
    for role, name in STRENGTH_FIELDS.items():
        strength = getattr(member, f"role_{name}")
        if strength:
            shown.append(
                {
                    "name": name,
                    "label": RoleName(role).label,
                    "sign": ROLE_SIGNS[role],
                    "strength": strength,
                    "is_held": getattr(member, f"role_{HOLDS_FIELDS[role]}"),
                    "is_primary": member.role_primary == role,
                },
            )
    shown.sort(key=lambda one: -one["strength"])
    return {"roles": shown, "overrides": _overrides(member, today)}


def roles_panel(
    member: Member,
    *,
    freshness: Freshness,
    today: date,
) -> dict[str, Any]:
    """Return the member's roles of the published generation, with the evidence
    and the works that show it.
    """
    scores = RoleScore.objects.of_generation(freshness.generation)
    score = scores.filter(member=member).first()
    rules = rules_of_generation(freshness.generation)
    panel: dict[str, Any] = {
        "score": score,
        "overrides": _overrides(member, today),
        "spells": _spells(member, freshness.business_date or today),
        "threshold": rules.limits.threshold,
        "policy": rules.version,
        "window_days": WINDOW_DAYS,
    }
    if score is not None and freshness.business_date is not None:
        panel["roles"] = _read_roles(member, rules, freshness.business_date)
    return panel


def roles_held(member_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the roles that these members hold, by member."""
    held: dict[int, list[str]] = {}
    spells = RoleSpell.objects.open().filter(member_id__in=member_ids)
    for spell in spells.order_by("role"):
        names = held.setdefault(spell.member_id, [])
        names.append(spell.get_role_display())
    return held


def _overrides(member: Member, today: date) -> list[RoleOverride]:
    overrides = RoleOverride.objects.holding_on(today).filter(member=member)
    return list(overrides.select_related("created_by"))


def _spells(member: Member, day: date) -> list[RoleSpell]:
    return list(RoleSpell.objects.known_on(day).filter(member=member))


def _read_roles(
    member: Member,
    rules: RoleRules,
    day: date,
) -> list[dict[str, Any]]:
    """Return each role for which the member has works to show."""
    contributions = contributions_of(member.pk, rules=rules, day=day)
    strengths = measure_contributions(contributions, rules)
    mine = strengths.of(np.array([member.pk]))
    shown = []
    for role in Role:
        works = works_of(contributions, role)
        if works:
            shown.append(_role(role, mine, works, rules))
    return shown


def _posts(works: list[Work]) -> list[Post]:
    """Return the posts of these works, in their order."""
    posts = Post.objects.in_bulk([work.post_id for work in works])
    return [posts[work.post_id] for work in works]


def _role(
    role: Role,
    made: Strengths,
    works: list[Work],
    rules: RoleRules,
) -> dict[str, Any]:
    return {
        "name": role.name.lower(),
        "label": RoleName(role).label,
        "sign": ROLE_SIGNS[role],
        "strength": float(made.strength[0, role]),
        "confidence": round(100 * made.confidence[0, role]),
        "is_held": made.strength[0, role] > rules.limits.threshold,
        "people": int(made.people[0, role]),
        "days": int(made.days[0, role]),
        "contribution_types": _shares(role, made),
        "works": _posts(works[:SHOWN_WORKS]),
        "work_count": len(works),
        "echo_sources": echo_sources_of(works, rules),
    }


def _shares(role: Role, made: Strengths) -> list[dict[str, Any]]:
    """Return what share of the role each contribution type has, biggest first."""
    units: dict[ContributionType, float] = {}
    for contribution_type in ContributionType:
        counted = made.units[0, contribution_type]
        if CONTRIBUTION_ROLES[contribution_type] == role and counted:
            units[contribution_type] = counted
    total = sum(units.values())
    shares = []
    for contribution_type in sorted(units, key=lambda one: -units[one]):
        label = CONTRIBUTION_LABELS[contribution_type]
        percent = round(100 * units[contribution_type] / total)
        shares.append({"label": label, "percent": percent})
    return shares
