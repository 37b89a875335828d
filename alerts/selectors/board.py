"""The figures and charts above the list of issues: how many a week, of which
part and model, and how soon they are fixed.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activity.rules.calendar import day_starts_at, monday_of, weeks_through
from alerts.labels import facet_label
from alerts.models import Issue, IssueChange, IssueReport
from alerts.selectors.lead_times import median_lead
from alerts.selectors.raised import (
    first_day_lately,
    is_lately,
    raised_issues,
)
from common.calendar import business_date, business_zone
from common.ui.cards import Card

SHOWN_WEEKS = 12
MAX_NAMES = 6
OPEN_ROWS = "?alerted=true&open=true"
CHARTS = {"part": "components", "model": "model_series"}


def read_board(now: datetime) -> dict[str, Any]:
    """Return the figures above the list of issues, and charts of alerted
    issues per week by part and by model.
    """
    today = business_date(now)
    weeks = weeks_through(today - timedelta(weeks=SHOWN_WEEKS - 1), today)
    since = day_starts_at(weeks[0], business_zone())
    alerted = Issue.objects.unmerged().filter(last_alerted_at__gte=since)
    issues = list(
        alerted.only(
            "opened_at",
            "episode_began_at",
            "alerted_at",
            "last_alerted_at",
            "components",
            "model_series",
        ),
    )
    charts = {}
    if issues:
        for name, field in CHARTS.items():
            charts[name] = _by_week(issues, field, weeks)
    return {"cards": _cards(issues, now), "charts": charts}


def _cards(issues: list[Issue], now: datetime) -> list[Card]:
    today = business_date(now)
    counts = raised_issues().aggregate(
        every=Count("pk"),
        lately=Count("pk", filter=is_lately(today)),
    )
    lately = f"{OPEN_ROWS}&last_raised_since={first_day_lately(today)}"
    days_to_fix = _days_to_fix(since=now - timedelta(weeks=SHOWN_WEEKS))
    return [
        Card(
            _("Alerted in 7 days and open"),
            counts["lately"],
            lately,
            is_count=True,
        ),
        Card(
            _("Alerted and open"),
            counts["every"],
            OPEN_ROWS,
            is_count=True,
        ),
        Card(
            _("Hours from first report to alert, median"),
            _median(_hours_to_alert(issues)),
            "?alerted=true",
        ),
        Card(
            _("Days from alert to fix, median"),
            _median(days_to_fix),
            "?state=fixed",
        ),
        Card(
            _("Owners to tell"),
            IssueReport.objects.awaiting_notice().count(),
            reverse("alerts:notice_list"),
            is_count=True,
        ),
        _ahead_card(now),
    ]


def _ahead_card(now: datetime) -> Card:
    ahead = median_lead(now)
    label = ngettext(
        "Hours ahead of the first official ticket, median of %(n)s issue, "
        "26 weeks",
        "Hours ahead of the first official ticket, median of %(n)s issues, "
        "26 weeks",
        ahead.issues,
    )
    return Card(label % {"n": ahead.issues}, ahead.hours, "?alerted=true")


def _hours_to_alert(issues: list[Issue]) -> list[float]:
    """Return the hours from the first report of each issue to its alert."""
    hours_to_alert = []
    for issue in issues:
        if issue.last_alerted_at:
            waited = issue.last_alerted_at - _began_at(issue)
            # The reports before the alert may have been deleted since.
            hours_to_alert.append(max(waited / timedelta(hours=1), 0.0))
    return hours_to_alert


def _began_at(issue: Issue) -> datetime:
    """Return the first report of the episode in which an issue was alerted
    last, as far as it is known.
    """
    began = issue.episode_began_at
    if began is None or issue.last_alerted_at is None:
        return issue.opened_at
    return began if began <= issue.last_alerted_at else issue.last_alerted_at


def _days_to_fix(*, since: datetime) -> list[float]:
    """Return for each issue fixed since a time the days from its alert."""
    fixed = (
        IssueChange.objects.filter(
            to_state=Issue.State.FIXED,
            issue__alerted_at__isnull=False,
        )
        .values("issue")
        .annotate(at=Max("changed_at"))
        .values_list("at", "issue__alerted_at")
    )
    days = []
    for fixed_at, alerted_at in fixed:
        if fixed_at >= since:
            days.append((fixed_at - alerted_at) / timedelta(days=1))
    return days


def _median(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None


def _by_week(
    issues: Iterable[Issue],
    field: str,
    weeks: list[date],
) -> dict[str, Any]:
    """Return a chart of alerts per week by the leading entry of a facet; of
    many entries, the most frequent ones and the others together.
    """
    by_name: dict[str, Counter[date]] = {}
    for issue in issues:
        if issue.last_alerted_at:
            name = _leading_entry(getattr(issue, field))
            week = monday_of(business_date(issue.last_alerted_at))
            by_name.setdefault(name, Counter())[week] += 1
    most_frequent = sorted(
        by_name,
        key=lambda name: by_name[name].total(),
        reverse=True,
    )
    series = []
    for name in most_frequent[:MAX_NAMES]:
        label = facet_label(name) if name else _("not named")
        series.append(_series(label, by_name[name], weeks))
    others: Counter[date] = Counter()
    for name in most_frequent[MAX_NAMES:]:
        others += by_name[name]
    if others:
        series.append(_series(_("others"), others, weeks))
    return {
        "kind": "bar",
        "stacked": True,
        "x": list(map(str, weeks)),
        "series": series,
        "unit": pgettext("unit of an axis", "issues"),
        "partial_last": _("week not over"),
    }


def _series(
    name: str,
    counts: Counter[date],
    weeks: list[date],
) -> dict[str, Any]:
    """Return the counts of these weeks as a series of a chart."""
    data = [counts[week] for week in weeks]
    return {"name": name, "data": data}


def _leading_entry(counts: list[list[Any]]) -> str:
    return str(counts[0][0]) if counts else ""
