"""How many report an issue, week by week and day by day, without gaps."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from activity.rules.calendar import (
    day_starts_at,
    days_through,
    monday_of,
    weeks_through,
)
from alerts.models import Issue, IssueReport
from alerts.rules.reports import WINDOW
from common.calendar import business_date, business_zone

SHOWN_WEEKS = 12
NO_WEEKS = [0] * SHOWN_WEEKS
# The chart of an issue begins so long before its episode, and has days up to
# MAX_DAYS, weeks beyond.
LEAD_IN = timedelta(days=14)
MAX_DAYS = 120
MAX_WEEKS = 104
WEEK = 7


def read_weeks(
    issue_ids: Collection[int] | None,
    now: datetime,
) -> dict[int, list[int]]:
    """Return the reports of these issues, or of all (None), in each of the last
    12 weeks.
    """
    today = business_date(now)
    weeks = weeks_through(today - timedelta(weeks=SHOWN_WEEKS - 1), today)
    places = {week: n for n, week in enumerate(weeks)}
    reports = IssueReport.objects.visible().filter(
        posted_at__gte=day_starts_at(weeks[0], business_zone()),
    )
    if issue_ids is not None:
        reports = reports.filter(issue__in=issue_ids)
    found: dict[int, list[int]] = {}
    rows = reports.order_by().values_list("issue_id", "posted_at")
    for issue_id, moment in rows:
        place = places.get(monday_of(business_date(moment)))
        if place is not None:
            counts = found.setdefault(issue_id, list(NO_WEEKS))
            counts[place] += 1
    return found


def read_curve(
    issue: Issue,
    reports: Collection[tuple[datetime, int]],
    now: datetime,
) -> dict[str, Any]:
    """Return the chart of an issue: its reports each day up to today, days
    without one as zeros, the owners of the last 30 days, how many are usual,
    and when alerts were raised. Of a long time it has weeks.

    reports: when each was written, and by whom.
    """
    dated = [(business_date(moment), who) for moment, who in reports]
    days = Counter(day for day, _who in dated)
    today = business_date(now)
    first = min(days, default=today)
    axis = days_through(min(first, today) - LEAD_IN, max(today, first))
    alerts = list(issue.alerts.order_by("raised_at", "pk"))
    if len(axis) > MAX_DAYS:
        return _by_week(days, axis, alerts)
    owners = [_owners_through(dated, day) for day in axis]
    series: list[dict[str, Any]] = [
        {"name": _("Reports"), "data": [days[day] for day in axis]},
        {
            "name": _("Owners in the last 30 days"),
            "kind": "line",
            "data": owners,
        },
    ]
    if alerts:
        usual = round(alerts[-1].expected, 1)
        series.append(
            {
                "name": _("Owners usual in 30 days"),
                "kind": "line",
                "dashed": True,
                "data": [usual] * len(axis),
            },
        )
    return _chart(axis, series, alerts, _("today is not over"))


def _by_week(
    days: Counter[date],
    axis: list[date],
    alerts: list[Any],
) -> dict[str, Any]:
    weeks = weeks_through(axis[0], axis[-1])[-MAX_WEEKS:]
    counts: Counter[date] = Counter()
    for day, count in days.items():
        counts[monday_of(day)] += count
    data = [counts[week] for week in weeks]
    series: list[dict[str, Any]] = [{"name": _("Reports"), "data": data}]
    if alerts:
        usual = round(alerts[-1].expected * WEEK / WINDOW.days, 2)
        series.append(
            {
                "name": _("Owners usual in a week"),
                "kind": "line",
                "dashed": True,
                "data": [usual] * len(weeks),
            },
        )
    return _chart(weeks, series, alerts, _("week not over"), is_weekly=True)


def _chart(
    axis: list[date],
    series: list[dict[str, Any]],
    alerts: list[Any],
    partial: str,
    *,
    is_weekly: bool = False,
) -> dict[str, Any]:
    marks = []
    for alert in alerts:
        day = business_date(alert.post.posted_at)
        place = monday_of(day) if is_weekly else day
        if place in axis:
            marks.append({"x": str(place), "name": _("alert")})
    return {
        "kind": "bar",
        "x": list(map(str, axis)),
        "series": series,
        "unit": _("reports"),
        "partial_last": partial,
        "marks": marks,
    }


def _owners_through(dated: list[tuple[date, int]], last: date) -> int:
    """Return how many owners reported in the window that ends on a day."""
    first = last - WINDOW
    return len({who for day, who in dated if first < day <= last})
