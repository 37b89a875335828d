"""How many posts a circle had in each of the last weeks."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _

from common.calendar import business_zone, day_begins
from community.models import Circle, Post

WEEKS = 26


def circle_rhythm(circle: Circle, *, today: date) -> dict[str, Any] | None:
    """Return the chart of posts a week, every week of it; None if the circle
    had none.
    """
    monday = today - timedelta(days=today.weekday())
    weeks = []
    for n in reversed(range(WEEKS)):
        weeks.append(monday - timedelta(weeks=n))
    posts = Post.objects.visible().filter(
        circle=circle,
        posted_at__gte=day_begins(weeks[0]),
        posted_at__lt=day_begins(today + timedelta(days=1)),
    )
    week = TruncWeek("posted_at", tzinfo=business_zone())
    counted = (
        posts.order_by()
        .annotate(week=week)
        .values_list("week")
        .annotate(Count("pk"))
    )
    counts = {}
    for moment, count in counted:
        counts[moment.date()] = count
    if not counts:
        return None
    return {
        "kind": "bar",
        "x": [str(one) for one in weeks],
        "series": [
            {
                "name": _("Posts"),
                "data": [counts.get(one, 0) for one in weeks],
            },
        ],
        "unit": _("posts"),
        "partial_last": _("week not over"),
    }
