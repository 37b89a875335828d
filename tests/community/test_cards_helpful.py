"""The card of helpful posts: by week, each number with its rows."""

from datetime import date, timedelta
from typing import Any

import pytest

from common.ui.dashboards import Scope, datum_href
from community.cards import CARDS
from community.models import Post, PostAges, PostFeatures
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
CARD = {card.name: card for card in CARDS}["helpful_posts"]


def post(days: int, *, is_paid: bool = False, **ages: int) -> Post:
    number = Post.objects.count() + 1
    member = MemberFactory()
    row = Post.objects.create(
        source=EventSourceFactory(),
        external_id=f"h{number}",
        thread_key=f"h{number}",
        author=member,
        text="露营外放电心得",
        posted_at=NOW - timedelta(days=days),
    )
    PostFeatures.objects.create(
        post=row,
        author=member,
        posted_at=row.posted_at,
        is_paid=is_paid,
    )
    PostAges.objects.create(post=row, **ages)
    return row


def test_each_number_opens_as_many_posts(as_role: Any) -> None:
    post(0, saved_7=3)
    post(4, saved_7=3)
    post(14, saved_7=1, thanked_7=1)
    post(15, thanked_7=1)
    post(14, saved_28=5)
    post(14, saved_7=9, is_paid=True)
    scope = Scope(
        generation=0,
        now=NOW,
        today=date(2026, 5, 20),
        last_day=None,
        week_count=3,
    )
    chart = CARD.read(scope).chart
    posts, saves, thanks = chart["series"]
    # Posts of the last two weeks had no 7 days yet.
    assert posts["data"] == [2, None, None]
    assert saves["data"] == [1, None, None]
    assert thanks["data"] == [2, None, None]
    lead = as_role("lead")
    page = lead.get(datum_href(chart, posts, 0))
    assert page.context["table"].paginator.count == 2
