"""How fresh the computed pages are, and whether a night is missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from activity.rules.calendar import business_day
from activity.services.nights import business_zone, published

NIGHT_IS_DUE_HOUR = 4


@dataclass(frozen=True)
class Freshness:
    """Up to which business date the computed pages reach; `missing_nights` are due and not done.

    members_by_status: how many members counted then, by owner status; None where no night has counted them.
    """

    business_date: date | None
    generation: int
    published_at: datetime | None
    missing_nights: int
    members_by_status: dict[str, int] | None = None

    @property
    def is_late(self) -> bool:
        return self.missing_nights > 0

    def as_of(self) -> dict[str, Any]:
        """Return what every API answer with computed values says about them."""
        return {
            "business_date": self.business_date,
            "generation": self.generation,
            "published_at": self.published_at,
            "missing_nights": self.missing_nights,
        }


def freshness_of(request: Any, now: datetime) -> Freshness:
    """Return the freshness as this request first saw it, so that no page mixes two generations."""
    known = getattr(request, "_freshness", None)
    if known is None:
        known = request._freshness = read_freshness(now)
    return known  # type: ignore[no-any-return]


def read_freshness(now: datetime) -> Freshness:
    """Return the state of what readers see; a night counts as missing from 04:00 of the next morning."""
    seen = published()
    due = business_day(now - timedelta(hours=NIGHT_IS_DUE_HOUR), business_zone()) - timedelta(days=1)
    if seen is None:
        return Freshness(None, 0, None, 1)
    missing = max(0, (due - seen.business_date).days)
    return Freshness(seen.business_date, seen.generation, seen.published_at, missing, seen.members_by_status)
