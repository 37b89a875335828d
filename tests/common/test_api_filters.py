"""Rows by number, by identity, and what changed since a moment."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.api import paging
from common.security.access import SCOPES
from community.models import Post
from kocops.api import RESOURCES
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/members/"
# Lists whose rows have no number of their own.
WITHOUT_NUMBER = {"segment-member", "community-week", "suppression"}


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(headers=token(*SCOPES))


def found(machine: Client, address: str) -> list[int]:
    return [row["id"] for row in machine.get(address).json()["results"]]


def test_members_are_found_by_several_numbers(machine: Client) -> None:
    one, _two, three = (MemberFactory().pk for _n in range(3))
    for query in (f"id={three},{one}", f"id={one}&id={three},{three}"):
        assert found(machine, f"{LIST}?{query}") == [one, three]
    assert found(machine, f"{LIST}?id=999999999999") == []


@pytest.mark.parametrize(
    "value",
    ["x", "0", "-1", "1,", "1;2", "9" * 20, ",".join(["7"] * 201)],
)
def test_numbers_that_are_none_are_refused(
    machine: Client,
    value: str,
) -> None:
    answer = machine.get(f"{LIST}?id={quote(value)}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "id"


def test_members_are_found_by_their_identities(machine: Client) -> None:
    one, two = MemberFactory(), MemberFactory()
    one.identities.create(platform="app", external_id="u,1:7")
    one.identities.create(platform="bbs", external_id="5")
    two.identities.create(platform="app", external_id="5")
    for identity, members in (
        ("identity=app:u,1:7", [one.pk]),
        ("identity=app:5", [two.pk]),
        ("identity=app:5&identity=bbs:5", [one.pk, two.pk]),
        ("identity=app:6", []),
    ):
        assert found(machine, f"{LIST}?{identity}") == members, identity
    for wrong in ("identity=5", "identity=:5", "identity=app:"):
        assert machine.get(f"{LIST}?{wrong}").status_code == 400, wrong


def test_rows_of_other_resources_are_found_by_identity(
    machine: Client,
) -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "hai", "甲"), post_row(2, "chen", "乙")])
    rows = machine.get("/api/v1/posts/?identity=app:chen").json()["results"]
    assert [row["external_id"] for row in rows] == ["p2"]


def test_posts_are_found_by_the_name_of_their_source(machine: Client) -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "hai", "甲")])
    EventSourceFactory(name="9")
    for value, count in (("app", 1), (source.pk, 1), ("9", 0)):
        answer = machine.get(f"/api/v1/posts/?source={value}")
        assert len(answer.json()["results"]) == count, value
    assert machine.get("/api/v1/posts/?source=none").status_code == 400


def test_members_who_changed_since_a_moment_come(machine: Client) -> None:
    MemberFactory(updated_at=NOW - timedelta(seconds=1))
    same, later = (
        MemberFactory(updated_at=NOW),
        MemberFactory(updated_at=NOW + timedelta(days=1)),
    )
    moment = quote(NOW.isoformat())
    assert found(machine, f"{LIST}?updated_since={moment}") == [
        same.pk,
        later.pk,
    ]
    for wrong in ("2026-05-20", "2026-05-20T10:00:00", "soon"):
        answer = machine.get(f"{LIST}?updated_since={wrong}")
        assert answer.json()["errors"][0]["field"] == "updated_since"


def test_every_list_finds_rows_by_number() -> None:
    for _prefix, name, viewset in RESOURCES:
        filters = getattr(viewset, "filterset_class", None)
        names = set(filters.base_filters) if filters else set()
        has_number = bool(names & {"id", "member_id"})
        assert has_number != (name in WITHOUT_NUMBER), name


def test_posts_that_changed_since_a_moment_come(machine: Client) -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "hai", "甲"), post_row(2, "chen", "乙")])
    first, second = Post.objects.order_by("pk")
    old = timezone.now() - timedelta(days=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE community_post SET updated_at = %s", [old])
    since = quote((old + timedelta(days=1)).isoformat())
    address = f"/api/v1/posts/?updated_since={since}"
    assert found(machine, address) == []
    Post.objects.filter(pk=second.pk).update(text="乙，改过")
    assert found(machine, address) == [second.pk]
    answer = machine.get(f"/api/v1/posts/{second.pk}/")
    changed_at = parse_datetime(answer.json()["updated_at"])
    assert changed_at is not None
    stamp = parsedate_to_datetime(answer["Last-Modified"])
    assert stamp == changed_at.replace(microsecond=0)
    assert first.pk != second.pk


def test_rows_are_counted_only_if_asked_for(
    machine: Client,
    monkeypatch: Any,
) -> None:
    for _n in range(3):
        MemberFactory()
    assert "count" not in machine.get(f"{LIST}?limit=1").json()
    asked = f"{LIST}?limit=1&count=true"
    answer = machine.get(asked).json()
    assert (answer["count"], answer["count_is_exact"]) == (3, True)
    assert "count=true" in answer["next"]
    monkeypatch.setattr(paging, "MOST_COUNTED", 2)
    answer = machine.get(asked).json()
    assert (answer["count"], answer["count_is_exact"]) == (2, False)
    assert machine.get(f"{LIST}?count=yes").status_code == 400
