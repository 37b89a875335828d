"""What a segment's page shows."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.rules.calendar import days_through
from common.calendar import business_date, business_zone
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.selectors.segment_reasons import (
    asked_conditions,
    end_reasons,
    start_reasons,
)
from insights.selectors.segment_rules import describe_rule

SHOWN = 20
SHOWN_DAYS = 60


class ShownVersion(NamedTuple):
    """A version of the rule, and the rule in words."""

    row: SegmentVersion
    text: str


class ShownSpell(NamedTuple):
    """A membership, and why it began or ended."""

    row: SegmentSpell
    reasons: list[str]


def read_segment(segment: Segment, *, now: datetime) -> dict[str, Any]:
    """Return the rule in words, its versions, the latest members who joined
    and left with their reasons, and a chart of both by day.
    """
    versions = []
    rules = {}
    for version in segment.versions.select_related("author"):
        text = describe_rule(version.rule)
        versions.append(ShownVersion(version, text))
        rules[version.number] = version.rule
    asked = asked_conditions(rules)
    spells = SegmentSpell.objects.filter(segment=segment).select_related(
        "member",
    )
    joined = []
    for row in spells.open().order_by("-started_at", "-pk")[:SHOWN]:
        joined.append(ShownSpell(row, start_reasons(row, asked)))
    left = []
    ended = spells.filter(ended_at__isnull=False)
    for row in ended.order_by("-ended_at", "-pk")[:SHOWN]:
        left.append(ShownSpell(row, end_reasons(row, asked)))
    return {
        "rule_text": versions[0].text if versions else "",
        "versions": versions,
        "joined": joined,
        "left": left,
        "charts": _charts(segment, business_date(now)),
    }


def _charts(segment: Segment, today: date) -> dict[str, Any]:
    spells = SegmentSpell.objects.filter(segment=segment)
    joined = _by_day(spells, "started_at")
    left = _by_day(spells.filter(ended_at__isnull=False), "ended_at")
    known = sorted({*joined, *left})
    if not known:
        return {}
    last = max(known[-1], today)
    first = max(known[0], last - timedelta(days=SHOWN_DAYS - 1))
    days = days_through(first, last)
    series = [
        _series(_("joined"), joined, days),
        _series(_("left"), left, days),
    ]
    return {
        "flow": {
            "kind": "bar",
            "x": list(map(str, days)),
            "series": series,
            "unit": pgettext("unit of an axis", "members"),
        },
    }


def _series(
    label: str,
    by_day: dict[date, int],
    days: list[date],
) -> dict[str, Any]:
    """Return a line of the chart; days without a number are 0."""
    return {"name": label, "data": [by_day.get(day, 0) for day in days]}


def _by_day(spells: Any, column: str) -> dict[date, int]:
    day = TruncDate(column, tzinfo=business_zone())
    return dict(spells.order_by().values_list(day).annotate(count=Count("pk")))
