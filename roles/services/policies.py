"""New versions of the role policy."""

from datetime import datetime
from typing import Any

from activity.models import EventSource
from common.services.policies import add_version, ensure_version
from roles.models import RolePolicy
from roles.rules.contributions import Weights
from roles.rules.limits import Limits
from roles.selectors.policies import (
    as_stored,
    shipped_policy,
    sources_without_reactions,
)


def save_policy(
    *,
    limits: Limits,
    weights: Weights,
    note: str,
    now: datetime,
    user: Any,
    based_on: int | None = None,
) -> RolePolicy:
    """Add a version that is in force from the next night on, and return it.
    Roles that are held continue from their present state.

    Errors: DomainError if the version that it is `based_on` is no longer in
    force.
    """
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        note=note,
        **as_stored(limits, weights),
    )


def pin_policy(now: datetime) -> dict[str, Any]:
    """Return the version that the nightly run which opens now follows, and the
    sources that know no reactions.
    """
    policy = ensure_version(shipped_policy, now=now)
    sources = EventSource.objects.order_by("pk").values_list("pk", flat=True)
    return {
        "policy": policy.version,
        "echo_sources": sources_without_reactions(sources),
    }
