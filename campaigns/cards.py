"""What campaigns show on dashboards: who takes part, and what they cost."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.rules.calendar import monday_of
from campaigns.models import CostLine, Participant
from common.ui.dashboards import (
    LAST_OF_WEEK,
    CardContent,
    CardSpec,
    Scope,
    by_week,
    with_query,
)

PARTICIPANTS = "campaigns:participant_list"
COSTS = "campaigns:cost_list"


def _participants(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    rows = Participant.objects.counted()
    shown = (
        (_("Signed up"), "signed_up_on", "signed_up"),
        (_("Came"), "attended_on", "attended"),
    )
    series = []
    for label, column, name in shown:
        days = (weeks[0], weeks[-1] + LAST_OF_WEEK)
        found = rows.filter(**{f"{column}__range": days}).order_by()
        counts = Counter(
            monday_of(day) for day in found.values_list(column, flat=True)
        )
        href = with_query(
            reverse(PARTICIPANTS),
            {f"{name}_from": "{x}", f"{name}_until": "{end}"},
        )
        data = [counts[week] for week in weeks]
        series.append({"name": label, "data": data, "href": href})
    return CardContent(
        chart=_chart(scope, series, pgettext("unit of an axis", "members")),
    )


def _costs(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    rows = CostLine.objects.filter(
        spent_on__range=(weeks[0], weeks[-1] + LAST_OF_WEEK),
    )
    sums: dict[date, float] = dict.fromkeys(weeks, 0.0)
    for spent_on, amount in rows.order_by().values_list("spent_on", "amount"):
        sums[monday_of(spent_on)] += float(amount)
    series = {
        "name": _("Costs in yuan"),
        "data": [sums[week] for week in weeks],
        "href": with_query(
            reverse(COSTS),
            {"spent_from": "{x}", "spent_until": "{end}"},
        ),
        "is_count": False,
    }
    unit = pgettext("unit of an axis", "yuan")
    return CardContent(chart=_chart(scope, [series], unit))


def _chart(
    scope: Scope,
    series: list[dict[str, Any]],
    unit: str,
) -> dict[str, Any]:
    return by_week(
        "bar",
        scope.live_weeks,
        series,
        unit=unit,
        is_open=scope.is_live_open,
    )


CARDS = (
    CardSpec(
        name="campaign_participants",
        title=gettext_lazy("How many take part in campaigns?"),
        reads=gettext_lazy("Sign-ups and attendance, by week"),
        page=PARTICIPANTS,
        read=_participants,
    ),
    CardSpec(
        name="campaign_costs",
        title=gettext_lazy("What do campaigns cost?"),
        reads=gettext_lazy("Cost lines by the week in which they were spent"),
        page=COSTS,
        read=_costs,
    ),
)
