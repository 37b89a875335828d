"""The dormancy policy: which version is in force, and new versions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from activity.models import PublishedGeneration
from common.services.policies import add_version, ensure_version, in_force
from lifecycle.models import DormancyPolicy
from lifecycle.rules.dormancy import Scorecard
from lifecycle.rules.paths import Rules
from lifecycle.rules.states import Thresholds
from lifecycle.services.scorecards import scorecard_data, scorecard_of, shipped_scorecard, thresholds_of

PART = "dormancy"


def rules_of(policy: DormancyPolicy) -> Rules:
    """Return what a policy decides by."""
    return Rules(scorecard_of(policy.scorecard), thresholds_of(policy.thresholds), policy.version)


def policy_in_force() -> DormancyPolicy:
    """Return the newest version; before the first night the shipped one, not yet stored."""
    return in_force(_shipped)


def _shipped() -> DormancyPolicy:
    return DormancyPolicy(
        version=1,
        origin=DormancyPolicy.Origin.SHIPPED,
        scorecard=scorecard_data(shipped_scorecard()),
        thresholds=asdict(Thresholds()),
    )


def ensure_policy(now: datetime) -> DormancyPolicy:
    """A version stands, if need be the shipped one; returns the one in force."""
    return ensure_version(_shipped, now=now)


def save_policy(
    *,
    card: Scorecard,
    limits: Thresholds,
    origin: str,
    note: str,
    now: datetime,
    user: Any = None,
    record: dict[str, Any] | None = None,
    replays_states: bool = False,
) -> DormancyPolicy:
    """A new version stands and is in force from the next night on; older ones stay."""
    return add_version(
        _shipped,
        now=now,
        user=user,
        origin=origin,
        scorecard=scorecard_data(card),
        thresholds=asdict(limits),
        record=record or {},
        note=note,
        replays_states=replays_states,
    )


def pin_policy(now: datetime) -> dict[str, Any]:
    """Return what the night that opens now goes by: the version, and whether states are decided anew."""
    policy = ensure_policy(now)
    seen = PublishedGeneration.objects.select_related("night").first()
    before = seen.night.pinned.get(PART, {}).get("policy") if seen else None
    newer = DormancyPolicy.objects.filter(version__gt=before or 0, replays_states=True).exists()
    return {"policy": policy.version, "replay": before is not None and newer}
