"""What is known of the time without this machine's clock."""

from datetime import datetime

from django.db.models import Max
from django.db.models.functions import TruncDate

from activity.models import ActivityEvent, ClockReading
from activity.rules.calendar import day_starts_at
from activity.rules.clock import TOLERANCE, UNSEEN
from common.calendar import business_zone

# The very last row may be an old one from a file, so the newest moment of
# several rows counts.
NEWEST_ROWS = 50


def clock_status() -> str:
    """Return "ok", or why the clock is not believed."""
    return ClockReading.objects.values_list("doubt", flat=True).first() or "ok"


def newest_received() -> datetime | None:
    """Return the latest moment among the events received last."""
    newest = ActivityEvent.objects.order_by("-pk")[:NEWEST_ROWS]
    return newest.aggregate(at=Max("occurred_at"))["at"]  # type: ignore[no-any-return]


def days_received(*, after: int, latest: datetime) -> list[datetime]:
    """Return the beginnings of the days of all events with an id above `after`
    that can move the latest believable moment.
    """
    zone = business_zone()
    received = ActivityEvent.objects.filter(
        pk__gt=after,
        occurred_at__gt=latest - UNSEEN - TOLERANCE,
    )
    day = TruncDate("occurred_at", tzinfo=zone)
    days = received.order_by().values_list(day, flat=True).distinct()
    return [day_starts_at(day, zone) for day in days]
