"""Which tiers of KOC there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from common.services.policies import in_force
from koc.labels import tier_name, tier_names
from koc.models import KocPolicy, KocSpell
from koc.rules.tiers import (
    SHIPPED,
    Tier,
    changed_tiers,
    next_review,
    tiers_from,
)

EXAMPLES = 5


def shipped_policy() -> KocPolicy:
    """Return the shipped version, not stored."""
    return KocPolicy(version=1, tiers=as_stored(SHIPPED))


def as_stored(tiers: Iterable[Tier]) -> list[dict[str, Any]]:
    """Return tiers as a policy stores them."""
    found: list[dict[str, Any]] = []
    for tier in tiers:
        found.append(tier._asdict())
    return found


def policy_in_force() -> KocPolicy:
    """Return the newest version; the shipped one, not stored, if there is none."""
    return in_force(shipped_policy)


def present_tiers() -> tuple[Tier, ...]:
    """Return the tiers of the policy in force."""
    return tiers_from(policy_in_force().tiers)


def present_tier_names() -> dict[str, str]:
    """Return the name of each tier by its key, in the reader's language."""
    return tier_names(present_tiers())


def tier_of(key: str) -> Tier:
    """Return a tier of the policy in force; the first one for a key that it lacks."""
    tiers = present_tiers()
    return next((tier for tier in tiers if tier.key == key), tiers[0])


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What a new version changes in one tier, in words.

    members: how many KOC have the tier · examples: some of them.
    """

    name: str
    before: Tier | None
    after: Tier | None
    members: int
    first_review: date | None
    examples: QuerySet[KocSpell]

    @property
    def both(self) -> tuple[Tier | None, Tier | None]:
        """The tier as it is and as it would be."""
        return self.before, self.after


def preview_tiers(tiers: Iterable[Tier], *, today: date) -> list[ShownChange]:
    """Return what these tiers would change for which KOC.

    first_review: when somebody who is renewed today would be reviewed next.
    """
    current = KocSpell.objects.current()
    counts = KocSpell.objects.counted_by_tier()
    shown = []
    for change in changed_tiers(present_tiers(), tiers, counts):
        tier = change.after or change.before
        if tier is None:
            continue
        holders = current.filter(tier=tier.key).select_related("member")
        first = next_review(change.after, today) if change.after else None
        one = ShownChange(
            name=tier_name(tier),
            before=change.before,
            after=change.after,
            members=change.members,
            first_review=first,
            examples=holders[:EXAMPLES],
        )
        shown.append(one)
    return shown
