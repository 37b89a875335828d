"""What the roster of KOC shows on dashboards."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.rules.calendar import monday_of
from common.ui.dashboards import (
    LAST_OF_WEEK,
    CardContent,
    CardSpec,
    Scope,
    by_week,
    with_query,
)
from koc.models import KocSpell

ROSTER = "koc:roster_list"


def _moves(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    days = (weeks[0], weeks[-1] + LAST_OF_WEEK)
    counted = KocSpell.objects.counted()
    began = counted.filter(since__range=days).values_list("since", flat=True)
    ended = counted.filter(ended_on__range=days)
    shown = (
        (_("Became KOC"), began, "since_from", "since_until"),
        (
            _("Status ended"),
            ended.values_list("ended_on", flat=True),
            "ended_from",
            "ended_until",
        ),
    )
    series = []
    for label, found, first, last in shown:
        counts = _by_week(found.order_by())
        href = with_query(
            reverse(ROSTER),
            {"status": "all", first: "{x}", last: "{end}"},
        )
        data = [counts[week] for week in weeks]
        series.append({"name": label, "data": data, "href": href})
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=pgettext("unit of an axis", "members"),
            is_open=scope.is_live_open,
        ),
        href=reverse(ROSTER),
        href_label=_("KOC roster"),
    )


def _by_week(days: Iterable[date | None]) -> Counter[date]:
    return Counter(monday_of(day) for day in days if day is not None)


CARDS = (
    CardSpec(
        name="koc_moves",
        title=gettext_lazy("Who becomes KOC, and whose status ends?"),
        reads=gettext_lazy("KOC status by the week of its begin and its end"),
        page=ROSTER,
        read=_moves,
    ),
)
