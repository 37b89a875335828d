"""New versions of the stages of AISAS."""

from datetime import datetime
from typing import Any

from common.services.policies import add_version
from reports.models import FunnelPolicy
from reports.selectors.funnel_policies import shipped_policy


def save_stages(
    *,
    kinds: dict[str, list[str]],
    note: str,
    now: datetime,
    user: Any,
    based_on: int | None = None,
) -> FunnelPolicy:
    """Add a version of the stages and return it; the funnel is computed by it
    at the next turn of the worker.

    Errors: Conflict if the version that it is `based_on` is no longer in force.
    """
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        note=note,
        kinds=kinds,
    )
