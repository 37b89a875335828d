"""What the community's posts show on dashboards."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.rules.calendar import day_starts_at
from common.calendar import business_date, business_zone
from common.ui.dashboards import (
    LAST_OF_WEEK,
    CardContent,
    CardSpec,
    Scope,
    by_week,
    with_query,
)
from community.models import Post
from community.selectors.helpful_posts import helpful_posts

POSTS = "community:post_list"
COMPARED_DAYS = 7


def _weekly(rows: Any, moment: str, **wanted: Any) -> dict[date, Any]:
    week = TruncWeek(moment, tzinfo=business_zone())
    counted = rows.order_by().values(week=week).annotate(**wanted)
    found: dict[date, Any] = {}
    for row in counted:
        found[business_date(row["week"])] = row
    return found


def _posts(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    since = day_starts_at(weeks[0], business_zone())
    counts = _weekly(
        Post.objects.visible().filter(posted_at__gte=since),
        "posted_at",
        opening=Count("pk", filter=Q(is_opening=True)),
        others=Count("pk", filter=Q(is_opening=False)),
    )
    series = []
    shown = (
        (_("Open a thread"), "opening", "true"),
        (_("Answers and replies"), "others", "false"),
    )
    for label, name, is_opening in shown:
        data = []
        for week in weeks:
            data.append(counts.get(week, {}).get(name, 0))
        days = {"since": "{x}", "until": "{end}", "is_opening": is_opening}
        href = with_query(reverse(POSTS), days)
        series.append({"name": label, "data": data, "href": href})
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=pgettext("unit of an axis", "posts"),
            is_open=scope.is_live_open,
            stacked=True,
        ),
    )


def _helpful(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    since = day_starts_at(weeks[0], business_zone())
    counts = _weekly(
        helpful_posts().filter(posted_at__gte=since),
        "posted_at",
        posts=Count("pk"),
        thanks=Sum("ages__thanked_7"),
        saves=Sum("ages__saved_7"),
    )
    days = {"since": "{x}", "until": "{end}", "is_helpful": "true"}
    shown = (
        (
            _("Posts thanked for or saved"),
            "posts",
            with_query(reverse(POSTS), days),
        ),
        (_("Times saved"), "saves", ""),
        (_("Posts thanked for"), "thanks", ""),
    )
    series = []
    for label, name, href in shown:
        data = _of_equal_age(scope, counts, name)
        series.append({"name": label, "data": data, "href": href})
    return CardContent(
        chart=by_week(
            "line",
            weeks,
            series,
            unit=pgettext("unit of an axis", "posts"),
            is_open=scope.is_live_open,
        ),
        answer=_(
            "Counted within 7 days after each post, so that weeks compare; a "
            "week is shown once all its posts are 7 days old.",
        ),
    )


def _of_equal_age(
    scope: Scope,
    counts: dict[date, Any],
    name: str,
) -> list[int | None]:
    """Return a figure by week; None where posts had less time than in others."""
    youngest = scope.today - timedelta(days=COMPARED_DAYS)
    data: list[int | None] = []
    for week in scope.live_weeks:
        is_old = week + LAST_OF_WEEK < youngest
        data.append((counts.get(week, {}).get(name) or 0) if is_old else None)
    return data


CARDS = (
    CardSpec(
        name="posts",
        title=gettext_lazy("How much do they write?"),
        reads=gettext_lazy("Posts of people, by week"),
        page=POSTS,
        read=_posts,
    ),
    CardSpec(
        name="helpful_posts",
        title=gettext_lazy("Which posts helped within 7 days?"),
        reads=gettext_lazy(
            "Unpaid posts that different people thanked for or saved within 7 "
            "days, by the week of the post",
        ),
        page=POSTS,
        read=_helpful,
    ),
)
