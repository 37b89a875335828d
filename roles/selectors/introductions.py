"""Introductions that colleagues made, and what came of them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from roles.models import Introduction

PERIOD_DAYS = 90


class IntroductionTotals(NamedTuple):
    """How many introductions were made within PERIOD_DAYS, and after how many
    of them the two wrote to each other.
    """

    made: int
    met: int
    days: int = PERIOD_DAYS


def count_introductions(now: datetime) -> IntroductionTotals:
    """Return the totals of the last PERIOD_DAYS."""
    made = Introduction.objects.in_force().with_outcome()
    recent = made.filter(made_at__gte=now - timedelta(days=PERIOD_DAYS))
    counted = recent.order_by().aggregate(
        made=Count("pk"),
        met=Count("pk", filter=Q(met_at__isnull=False)),
    )
    return IntroductionTotals(counted["made"], counted["met"])
