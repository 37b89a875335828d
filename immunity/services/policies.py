"""New versions of the thresholds of claims."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.services.policies import add_version
from immunity.models import ClaimPolicy
from immunity.selectors.policies import shipped_policy


def save_policy(
    *,
    suggest_authors: int,
    spreading_authors: int,
    window_days: int,
    note: str,
    now: datetime,
    user: Any,
    based_on: int | None = None,
) -> ClaimPolicy:
    """Add a version of the thresholds that is in force at once, and return it.

    Errors: Invalid if colleagues would be notified before a claim is
    suggested; Conflict if the version that it is `based_on` is not in force.
    """
    if spreading_authors < suggest_authors:
        text = _(
            "Colleagues are notified of at least as many people as a "
            "suggestion takes.",
        )
        raise Invalid("too_few", text, where={"field": "spreading_authors"})
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        suggest_authors=suggest_authors,
        spreading_authors=spreading_authors,
        window_days=window_days,
        note=note,
    )
