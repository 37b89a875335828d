"""Tiers of KOC: what each is called, how often its members are reviewed, and
what they are promised.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

# Machines know a tier by its key, whatever it is called.
KEYS = ("core", "rising", "honorary", "fourth", "fifth")
LEAST_DAYS = 14
MOST_DAYS = 730
NAME_LENGTH = 20
PROMISE_LENGTH = 300


class Tier(NamedTuple):
    """A tier: its key, its name in Chinese and English, after how many days a
    member is reviewed, and what members are promised.
    """

    key: str
    name: str
    name_en: str
    review_days: int
    promised: str = ""


SHIPPED = (
    Tier("core", "核心KOC", "Core KOC", 90),
    Tier("rising", "潜力KOC", "Rising KOC", 60),
    Tier("honorary", "荣誉KOC", "Honorary KOC", 180),
)


class TierChange(NamedTuple):
    """What a new version changes in a tier.

    before, after: None for a tier that one of the versions lacks · members:
    how many KOC have it now.
    """

    before: Tier | None
    after: Tier | None
    members: int


def tiers_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Tier, ...]:
    """Return tiers as a policy stores them."""
    return tuple(Tier(**one) for one in stored)


def next_review(tier: Tier, day: date) -> date:
    """Return when a KOC who was reviewed on a day is reviewed next."""
    return day + timedelta(days=tier.review_days)


def changed_tiers(
    before: Iterable[Tier],
    after: Iterable[Tier],
    members: Mapping[str, int],
) -> list[TierChange]:
    """Return the tiers in which two versions differ, in the order of KEYS."""
    old = {}
    for tier in before:
        old[tier.key] = tier
    new = {tier.key: tier for tier in after}
    changes = []
    for key in KEYS:
        if old.get(key) != new.get(key):
            change = TierChange(
                old.get(key), new.get(key), members.get(key, 0)
            )
            changes.append(change)
    return changes


def dropped_tiers(
    after: Iterable[Tier],
    members: Mapping[str, int],
) -> list[str]:
    """Return the keys of tiers that still have members but are left out."""
    kept = set()
    for tier in after:
        kept.add(tier.key)
    found: list[str] = []
    for key in KEYS:
        if members.get(key) and key not in kept:
            found.append(key)
    return found
