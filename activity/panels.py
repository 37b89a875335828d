"""What activity shows on the member page: the present rhythm beside the usual
one, and charts of the last year.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from activity.labels import (
    DIMENSION_LABELS,
    KIND_LABELS,
    dimension_names,
)
from activity.models import ActivityEvent, ActivitySummary, MemberSeries
from activity.rules.calendar import day_number, week_number, week_start
from activity.rules.kinds import DIMENSIONS, KIND_BY_NUMBER
from activity.rules.series import WEEK_RECORD
from activity.selectors.freshness import Freshness
from common.rules.packing import unpack_records
from members.models import Member

PICTURE_WEEKS = 52
LATEST_EVENTS = 12
SUNDAY = 6


def activity_panel(member: Member, *, freshness: Freshness) -> dict[str, Any]:
    """Return the member's summary and charts of the published generation, and
    their latest events.
    """
    summaries = ActivitySummary.objects.of_generation(freshness.generation)
    summary = summaries.filter(member=member).first()
    all_series = MemberSeries.objects.of_generation(freshness.generation)
    series = all_series.filter(member=member).first()
    last_day = freshness.business_date
    panel: dict[str, Any] = {
        "summary": summary,
        "dimensions": [],
        "picture": None,
        "latest_events": _latest_events(member),
        "is_counted": member.kind == Member.Kind.PERSON,
    }
    if summary and series:
        panel["dimensions"] = _dimension_rows(summary, series)
    if series and last_day:
        panel["picture"] = _picture(bytes(series.weeks), last_day)
    return panel


def _dimension_rows(
    summary: ActivitySummary,
    series: MemberSeries,
) -> list[dict[str, Any]]:
    rows = []
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short = getattr(summary, f"{name}_short")
        long = getattr(summary, f"{name}_long")
        rows.append(
            {
                "name": name,
                "label": DIMENSION_LABELS[dimension],
                "short": short,
                "long": long,
                "change": short - long,
                "total": getattr(series, f"{name}_total"),
            },
        )
    return rows


def _picture(packed: bytes, last_day: date) -> dict[str, Any]:
    """Return two charts of the last 52 calendar weeks: events a week, and each
    day's active dimensions.
    """
    _owners, records = unpack_records([packed], WEEK_RECORD)
    last_week = week_number(day_number(last_day))
    weeks = list(range(last_week - PICTURE_WEEKS + 1, last_week + 1))
    record_of = dict(zip(records["week"].tolist(), records, strict=True))
    return {
        "weekly": _weekly_chart(record_of, weeks, last_day),
        "calendar": _calendar_chart(record_of, weeks, last_day),
    }


def _weekly_chart(
    record_of: dict[int, Any],
    weeks: list[int],
    last_day: date,
) -> dict[str, Any]:
    none = [0] * len(DIMENSIONS)
    counts = []
    for week in weeks:
        known = week in record_of
        counts.append(record_of[week]["counts"].tolist() if known else none)
    series = []
    for name, data in zip(
        dimension_names(),
        zip(*counts, strict=True),
        strict=True,
    ):
        series.append({"name": name, "data": list(data)})
    is_partial = last_day.weekday() < SUNDAY
    return {
        "kind": "bar",
        "stacked": True,
        "x": [str(week_start(week)) for week in weeks],
        "series": series,
        "unit": _("events"),
        "partial_last": _("week not over") if is_partial else "",
    }


def _calendar_chart(
    record_of: dict[int, Any],
    weeks: list[int],
    last_day: date,
) -> dict[str, Any]:
    days = []
    for week in weeks:
        if week not in record_of:
            continue
        bits = record_of[week]["days"]
        monday = week_start(week)
        for weekday in range(7):
            dimensions = int(np.count_nonzero(bits & (1 << weekday)))
            if dimensions:
                day = monday + timedelta(days=weekday)
                days.append([str(day), dimensions])
    return {
        "kind": "calendar",
        "days": days,
        "range": [str(week_start(weeks[0])), str(last_day)],
        "unit": _("dimensions active that day"),
    }


def _latest_events(member: Member) -> list[dict[str, Any]]:
    events = ActivityEvent.objects.filter(member=member)
    latest = events.order_by("-occurred_at").select_related(
        "source",
        "detail",
    )
    rows = []
    for event in latest[:LATEST_EVENTS]:
        row = {
            "label": KIND_LABELS[KIND_BY_NUMBER[event.kind].name],
            "occurred_at": event.occurred_at,
            "quantity": event.quantity,
            "source": event.source,
            "detail": getattr(event, "detail", None),
        }
        rows.append(row)
    return rows
