"""Raised issues that are open, as the overview shows them."""

from datetime import datetime
from typing import Any

from django.db.models import F

from activity.rules.calendar import day_starts_at
from alerts.labels import age_text, severity_text
from alerts.models import Alert, Issue
from alerts.selectors.board import OPEN_STATES
from alerts.selectors.issue_curves import NO_WEEKS, read_weeks
from common.calendar import business_date, business_zone

SHOWN_RAISED = 8


def read_raised(now: datetime) -> dict[str, Any]:
    """Return how many raised issues are open, how many alerts were raised
    today, and the newest of these issues with their curves.
    """
    issues = Issue.objects.unmerged().filter(
        alerted_at__isnull=False,
        state__in=OPEN_STATES,
    )
    today = day_starts_at(business_date(now), business_zone())
    newest = issues.with_report_counts().select_related("owner")
    rows = list(
        newest.order_by(F("last_alerted_at").desc(nulls_last=True), "-pk")[
            :SHOWN_RAISED
        ],
    )
    weeks = read_weeks([row.pk for row in rows], now)
    shown = []
    for row in rows:
        one = {
            "issue": row,
            "age": age_text(row.opened_at, now),
            "severity": severity_text(row),
            "weeks": weeks.get(row.pk, NO_WEEKS),
        }
        shown.append(one)
    raised_today = Alert.objects.filter(
        raised_at__gte=today,
        is_historic=False,
    )
    return {
        "count": issues.count(),
        "today": raised_today.count(),
        "unowned": issues.filter(owner__isnull=True).count(),
        "rows": shown,
    }
