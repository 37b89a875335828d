"""What activity shows on the member page: rhythm against own past, and a year of days as a picture."""

from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from activity.models import ActivityEvent, ActivitySummary, MemberSeries
from activity.rules.calendar import day_number, day_of, week_number, week_start
from activity.rules.kinds import DIMENSIONS, KIND_BY_NUMBER
from activity.rules.series import WEEK_RECORD
from activity.services.freshness import Freshness
from activity.services.wording import DIMENSION_LABELS, KIND_LABELS, dimension_names
from common.rules.packing import unpack_records
from members.models import Member

PICTURE_WEEKS = 52
LATEST_EVENTS = 12


def activity_panel(member: Member, *, freshness: Freshness) -> dict[str, Any]:
    """Return the member's summary and picture of the published generation, and his latest events."""
    generation = freshness.generation
    summary = ActivitySummary.objects.of_generation(generation).filter(member=member).first()
    series = MemberSeries.objects.of_generation(generation).filter(member=member).first()
    last_day = freshness.business_date
    return {
        "summary": summary,
        "dimensions": _dimension_rows(summary, series) if summary and series else [],
        "picture": _picture(bytes(series.weeks), last_day) if series and last_day else None,
        "latest_events": _latest_events(member),
        "is_counted": member.kind == Member.Kind.PERSON,
    }


def _dimension_rows(summary: ActivitySummary, series: MemberSeries) -> list[dict[str, Any]]:
    rows = []
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short, long = getattr(summary, f"{name}_short"), getattr(summary, f"{name}_long")
        rows.append(
            {
                "label": DIMENSION_LABELS[dimension],
                "short": short,
                "long": long,
                "change": short - long,
                "total": getattr(series, f"{name}_total"),
            }
        )
    return rows


def _picture(packed: bytes, last_day: date) -> dict[str, Any]:
    """Return two charts of the last 52 calendar weeks: events a week, and each day's active dimensions."""
    _owners, records = unpack_records([packed], WEEK_RECORD)
    last = week_number(day_number(last_day))
    weeks = [last - n for n in range(PICTURE_WEEKS - 1, -1, -1)]
    row_of = {int(week): n for n, week in enumerate(records["week"])}
    counts = [
        [int(records["counts"][row_of[week], d]) if week in row_of else 0 for week in weeks]
        for d in range(len(DIMENSIONS))
    ]
    days = []
    for week in weeks:
        if week in row_of:
            bits = records["days"][row_of[week]]
            for weekday in range(7):
                dimensions = int(np.count_nonzero(bits & (1 << weekday)))
                if dimensions:
                    days.append([str(day_of(week * 7 - 3 + weekday)), dimensions])
    names = dimension_names()
    return {
        "weekly": {
            "kind": "bar",
            "stacked": True,
            "x": [str(week_start(week)) for week in weeks],
            "series": [{"name": name, "data": data} for name, data in zip(names, counts, strict=True)],
            "unit": _("events"),
        },
        "calendar": {
            "kind": "calendar",
            "days": days,
            "range": [str(week_start(weeks[0])), str(last_day)],
            "unit": _("dimensions active that day"),
        },
    }


def _latest_events(member: Member) -> list[dict[str, Any]]:
    events = ActivityEvent.objects.filter(member=member).order_by("-occurred_at")
    rows = events.select_related("source")[:LATEST_EVENTS]
    return [
        {
            "label": KIND_LABELS[KIND_BY_NUMBER[event.kind].name],
            "occurred_at": event.occurred_at,
            "quantity": event.quantity,
            "source": event.source,
        }
        for event in rows
    ]
