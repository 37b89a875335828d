"""New versions of the tiers of KOC."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Conflict
from common.services.policies import add_version
from koc.models import KocPolicy, KocSpell
from koc.rules.tiers import Tier, dropped_tiers
from koc.selectors.policies import (
    as_stored,
    policy_in_force,
    present_tier_names,
    shipped_policy,
)


def save_tiers(
    *,
    tiers: Sequence[Tier],
    note: str,
    now: datetime,
    user: Any,
    based_on: int | None = None,
    pay_ends: bool | None = None,
) -> KocPolicy:
    """Add a version of the tiers that is in force at once, and return it.
    Planned reviews stay on their day. pay_ends: whether paid cooperation ends
    the status, None to leave it as it is.

    Errors: Conflict if a tier that somebody has is left out, or the version
    that it is `based_on` is no longer in force.
    """
    check_tiers(tiers)
    if pay_ends is None:
        pay_ends = policy_in_force().pay_ends
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        note=note,
        tiers=as_stored(tiers),
        pay_ends=pay_ends,
    )


def check_tiers(tiers: Sequence[Tier]) -> None:
    """Errors: Conflict if a tier that somebody has is left out."""
    counts = KocSpell.objects.counted_by_tier()
    names = present_tier_names()
    for key in dropped_tiers(tiers, counts):
        text = _(
            "%(n)s KOC have the tier “%(tier)s”: give them another one first.",
        )
        shown = {"n": counts[key], "tier": names.get(key, key)}
        raise Conflict("tier_in_use", text % shown)
