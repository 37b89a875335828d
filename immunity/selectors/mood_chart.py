"""The page of moods: shares by week as a chart and a table, and how they are
computed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.rules.calendar import weeks_through
from common.ui.dashboards import by_week, table_of, with_query
from immunity.labels import per_cent
from immunity.rules.mood_model import NEGATIVE, shipped_card
from immunity.rules.mood_shares import MIN_TEXTS
from immunity.selectors.mood import MoodWeek, read_mood_weeks

SHOWN_WEEKS = 26
PAGE = "immunity:mood"


def read_mood_page(
    rows: Any,
    chosen: Mapping[str, str],
    *,
    today: date,
) -> dict[str, Any]:
    """Return what the page shows above its list: the share of negative ones
    among these posts (PostMood) in each week.

    chosen: the filters that made them, for the addresses of the points.
    """
    found = read_mood_weeks(rows, shown_weeks(today))
    chart = mood_chart(found, chosen, is_open=True)
    return {
        "chart": chart,
        "chart_table": table_of({**chart, "series": _columns(chart)}),
        "has_shares": any(one.share for one in found),
        "least": MIN_TEXTS,
        "measured": measured_errors(),
    }


def shown_weeks(today: date) -> list[date]:
    """Return the Mondays of the weeks that are shown, up to this week."""
    return weeks_through(today - timedelta(weeks=SHOWN_WEEKS - 1), today)


def mood_chart(
    weeks: Sequence[MoodWeek],
    chosen: Mapping[str, str],
    *,
    is_open: bool,
) -> dict[str, Any]:
    """Return the chart of shares with their intervals, in per cent, and of how
    many posts they are.
    """
    days = {**chosen, "since": "{x}", "until": "{end}"}
    chart = by_week(
        "line",
        [one.week for one in weeks],
        _share_lines(weeks, with_query(reverse(PAGE), days)),
        unit=pgettext("unit of an axis", "per cent"),
        is_open=is_open,
    )
    chart["no_data"] = pgettext("posts for a share", "too few")
    chart["counts"] = _counts(weeks, days)
    return chart


def _share_lines(
    weeks: Sequence[MoodWeek],
    address: str,
) -> list[dict[str, Any]]:
    lines = (
        (_("Negative posts, adjusted share"), "value", False),
        (_("at least"), "low", True),
        (_("at most"), "high", True),
    )
    series = []
    for name, which, dashed in lines:
        data = []
        for one in weeks:
            data.append(one.share and per_cent(getattr(one.share, which)))
        series.append(
            {
                "name": name,
                "kind": "line",
                "data": data,
                "dashed": dashed,
                "href": address,
                "is_count": False,
            },
        )
    return series


def _counts(
    weeks: Sequence[MoodWeek],
    days: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return how many posts were read, each with the rows behind it."""
    negative = {**days, "mood": str(NEGATIVE)}
    return [
        {
            "name": _("Posts read"),
            "data": [one.posts for one in weeks],
            "href": with_query(reverse(PAGE), {**days}),
        },
        {
            "name": _("of them read as negative"),
            "data": [one.negative for one in weeks],
            "href": with_query(reverse(PAGE), negative),
        },
    ]


def _columns(chart: dict[str, Any]) -> list[dict[str, Any]]:
    return [*chart["series"], *chart["counts"]]


def measured_errors() -> dict[str, Any]:
    """Return what the card says of texts that were not learnt, for a page."""
    card = shipped_card()
    judged = card["judged"]
    return {
        "texts": judged["texts"],
        "macro_f1": judged["macro-F1 of whole texts"],
        "error": round(100 * judged["error of an adjusted share"]),
        "counted_error": round(100 * judged["error of a counted share"]),
        "coverage": round(100 * judged["coverage"]),
    }
