"""What roles show on the member page: strengths, why, the works that show it, spells, decisions of staff."""

from datetime import date
from typing import Any

import numpy as np

from activity.services.freshness import Freshness
from community.models import Post
from members.models import Member
from roles.models import RoleName, RoleOverride, RoleSpell, RoleStanding
from roles.rules.deeds import FEATURE_ROLES, Feature, RoleRules
from roles.rules.strength import WINDOW_DAYS, Deeds, Role, Strengths
from roles.services.deeds import measure_deeds, read_deeds
from roles.services.policies import rules_of_generation
from roles.services.wording import FEATURE_LABELS

SHOWN_WORKS = 5


def roles_panel(member: Member, *, freshness: Freshness, today: date) -> dict[str, Any]:
    """Return the member's roles of the published generation with the evidence and the works that show it."""
    standing = RoleStanding.objects.of_generation(freshness.generation).filter(member=member).first()
    overrides = RoleOverride.objects.holding_on(today).filter(member=member).select_related("created_by")
    rules = rules_of_generation(freshness.generation)
    panel: dict[str, Any] = {
        "standing": standing,
        "overrides": list(overrides),
        "spells": list(RoleSpell.objects.known_on(freshness.business_date or today).filter(member=member)),
        "threshold": rules.limits.threshold,
        "policy": rules.version,
        "window_days": WINDOW_DAYS,
    }
    if standing is None or freshness.business_date is None:
        return panel
    deeds = read_deeds(
        first_member=member.pk, last_member=member.pk, day=freshness.business_date, weights=rules.weights
    )
    made, works = measure_deeds(deeds, rules).of(np.array([member.pk])), _works(deeds)
    return {**panel, "roles": [_role(role, made, works[role], rules) for role in Role if works[role]]}


def _works(deeds: Deeds) -> dict[Role, list[Post]]:
    deeds = deeds.where(np.lexsort((deeds.post, deeds.days_ago, -deeds.weight)))
    ids = {role: list(dict.fromkeys(deeds.post[FEATURE_ROLES[deeds.feature] == role].tolist())) for role in Role}
    posts = Post.objects.standing().in_bulk([pk for told in ids.values() for pk in told[:SHOWN_WORKS]])
    return {role: [posts[pk] for pk in told[:SHOWN_WORKS] if pk in posts] for role, told in ids.items()}


def _role(role: Role, made: Strengths, works: list[Post], rules: RoleRules) -> dict[str, Any]:
    units = {feature: made.units[0, feature] for feature in Feature if FEATURE_ROLES[feature] == role}
    total = sum(units.values()) or 1.0
    return {
        "label": RoleName(role).label,
        "strength": round(made.strength[0, role]),
        "confidence": round(100 * made.confidence[0, role]),
        "is_held": made.strength[0, role] > rules.limits.threshold,
        "people": int(made.people[0, role]),
        "days": int(made.days[0, role]),
        "features": [
            {"label": FEATURE_LABELS[feature], "percent": round(100 * counted / total)}
            for feature, counted in sorted(units.items(), key=lambda pair: -pair[1])
            if counted
        ],
        "works": works,
    }
