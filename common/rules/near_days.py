"""Days that people mean when they put something off."""

from datetime import date, timedelta
from typing import NamedTuple

FRIDAY = 4
WEEK = 7


class NearDays(NamedTuple):
    """Tomorrow, the next Friday after today, and Monday of the next week."""

    tomorrow: date
    friday: date
    next_week: date


def near_days(today: date) -> NearDays:
    """Return the near days, seen from today."""
    to_friday = (FRIDAY - today.weekday()) % WEEK or WEEK
    return NearDays(
        tomorrow=today + timedelta(days=1),
        friday=today + timedelta(days=to_friday),
        next_week=today + timedelta(days=WEEK - today.weekday()),
    )
