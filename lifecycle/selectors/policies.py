"""The dormancy policy in force, and the rules of any version."""

from dataclasses import asdict

from common.services.policies import in_force
from lifecycle.models import DormancyPolicy
from lifecycle.rules.spells import Rules
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.scorecards import (
    scorecard_data,
    scorecard_of,
    shipped_scorecard,
    thresholds_of,
)


def rules_of(policy: DormancyPolicy) -> Rules:
    """Return the scorecard and thresholds by which a policy decides."""
    return Rules(
        card=scorecard_of(policy.scorecard),
        limits=thresholds_of(policy.thresholds),
        version=policy.version,
    )


def shipped_policy() -> DormancyPolicy:
    """Return the first version, as shipped; it may not be stored yet."""
    return DormancyPolicy(
        version=1,
        origin=DormancyPolicy.Origin.SHIPPED,
        scorecard=scorecard_data(shipped_scorecard()),
        thresholds=asdict(Thresholds()),
    )


def policy_in_force() -> DormancyPolicy:
    """Return the newest version, or the shipped one before the first night."""
    return in_force(shipped_policy)
