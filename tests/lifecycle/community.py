"""A small community whose members' states are obvious, for tests."""

from datetime import date, timedelta
from typing import Any

from activity.models import PublishedGeneration
from kocops.nightly import run_nightly
from lifecycle.models import DormancyState
from tests.conftest import NOW

LAST = date(2026, 5, 19)
SUNDAY = date(2026, 5, 17)


def days_before(
    member: str,
    ages: Any,
    kind: str = "comment",
) -> list[dict[str, Any]]:
    """Return one event for each day so long before LAST."""
    return [
        {
            "external_id": f"{member} {kind} {age}",
            "member": member,
            "occurred_at": f"{LAST - timedelta(days=int(age))}T12:00:00+08:00",
            "kind": kind,
        }
        for age in ages
    ]


def night(day: date = LAST, **how: Any) -> int:
    """Run the night of a day; returns its generation."""
    return int(
        run_nightly(business_date=day, clock=lambda: NOW, **how).generation,
    )


def state_of(external_id: str) -> DormancyState:
    generation = PublishedGeneration.objects.get().generation
    return DormancyState.objects.get(
        generation=generation,
        member__identities__external_id=external_id,
    )
