"""Business days: days of the organisation's time zone, not of the zone that a reader has chosen."""

from datetime import date, datetime
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
