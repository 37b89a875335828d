"""A long list is counted and paged with few joins and shows the rows of the whole query."""

from datetime import timedelta
from typing import Any

import django_tables2 as tables
import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from activity.models import ActivityEvent
from common.ui.pages.paginator import ListPaginator, without_unused_joins
from common.ui.tables import ListTable, NumberColumn
from community.models import Post
from insights.querysets import members_with_summary
from kocops.nightly import run_nightly
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


class ChangeTable(ListTable):
    nickname = tables.Column()
    change = NumberColumn()
    role_geek = NumberColumn()


@pytest.fixture
def generation() -> int:
    """Thirty members, ten of them with activity of different amounts."""
    members, source = (
        [MemberFactory() for _n in range(30)],
        EventSourceFactory(),
    )
    ActivityEvent.objects.bulk_create(
        ActivityEvent(
            source=source,
            external_id=f"{n}-{m}",
            member=member,
            kind=30,
            occurred_at=NOW - timedelta(days=1 + 2 * m),
        )
        for n, member in enumerate(members[::3])
        for m in range(1 + n // 2)
    )
    return run_nightly(
        business_date=(NOW - timedelta(days=1)).date(),
        clock=lambda: NOW,
    ).generation


def paged(rows: QuerySet[Any], order: str, size: int) -> list[int]:
    paginator = ListPaginator(ChangeTable(rows, order_by=order), size)
    pages = [paginator.page(number) for number in paginator.page_range]
    return [row.record.pk for page in pages for row in page.object_list]


def test_pages_hold_every_row_once_and_in_order(
    generation: int,
) -> None:
    rows = members_with_summary(generation).unmerged().order_by("-pk")

    @settings(max_examples=30, deadline=None)
    @given(
        st.sampled_from(["", "change", "-change", "-role_geek", "nickname"]),
        st.integers(1, 31),
    )
    def cut(order: str, size: int) -> None:
        whole = [
            record.pk for record in ChangeTable(rows, order_by=order).data
        ]
        assert paged(rows, order, size) == whole

    cut()


def test_only_needed_joins_are_asked_for(generation: int) -> None:
    rows = members_with_summary(generation).unmerged().order_by("-pk")
    with CaptureQueriesContext(connection) as asked:
        paginator = ListPaginator(
            ChangeTable(
                rows.filter(percentile__gte=50),
                order_by="-role_geek",
            ),
            5,
        )
        assert 0 < paginator.count < 30
        page = paginator.page(1)
    count, *keys, whole = [query["sql"] for query in asked]
    assert (
        "summaries" in count or "activitysummary" in count
    ) and "rolestanding" not in count
    for select in keys:
        assert "rolestanding" in select and "dormancystate" not in select
    assert "dormancystate" in whole
    assert [row.record.percentile >= 50 for row in page.object_list] == [
        True,
    ] * len(page.object_list)


def test_a_query_that_needs_all_its_joins_is_left_as_it_is(
    generation: int,
) -> None:
    rows = members_with_summary(generation)
    needed = rows.filter(
        change__gt=0,
        role_geek__gt=0,
        dormancy_score__gt=0,
        koc_tier="core",
    )
    for whole in (needed, Member.objects.order_by("pk"), rows.distinct()):
        assert without_unused_joins(whole) is whole
    assert without_unused_joins(rows) is not rows


def test_a_list_that_is_not_counted_to_its_end_says_so(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ingest(
        EventSourceFactory(),
        [post_row(n, "甲", f"第{n}帖") for n in range(1, 31)],
    )
    client = as_role("analyst")
    assert "第1–25条，共30条" in client.get("/posts/").content.decode()
    monkeypatch.setattr("community.views.PostListPage.count_to", 26)
    first, last = (
        client.get(f"/posts/?page={number}").content.decode()
        for number in (1, 99)
    )
    assert "第1–25条，共26条以上" in first
    assert Post.objects.count() == 30 and "第26–26条" in last
