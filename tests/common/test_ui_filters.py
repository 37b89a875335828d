"""Filters by day mean business days, whichever zone their reader has chosen."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from common.ui.filters import FIRST_DAY, LAST_DAY
from community.filters import PostFilter
from community.models import Post
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 18)


@pytest.fixture
def posts() -> None:
    """A post at each edge of a business day."""
    midnight = datetime.combine(
        DAY, datetime.min.time(), ZoneInfo("Asia/Shanghai")
    )
    moments = {
        "before": midnight - timedelta(seconds=1),
        "first": midnight,
        "last": midnight + timedelta(hours=23, minutes=59, seconds=59),
        "after": midnight + timedelta(days=1),
    }
    rows = [
        post_row(number, f"u{number}", text, occurred_at=at.isoformat())
        for number, (text, at) in enumerate(moments.items())
    ]
    ingest(EventSourceFactory(), rows)


def found(query: dict[str, str]) -> set[str]:
    filtered = PostFilter(query, queryset=Post.objects.all())
    assert filtered.is_valid()
    return {post.text for post in filtered.qs}


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles"]
)
def test_a_day_has_the_same_rows_in_every_zone(posts: None, zone: str) -> None:
    day = DAY.isoformat()
    with timezone.override(ZoneInfo(zone)):
        assert found({"since": day, "until": day}) == {"first", "last"}
        assert found({"since": day}) == {"first", "last", "after"}
        assert found({"until": day}) == {"before", "first", "last"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_last_days_of_the_calendar_are_answered(
    posts: None,
    day: str,
) -> None:
    assert len(found({"since": day})) in (0, 4)
    assert len(found({"until": day})) in (0, 4)
    assert FIRST_DAY < LAST_DAY
