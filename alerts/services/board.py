"""What the board of issues adds up to: how many a week, of which part and model, and how soon they are fixed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alerts.models import Issue, IssueChange, Placement
from alerts.services.wording import facet_label

SHOWN_WEEKS, MOST_NAMES = 12, 6
OPEN_STATES = (Issue.State.NEW, Issue.State.CONFIRMED, Issue.State.ENGINEERING, Issue.State.REGRESSED)


def read_board(now: datetime) -> dict[str, Any]:
    """Return the figures above the board, and issues per week of their first voice by part and by model."""
    since = now - timedelta(weeks=SHOWN_WEEKS)
    alerted = Issue.objects.standing().filter(alerted_at__gte=since)
    issues = list(alerted.only("opened_at", "alerted_at", "components", "model_series"))
    charts = {"part": _by_week(issues, "components"), "model": _by_week(issues, "model_series")} if issues else {}
    return {"cards": _cards(issues, now), "charts": charts}


def count_states(filters: dict[str, str]) -> list[dict[str, Any]]:
    """Return tabs of the board with their numbers: all issues, alerted ones, and these by the state they are in.

    A tab is chosen where these filters, and no others, are set.
    """
    counts = {"every": Count("pk"), "told": Count("pk", filter=Q(alerted_at__isnull=False))}
    rows = list(Issue.objects.standing().order_by().values_list("state").annotate(**counts))
    by_state = {value: told for value, _every, told in rows}
    tabs = [
        (_("All"), sum(every for _state, every, _told in rows), {}),
        (_("Alerted"), sum(by_state.values()), {"alerted": "true"}),
        *(
            (label, by_state[value], {"alerted": "true", "state": value})
            for value, label in Issue.State.choices
            if by_state.get(value)
        ),
    ]
    return [
        {"label": label, "count": count, "href": f"?{urlencode(chosen)}", "is_chosen": chosen == filters}
        for label, count, chosen in tabs
    ]


def _cards(issues: list[Issue], now: datetime) -> list[dict[str, Any]]:
    lately = [issue for issue in issues if issue.alerted_at and issue.alerted_at >= now - timedelta(days=7)]
    # The first voices of an issue may have been deleted since: the first that stands may be later than its alert.
    waited = [issue.alerted_at - issue.opened_at for issue in issues if issue.alerted_at]
    to_alert = [max(hours / timedelta(hours=1), 0.0) for hours in waited]
    fixed = IssueChange.objects.filter(to_state=Issue.State.FIXED, issue__alerted_at__isnull=False)
    rows = fixed.values("issue").annotate(at=Max("changed_at")).values_list("at", "issue__alerted_at")
    to_fix = [(at - alerted) / timedelta(days=1) for at, alerted in rows if at >= now - timedelta(weeks=SHOWN_WEEKS)]
    alerted = Issue.objects.standing().filter(alerted_at__isnull=False, state__in=OPEN_STATES)
    to_tell = Placement.objects.to_tell().count()
    return [
        {"label": _("Alerts, 7 days"), "value": len(lately), "href": "?alerted=true&sort=-alerted_at"},
        {"label": _("Alerted and open"), "value": alerted.count(), "href": "?alerted=true&open=true"},
        {"label": _("Hours from first voice to alert, median"), "value": _median(to_alert), "href": "?alerted=true"},
        {"label": _("Days from alert to fix, median"), "value": _median(to_fix), "href": "?state=fixed"},
        {"label": _("Owners to tell"), "value": to_tell, "href": reverse("alerts:notice_list")},
    ]


def _median(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None


def _by_week(issues: Iterable[Issue], field: str) -> dict[str, Any]:
    told = [(_monday(issue.alerted_at), _first(getattr(issue, field))) for issue in issues if issue.alerted_at]
    weeks = sorted({week for week, _name in told})
    counts = Counter(told)
    names = [name for name, _n in Counter(name for _week, name in told).most_common(MOST_NAMES)]
    series = [
        {"name": facet_label(name) if name else _("not named"), "data": [counts[(week, name)] for week in weeks]}
        for name in names
    ]
    rest = [sum(n for (at, name), n in counts.items() if at == week and name not in names) for week in weeks]
    if any(rest):
        series.append({"name": _("others"), "data": rest})
    unit = pgettext("unit of an axis", "issues")
    return {"kind": "bar", "stacked": True, "x": weeks, "series": series, "unit": unit}


def _monday(at: datetime | None) -> str:
    day = timezone.localtime(at).date()
    return str(day - timedelta(days=day.weekday()))


def _first(counted: list[list[object]]) -> str:
    return str(counted[0][0]) if counted else ""
