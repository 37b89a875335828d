"""A request chooses the columns of its rows, and which related rows come too."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activity.models import EventSource
from common.security.access import SCOPES
from community.models import Post
from insights.models import Segment, SegmentSpell
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(headers={**token(*SCOPES), "Accept-Language": "en"})


@pytest.fixture
def posts() -> list[Post]:
    source = EventSource.objects.create(name="forum")
    return [
        Post.objects.create(
            source=source,
            external_id=f"p{number}",
            thread_key="p0",
            author=MemberFactory(nickname=f"车友{number}"),
            text="刹车异响",
            posted_at=NOW,
        )
        for number in range(3)
    ]


@pytest.mark.parametrize(
    "query",
    [
        "fields=nickname,city",
        "fields=nickname&fields=city",
        "fields=city,nickname,id",
    ],
)
def test_only_the_named_columns_come_and_the_key(
    machine: Client,
    query: str,
) -> None:
    member = MemberFactory(city="厦门")
    row = {"id": member.pk, "nickname": member.nickname, "city": "厦门"}
    rows = machine.get(f"/api/v1/members/?{query}").json()["results"]
    assert rows == [row]
    assert machine.get(f"/api/v1/members/{member.pk}/?{query}").json() == row


def test_rows_that_are_written_by_hand_choose_too(machine: Client) -> None:
    segment = Segment.objects.create(name="s", kind="list", created_at=NOW)
    spell = SegmentSpell.objects.create(
        segment=segment,
        member=MemberFactory(),
        started_at=NOW,
        version=0,
        reason=[],
    )
    address = f"/api/v1/segments/{segment.pk}/members/?fields=member_id"
    assert machine.get(address).json()["results"] == [
        {"id": spell.pk, "member_id": spell.member_id},
    ]


def test_related_rows_come_with_their_row(
    machine: Client,
    posts: list[Post],
) -> None:
    rows = machine.get(
        "/api/v1/posts/?fields=external_id&expand=member"
    ).json()
    assert [
        (row["external_id"], row["expanded"]["member"]["nickname"])
        for row in rows["results"]
    ] == [("p0", "车友0"), ("p1", "车友1"), ("p2", "车友2")]
    assert rows["results"][0].keys() == {"id", "external_id", "expanded"}
    plain = machine.get("/api/v1/posts/").json()["results"]
    assert all("expanded" not in row for row in plain)


def test_related_rows_cost_no_query_a_row(
    machine: Client,
    posts: list[Post],
) -> None:
    counts = set()
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            machine.get(f"/api/v1/posts/?expand=member&limit={limit}")
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("fields=title,height", "height"),
        ("fields=", ""),
        ("fields=expanded", "expanded"),
        ("expand=cousins", "cousins"),
    ],
)
def test_an_unknown_column_or_relation_is_named(
    machine: Client,
    posts: list[Post],
    query: str,
    named: str,
) -> None:
    answer = machine.get(f"/api/v1/posts/?{query}")
    assert answer.status_code == 400
    message = answer.json()["errors"][0]["message"]
    assert f"Not known here: {named}" in message


def test_where_nothing_can_be_expanded_the_parameter_is_unknown(
    machine: Client,
) -> None:
    answer = machine.get("/api/v1/segments/?expand=member")
    assert answer.json()["title"] == "unknown_parameter"
