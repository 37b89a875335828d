"""What the mood of the community shows on dashboards and in the brief."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ui.dashboards import CardContent, CardSpec, Scope
from immunity.rules.mood_shares import MIN_TEXTS
from immunity.selectors.mood import counted_moods, read_mood_weeks
from immunity.selectors.mood_chart import PAGE, mood_chart


def _mood(scope: Scope) -> CardContent:
    weeks = read_mood_weeks(counted_moods(), scope.live_weeks)
    chart: dict[str, Any] = mood_chart(weeks, {}, is_open=scope.is_live_open)
    return CardContent(
        chart=chart,
        answer=_(
            "In per cent, corrected by how often single posts are read "
            "wrongly; no point: fewer than %(least)s posts.",
        )
        % {"least": MIN_TEXTS},
    )


CARDS = (
    CardSpec(
        name="mood",
        title=gettext_lazy("Which share of the posts is negative?"),
        reads=gettext_lazy("Adjusted share of negative posts, by week"),
        page=PAGE,
        read=_mood,
        is_lazy=True,
    ),
)
