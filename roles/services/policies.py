"""The role policy: which version is in force, and new versions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from activity.models import Night
from common.services.policies import add_version, ensure_version, in_force
from roles.models import RolePolicy, RoleStanding
from roles.rules.deeds import SHIPPED_WEIGHTS, Feature, RoleRules, Weights
from roles.rules.strength import Limits

PART = "roles"


def rules_of(policy: RolePolicy) -> RoleRules:
    """Return what a policy decides by; a kind of deed that it does not know is worth nothing."""
    weights = {feature: float(policy.weights.get(feature.name.lower(), 0.0)) for feature in Feature}
    return RoleRules(Limits(**policy.limits), weights, policy.version)


def policy_in_force() -> RolePolicy:
    """Return the newest version; before the first night the shipped one, not yet stored."""
    return in_force(_shipped)


def _shipped() -> RolePolicy:
    return RolePolicy(version=1, **_stored(Limits(), SHIPPED_WEIGHTS))


def _stored(limits: Limits, weights: Weights) -> dict[str, Any]:
    return {"limits": asdict(limits), "weights": {feature.name.lower(): weights[feature] for feature in Feature}}


def save_policy(*, limits: Limits, weights: Weights, note: str, now: datetime, user: Any) -> RolePolicy:
    """A new version stands and is in force from the next night on; roles that are held go on from where they are."""
    return add_version(_shipped, now=now, user=user, note=note, **_stored(limits, weights))


def pin_policy(now: datetime) -> dict[str, int]:
    """Return the version that the night that opens now goes by."""
    return {"policy": ensure_version(_shipped, now=now).version}


def rules_of_night(night: Night) -> RoleRules:
    """Return what a night decides roles by; one that was opened before there were versions, by the shipped one."""
    return _rules_of_version(night.pinned.get(PART, {}).get("policy", _shipped().version))


def rules_of_generation(generation: int) -> RoleRules:
    """Return what the standings of a generation were decided by; without any, what the next night will go by."""
    standing = RoleStanding.objects.of_generation(generation).values_list("policy_version", flat=True).first()
    return rules_of(policy_in_force()) if standing is None else _rules_of_version(standing)


def _rules_of_version(version: int) -> RoleRules:
    policy = RolePolicy.objects.filter(version=version).first()
    if policy is None and version == _shipped().version:
        policy = _shipped()
    return rules_of(policy or RolePolicy.objects.get(version=version))
