"""What a segment's page shows."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from insights.models import Segment, SegmentSpell
from insights.rules.segments import conditions
from insights.services.segment_rules import told, told_rule

SHOWN, SHOWN_DAYS = 20, 60


def read_segment(segment: Segment) -> dict[str, Any]:
    """Return the rule in words, the latest who joined and left with the reason, versions, and days of both."""
    versions = list(segment.versions.select_related("author"))
    texts = {one.number: [told(each) for each, _wanted in conditions(one.rule)] for one in versions}
    spells = SegmentSpell.objects.filter(segment=segment).select_related("member")
    joined = list(spells.open().order_by("-started_at", "-pk")[:SHOWN])
    left = list(spells.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:SHOWN])
    return {
        "rule_text": told_rule(versions[0].rule) if versions else "",
        "versions": [{"row": one, "text": told_rule(one.rule)} for one in versions],
        "joined": [{"row": row, "reasons": _reasons(row, texts)} for row in joined],
        "left": left,
        "charts": _charts(segment),
    }


def _reasons(row: SegmentSpell, texts: dict[int, list[str]]) -> list[str]:
    known = texts.get(row.version, [])
    return [known[number] for number in row.reason if number < len(known)]


def _charts(segment: Segment) -> dict[str, Any]:
    spells = SegmentSpell.objects.filter(segment=segment)
    joined = _by_day(spells, "started_at")
    left = _by_day(spells.filter(ended_at__isnull=False), "ended_at")
    days = sorted({*joined, *left})[-SHOWN_DAYS:]
    if not days:
        return {}
    series = [
        {"name": _("joined"), "data": [joined.get(day, 0) for day in days]},
        {"name": _("left"), "data": [left.get(day, 0) for day in days]},
    ]
    unit = pgettext("unit of an axis", "members")
    return {"flow": {"kind": "bar", "x": [str(day) for day in days], "series": series, "unit": unit}}


def _by_day(spells: Any, column: str) -> dict[Any, int]:
    return dict(spells.order_by().values_list(TruncDate(column)).annotate(count=Count("pk")))
