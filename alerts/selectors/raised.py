"""Issues that have raised an alert and are open, wherever they are counted."""

from typing import Any

from django.db.models import QuerySet

from alerts.models import Issue
from alerts.selectors.board import OPEN_STATES


def raised_issues() -> QuerySet[Any]:
    """Return the issues that have raised an alert and are open."""
    issues: QuerySet[Any] = Issue.objects.unmerged().filter(
        alerted_at__isnull=False,
        state__in=OPEN_STATES,
    )
    return issues
