"""New versions of the dormancy policy, and the version that a night pins."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from activity.models import PublishedGeneration
from common.services.policies import add_version, ensure_version
from lifecycle.models import DormancyPolicy
from lifecycle.rules.dormancy import Scorecard
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.policies import shipped_policy
from lifecycle.selectors.scorecards import scorecard_data

PART = "dormancy"


def ensure_policy(now: datetime) -> DormancyPolicy:
    """Store the shipped version if there is none; return the one in force."""
    return ensure_version(shipped_policy, now=now)


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
    based_on: int | None = None,
) -> DormancyPolicy:
    """Store a new version, which is in force from the next night on.

    Errors: Conflict if the version that it is `based_on` is no longer in
    force.
    """
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        origin=origin,
        scorecard=scorecard_data(card),
        thresholds=asdict(limits),
        record=record or {},
        note=note,
        replays_states=replays_states,
    )


def pin_policy(now: datetime) -> dict[str, Any]:
    """Return what the night that opens now follows.

    `policy` is the version; `replay` says whether states are decided anew
    because a version since the last night demands it.
    """
    policy = ensure_policy(now)
    published = PublishedGeneration.objects.select_related("night").first()
    if published is None:
        return {"policy": policy.version, "replay": False}
    before = published.night.pinned.get(PART, {}).get("policy")
    demands_replay = DormancyPolicy.objects.filter(
        version__gt=before or 0,
        replays_states=True,
    ).exists()
    return {
        "policy": policy.version,
        "replay": before is not None and demands_replay,
    }
