"""By which role policy roles are decided."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from activity.models import NightlyRun
from common.services.policies import in_force
from community.models import Post, Reaction
from roles.models import RolePolicy, RoleScore
from roles.rules.contributions import (
    SHIPPED_WEIGHTS,
    ContributionType,
    RoleRules,
    Weights,
)
from roles.rules.limits import Limits

PART = "roles"


def shipped_policy() -> RolePolicy:
    """Return the shipped version, not stored."""
    stored = as_stored(Limits(), SHIPPED_WEIGHTS)
    return RolePolicy(version=1, **stored)


def as_stored(limits: Limits, weights: Weights) -> dict[str, Any]:
    """Return limits and weights as the fields of a policy hold them."""
    by_name = {}
    for one in ContributionType:
        by_name[one.name.lower()] = weights[one]
    return {"limits": asdict(limits), "weights": by_name}


def rules_of(policy: RolePolicy) -> RoleRules:
    """Return the limits and weights of a policy; a contribution type that it
    does not know weighs nothing.
    """
    weights = {}
    for contribution_type in ContributionType:
        stored = policy.weights.get(contribution_type.name.lower(), 0.0)
        weights[contribution_type] = float(stored)
    return RoleRules(Limits(**policy.limits), weights, policy.version)


def policy_in_force() -> RolePolicy:
    """Return the newest version; before the first night the shipped one, not
    yet stored.
    """
    return in_force(shipped_policy)


def sources_without_reactions(source_ids: Iterable[int]) -> list[int]:
    """Return which of these sources have not brought a single reaction."""
    found = []
    for source in source_ids:
        posts = Post.objects.filter(source=source)
        counted = posts.filter(reaction_count__gt=0)
        known = Reaction.objects.filter(post__source=source)
        if not counted.exists() and not known.exists():
            found.append(source)
    return found


def rules_of_night(night: NightlyRun) -> RoleRules:
    """Return the rules of a nightly run; of one that was opened before there
    were versions, the shipped ones.
    """
    pinned = night.pinned.get(PART, {})
    version = pinned.get("policy", shipped_policy().version)
    return _with_echoes(_rules_of_version(version), night)


def rules_of_generation(generation: int) -> RoleRules:
    """Return the rules by which the scores of a generation were made; without
    scores, those of the next night.
    """
    scores = RoleScore.objects.of_generation(generation)
    version = scores.values_list("policy_version", flat=True).first()
    night = NightlyRun.objects.filter(generation=generation).first()
    if version is None:
        return _with_echoes(rules_of(policy_in_force()), night)
    return _with_echoes(_rules_of_version(version), night)


def _with_echoes(rules: RoleRules, night: NightlyRun | None) -> RoleRules:
    """Return the rules with the sources that knew no reactions that night."""
    if night is None:
        return rules
    sources = night.pinned.get(PART, {}).get("echo_sources", [])
    return rules._replace(echo_sources=tuple(sources))


def _rules_of_version(version: int) -> RoleRules:
    policy = RolePolicy.objects.filter(version=version).first()
    if policy is None and version == shipped_policy().version:
        policy = shipped_policy()
    return rules_of(policy or RolePolicy.objects.get(version=version))
