"""Issues that have raised an alert and are open, wherever they are counted."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from activity.rules.calendar import day_starts_at
from alerts.models import Issue
from common.calendar import business_zone

LATELY_DAYS = 7
OPEN_STATES = (
    Issue.State.NEW,
    Issue.State.CONFIRMED,
    Issue.State.ENGINEERING,
    Issue.State.REGRESSED,
)


def raised_issues() -> QuerySet[Any]:
    """Return the issues that have raised an alert and are open."""
    issues: QuerySet[Any] = Issue.objects.unmerged().filter(
        alerted_at__isnull=False,
        state__in=OPEN_STATES,
    )
    return issues


def first_day_lately(today: date) -> date:
    """Return the first of the last seven days, today included."""
    return today - timedelta(days=LATELY_DAYS - 1)


def is_lately(today: date) -> Q:
    """Return the condition that the last alert is of a post of the last seven
    days, whenever that was read.
    """
    begins = day_starts_at(first_day_lately(today), business_zone())
    return Q(last_alerted_at__gte=begins)


def raised_lately(today: date) -> QuerySet[Any]:
    """Return the open issues whose last alert is of the last seven days."""
    return raised_issues().filter(is_lately(today))


def count_raised() -> dict[str, int]:
    """Return how many there are, and how many have no owner."""
    return raised_issues().aggregate(
        every=Count("pk"),
        unowned=Count("pk", filter=Q(owner__isnull=True)),
    )
