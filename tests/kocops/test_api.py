"""The API: keyset pages, freshness on computed answers, scopes, problems, event ingest."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import ActivityEvent
from common.models import ApiToken
from kocops.nightly import run_nightly
from members.models import Member, MemberTag, VehicleOwnership
from members.services.directory import save_member, tag_members, untag_member
from members.services.vehicles import add_vehicle
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

LAST = date(2026, 5, 19)
pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(
        headers=token("members:read", "activity:read", "events:write"),
    )


@pytest.fixture
def community() -> None:
    ingest(
        EventSourceFactory(),
        raw_events(members=7, count=300, last=LAST, days=100),
    )
    run_nightly(business_date=LAST, clock=lambda: NOW)


def test_pages_are_keyed_and_never_overlap(machine: Client) -> None:
    made = {MemberFactory().pk for _n in range(7)}
    seen, address = [], "/api/v1/members/?limit=3"
    while address:
        answer = machine.get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert len(seen) == 7
    assert set(seen) == made


def test_computed_answers_say_how_fresh_they_are(
    machine: Client,
    community: None,
) -> None:
    answer = machine.get("/api/v1/activity-summaries/").json()
    assert len(answer["results"]) == 7
    assert answer["as_of"]["business_date"] == "2026-05-19"
    assert (
        machine.get("/api/v1/freshness/").json()["generation"]
        == answer["as_of"]["generation"]
    )
    row = answer["results"][0]
    assert (
        machine.get(f"/api/v1/activity-summaries/{row['member_id']}/").json()
        == row
    )
    weeks = machine.get("/api/v1/community-weeks/?since=2026-05-01").json()
    assert [week["week_start"] for week in weeks["results"]] == [
        "2026-05-04",
        "2026-05-11",
        "2026-05-18",
    ]


def test_a_member_shows_cars_and_tags_but_no_personal_datum(
    machine: Client,
) -> None:
    member = MemberFactory(contact_note="只能晚上联系")
    add_vehicle(
        vehicle=VehicleOwnership(
            member=member,
            model_series="星澜 S5",
            vin="LXL00000000000123",
            started_on=LAST,
        ),
    )
    tag_members(
        member_ids=[member.pk],
        name="露营",
        source=MemberTag.Source.STAFF,
    )
    tag_members(
        member_ids=[member.pk],
        name="改装",
        source=MemberTag.Source.INFERRED,
    )
    untag_member(member_id=member.pk, name="改装")
    response = machine.get(f"/api/v1/members/{member.pk}/")
    assert [tag["name"] for tag in response.json()["tags"]] == ["露营"]
    assert response.json()["vehicles"][0]["model_series"] == "星澜 S5"
    assert "00000123" not in response.content.decode()
    assert "只能晚上联系" not in response.content.decode()


def test_filters_are_those_of_the_page(machine: Client) -> None:
    save_member(
        member=MemberFactory.build(nickname="海边的陈师傅", city="青岛"),
        now=NOW,
    )
    save_member(
        member=MemberFactory.build(nickname="夜航的老王", city="上海"),
        now=NOW,
    )
    for query in ("q=hbd", "q=haibian", "q=陈师傅", "city=青岛", "q=师"):
        found = machine.get(f"/api/v1/members/?{query}").json()["results"]
        assert [row["nickname"] for row in found] == ["海边的陈师傅"], query


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/members/?limit=0", 400, "invalid"),
        ("/api/v1/members/?after=x", 400, "invalid"),
        ("/api/v1/members/?joined_since=never", 400, "invalid"),
        ("/api/v1/members/99999999/", 404, "not_found"),
        ("/api/v1/nothing/", 404, "not_found"),
    ],
)
def test_refusals_are_problems(
    machine: Client,
    address: str,
    status: int,
    code: str,
) -> None:
    response = machine.get(address)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith(code)
    assert response.json()["detail"]


def test_a_problem_speaks_the_readers_language(token: Any) -> None:
    headers = {**token("members:read"), "Accept-Language": "zh-hans"}
    assert "整数" in str(
        Client(headers=headers).get("/api/v1/members/?limit=0").json(),
    )


def test_a_token_does_only_what_its_scopes_say(token: Any) -> None:
    reader = Client(headers=token("members:read"))
    assert reader.get("/api/v1/members/").status_code == 200
    assert reader.get("/api/v1/activity-summaries/").status_code == 403
    assert (
        reader.post(
            "/api/v1/events/",
            {},
            content_type="application/json",
        ).status_code
        == 403
    )
    assert Client().get("/api/v1/members/").status_code == 401
    wrong = Client(headers={"Authorization": "Bearer wrong"})
    assert wrong.get("/api/v1/members/").status_code == 401


def send(machine: Client, events: Any, source: str = "app") -> Any:
    return machine.post(
        "/api/v1/events/",
        {"source": source, "events": events},
        content_type="application/json",
    )


def test_a_token_whose_time_is_over_is_refused(token: Any) -> None:
    headers = token("members:read")
    ApiToken.objects.update(expiry=timezone.now() + timedelta(hours=1))
    assert Client(headers=headers).get("/api/v1/members/").status_code == 200
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = Client(headers=headers).get("/api/v1/members/")
    assert answer.status_code == 401


def test_events_go_in_and_the_wrong_ones_come_back_named(
    machine: Client,
) -> None:
    EventSourceFactory()
    rows = raw_events(members=3, count=20, last=LAST, days=9)
    rows[4]["kind"] = "dance"
    rows[7]["occurred_at"] = "soon"
    answer = send(machine, rows)
    assert answer.status_code == 207
    body = answer.json()
    assert (
        body["received"],
        body["accepted"],
        body["rejected"],
        body["created_members"],
    ) == (20, 18, 2, 3)
    assert [
        (e["line"], e["column"], e["code"], e["value"]) for e in body["errors"]
    ] == [
        (5, "kind", "unknown_kind", "dance"),
        (8, "occurred_at", "bad_time", "soon"),
    ]
    assert all(error["message"] for error in body["errors"])
    again = send(machine, rows)
    assert (again.json()["accepted"], again.json()["duplicate"]) == (0, 18)
    assert ActivityEvent.objects.count() == 18


def test_an_id_of_another_event_is_refused(
    machine: Client,
) -> None:
    EventSourceFactory()
    row = raw_events(members=1, count=1, last=LAST, days=3)[0]
    assert send(machine, [row]).status_code == 200
    answer = send(machine, [{**row, "quantity": row["quantity"] + 1}])
    assert answer.json()["errors"][0]["code"] == "id_reused"


def test_unknown_members_are_refused_where_the_source_says_so(
    machine: Client,
) -> None:
    EventSourceFactory(name="strict", unknown_members="refuse")
    answer = send(
        machine,
        raw_events(members=2, count=4, last=LAST, days=3),
        source="strict",
    )
    assert {error["code"] for error in answer.json()["errors"]} == {
        "unknown_member",
    }
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[]", 400, "bad_delivery"),
        ('{"source": "app"}', 400, "bad_delivery"),
        ('{"source": "none", "events": []}', 422, "unknown_source"),
        ('{"source": {}, "events": []}', 422, "unknown_source"),
        ("{", 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
    ],
)
def test_a_delivery_that_is_none_is_refused(
    machine: Client,
    body: str,
    status: int,
    code: str,
) -> None:
    response = machine.post(
        "/api/v1/events/",
        body,
        content_type="application/json",
    )
    assert (
        response.status_code,
        response.json()["type"].rsplit(":", 1)[1],
    ) == (status, code)


def test_too_many_events_at_once_are_refused(machine: Client) -> None:
    EventSourceFactory()
    assert send(machine, [0] * 10_001).status_code == 413


def test_the_schema_names_every_resource(as_role: Any) -> None:
    schema = as_role("analyst").get("/api/schema/?format=json").json()
    assert {
        "/api/v1/events/",
        "/api/v1/members/",
        "/api/v1/circles/",
        "/api/v1/freshness/",
    } <= set(schema["paths"])
