"""Shares of negative posts over time, with their intervals."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncWeek

from activity.rules.calendar import day_starts_at
from common.calendar import business_date, business_zone
from immunity.models import PostMood
from immunity.rules.mood_model import CELLS, NEGATIVE, shipped_card
from immunity.rules.mood_shares import Share, share_with_interval

ONE_WEEK = timedelta(weeks=1)


class MoodWeek(NamedTuple):
    """The posts of a week: how many were read, how many of them as negative,
    and the adjusted share of negative ones, None if they are too few.
    """

    week: date
    posts: int
    negative: int
    share: Share | None


def read_mood_weeks(rows: Any, weeks: Sequence[date]) -> list[MoodWeek]:
    """Return how negative these posts (PostMood) were in each week."""
    zone = business_zone()
    between = rows.filter(
        posted_at__gte=day_starts_at(weeks[0], zone),
        posted_at__lt=day_starts_at(weeks[-1] + ONE_WEEK, zone),
    )
    week = TruncWeek("posted_at", tzinfo=zone)
    counted = (
        between.order_by()
        .values("cell", "mood", week=week)
        .annotate(posts=Count("pk"))
    )
    cells: defaultdict[date, list[int]] = defaultdict(_no_cells)
    negative: defaultdict[date, int] = defaultdict(int)
    for row in counted:
        monday = business_date(row["week"])
        cells[monday][row["cell"]] += row["posts"]
        if row["mood"] == NEGATIVE:
            negative[monday] += row["posts"]
    found = []
    for monday in weeks:
        own = cells[monday]
        share = negative_share(own)
        found.append(MoodWeek(monday, sum(own), negative[monday], share))
    return found


def negative_between(
    rows: Any,
    since: datetime | None,
    until: datetime | None,
) -> tuple[int, Share | None]:
    """Return how many of these posts were written from one moment until
    another, and the share of negative ones among them.
    """
    if since is not None:
        rows = rows.filter(posted_at__gte=since)
    if until is not None:
        rows = rows.filter(posted_at__lt=until)
    cells = _no_cells()
    counted = rows.order_by().values("cell").annotate(posts=Count("pk"))
    for row in counted:
        cells[row["cell"]] = row["posts"]
    return sum(cells), negative_share(cells)


def negative_share(cells: Sequence[int]) -> Share | None:
    """Return the adjusted share of negative posts, by the shipped card."""
    return share_with_interval(cells, shipped_card()["cells"], NEGATIVE)


def counted_moods() -> Any:
    """Return the moods of posts that count."""
    return PostMood.objects.counted()


def _no_cells() -> list[int]:
    return [0] * CELLS
