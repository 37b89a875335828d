"""Business days: days of the organisation's time zone, not of the zone that a reader has chosen."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def business_zone() -> ZoneInfo:
    """Return the time zone whose days are business dates."""
    return ZoneInfo(settings.BUSINESS_TIME_ZONE)


def business_date(at: datetime) -> date:
    """Return the business date that a moment belongs to."""
    return at.astimezone(business_zone()).date()


def business_today(now: datetime) -> date:
    """Return the business date of today."""
    return business_date(now)


def day_begins(day: date) -> datetime:
    """Return the moment at which a business date begins; of the first days of
    the calendar the first moment there is.
    """
    begins = datetime.combine(day, time.min, tzinfo=business_zone())
    try:
        return begins.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
