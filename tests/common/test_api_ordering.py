"""A list is sorted by a declared field and the key, and read page by page
without losing a row, also while rows come and go.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from common.api.ordering import sort_names
from kocops.api import RESOURCES
from members.models import Member
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/members/"
DAY = date(2026, 3, 1)


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(headers=token("members:read"))


@pytest.fixture
def members() -> list[Member]:
    """Members of whom some share a joining date and some have none."""
    days = [DAY, None, DAY, DAY + timedelta(days=4), None, DAY, None]
    cities = ["杭州", "", "南京", "杭州", "南京", "厦门", "杭州"]
    return [
        MemberFactory(joined_on=day, city=city)
        for day, city in zip(days, cities, strict=True)
    ]


def pages(machine: Client, address: str) -> list[dict[str, Any]]:
    answers = []
    while address:
        answers.append(machine.get(address).json())
        address = answers[-1]["next"]
    return answers


def ids(answers: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for answer in answers for row in answer["results"]]


def expected(members: list[Member], sort: str) -> list[int]:
    """The order in plain Python: empty values last, then the key."""
    field, descends = sort.removeprefix("-"), sort.startswith("-")
    rows = sorted(members, key=lambda row: row.pk, reverse=descends)
    known = [row for row in rows if getattr(row, field) is not None]
    known.sort(key=lambda row: getattr(row, field), reverse=descends)
    unknown = [row for row in rows if getattr(row, field) is None]
    return [row.pk for row in known + unknown]


@pytest.mark.parametrize("sort", ["joined_on", "-joined_on", "id", "-id"])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_a_sorted_list_hold_every_row_once(
    machine: Client,
    members: list[Member],
    sort: str,
    limit: int,
) -> None:
    answers = pages(machine, f"{LIST}?sort={sort}&limit={limit}")
    assert ids(answers) == expected(members, sort)


@pytest.mark.parametrize("sort", ["joined_on", "-joined_on", "city", ""])
def test_the_page_before_is_the_one_that_was_seen(
    machine: Client,
    members: list[Member],
    sort: str,
) -> None:
    order = f"sort={sort}&" if sort else ""
    answers = pages(machine, f"{LIST}?{order}limit=2")
    assert answers[0]["previous"] is None
    for before, answer in pairwise(answers):
        again = machine.get(answer["previous"]).json()
        assert ids([again]) == ids([before])
        assert ids([machine.get(again["next"]).json()]) == ids([answer])


def test_the_cursor_alone_goes_on_where_the_page_ended(
    machine: Client,
    members: list[Member],
) -> None:
    query = {"sort": "-joined_on", "limit": 3, "city": "杭州"}
    first = machine.get(LIST, {**query, "limit": 2}).json()
    rest = machine.get(
        LIST,
        {"cursor": first["next_cursor"], "city": "杭州"},
    ).json()
    assert rest["next_cursor"] is None
    whole = machine.get(LIST, query).json()
    assert ids([first, rest]) == ids([whole])


def test_rows_that_come_and_go_move_no_other_row(
    machine: Client,
    members: list[Member],
) -> None:
    wanted = expected(members, "joined_on")
    first = machine.get(f"{LIST}?sort=joined_on&limit=3").json()
    MemberFactory(joined_on=DAY - timedelta(days=9))
    Member.objects.filter(pk=wanted[0]).delete()
    rest = pages(machine, first["next"])
    assert ids([first, *rest]) == wanted


@pytest.mark.parametrize(
    "query",
    [
        "sort=height",
        "sort=--joined_on",
        "sort=joined_on,city",
        "cursor=abc",
        "cursor=",
        "sort=city&after=3",
    ],
)
def test_an_order_or_cursor_that_is_none_is_refused(
    machine: Client,
    query: str,
) -> None:
    answer = machine.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


def test_a_cursor_of_another_order_or_hand_is_refused(
    machine: Client,
    members: list[Member],
) -> None:
    cursor = machine.get(f"{LIST}?sort=city&limit=2").json()["next_cursor"]
    for asked in (
        {"cursor": cursor, "sort": "joined_on"},
        {"cursor": cursor, "after": "1"},
        {"cursor": cursor[:-1] + ("a" if cursor[-1] != "a" else "b")},
    ):
        answer = machine.get(LIST, asked)
        assert answer.status_code == 400, asked
        assert answer.json()["errors"][0]["field"] == "cursor"


def test_every_list_can_be_sorted_and_says_by_what() -> None:
    for _prefix, name, viewset in RESOURCES:
        assert len(sort_names(viewset)) > 1, name
