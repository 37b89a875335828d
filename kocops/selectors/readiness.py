"""What /readyz says about the state of the apps."""

from datetime import datetime
from typing import Any

from activity.selectors.clock import clock_status
from activity.selectors.feeds import feed_status
from activity.selectors.freshness import read_freshness
from common.selectors.outbox import oldest_waiting, stuck_messages
from common.selectors.readiness import NamedCheck


def night_status(now: datetime) -> Any:
    """Return the last business date that is computed, and how many are missing."""
    freshness = read_freshness(now)
    last = freshness.business_date
    return {
        "state": "late" if freshness.is_late else "ok",
        "business_date": last.isoformat() if last else None,
        "missing_nights": freshness.missing_nights,
    }


def outbox_status(now: datetime) -> Any:
    """Return how long the oldest message that may go waits, and how many do not
    go further by themselves.
    """
    oldest = oldest_waiting(now)
    seconds = int((now - oldest).total_seconds()) if oldest else 0
    return {
        "oldest_waiting_seconds": seconds,
        "stuck": stuck_messages().count(),
    }


CHECKS: dict[str, NamedCheck] = {
    "clock": lambda _now: clock_status(),
    "feeds": lambda _now: feed_status(),
    "night": night_status,
    "outbox": outbox_status,
}
