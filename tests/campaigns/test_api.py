"""Sign-ups, costs, works and progress by REST."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Participant
from community.models import Post
from members.models import Member
from tests.campaigns.plans import FIRST, campaign, people, started
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["planner"])
    return client


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come on the day before the first day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def send(client: Client, name: str, body: Any) -> Any:
    return client.post(
        f"/api/v1/{name}/", body, content_type="application/json"
    )


def test_attendance_with_faults_by_line(
    machine: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts, places=1)
    one, other = people(2)
    rows = [
        {"identity": str(one.pk), "signed_up_on": "2026-05-18"},
        {"identity": "nobody:1", "attended_on": "2026-05-18"},
        {"identity": str(other.pk), "signed_up_on": "2026-05-18"},
        {"identity": str(other.pk), "note": "n"},
    ]
    body = {"campaign": row.pk, "participants": rows}
    answer = send(machine, "campaign-participants", body)
    assert answer.status_code == 207
    found = answer.json()
    assert found["created"] == 1
    faults = sorted((one["line"], one["field"]) for one in found["rejected"])
    assert faults == [
        (2, "identity"),
        (3, "signed_up_on"),
        (4, "signed_up_on"),
    ]
    good = {"campaign": row.pk, "participants": rows[:1]}
    again = send(machine, "campaign-participants", good)
    assert (again.status_code, again.json()["unchanged"]) == (200, 1)
    assert Participant.objects.get().via == "api"


def test_rows_that_cannot_be_stored_are_named(
    machine: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    one, bot = people(2)
    Member.objects.filter(pk=bot.pk).update(kind="bot")
    rows = [
        {"identity": str(one.pk), "cancelled_on": "2026-05-18"},
        {"identity": str(bot.pk), "signed_up_on": "2026-05-18"},
        {"identity": str(one.pk), "signed_up_on": "2026-05-21"},
        {"identity": str(one.pk), "signed_up_on": "0001-01-01"},
    ]
    body = {"campaign": row.pk, "participants": rows}
    answer = send(machine, "campaign-participants", body)
    assert answer.status_code == 207
    faults = [(one["line"], one["field"]) for one in answer.json()["rejected"]]
    assert faults == [
        (1, "signed_up_on"),
        (2, "identity"),
        (3, "signed_up_on"),
        (4, "signed_up_on"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"campaign": True, "participants": []},
        {"campaign": "1", "participants": [{}]},
        {"campaign": 2**70, "participants": [{}]},
        {"campaign": 1, "participants": "n"},
    ],
)
def test_bodies_that_say_nothing(machine: Client, body: Any) -> None:
    assert send(machine, "campaign-participants", body).status_code == 400


def test_progress_and_costs(machine: Client, accounts: dict[str, Any]) -> None:
    row = started(accounts)
    cost = {
        "campaign": row.pk,
        "what": "场地",
        "kind": "venue",
        "amount": "99.50",
        "spent_on": str(FIRST),
    }
    assert send(machine, "campaign-costs", cost).status_code == 201
    found = machine.get(f"/api/v1/campaigns/{row.pk}/progress/").json()
    assert (found["cost"], found["target"]) == (99.5, 30)
    assert found["actual"] is None
    assert found["effect"]["code"] == "no_method"
    listed = machine.get("/api/v1/campaigns/").json()["results"]
    assert [one["state"] for one in listed] == ["running"]


def test_findings_only_of_calls(
    machine: Client, accounts: dict[str, Any]
) -> None:
    [member] = people(1)
    call = campaign(accounts, kind="call")
    body = {
        "campaign": call.pk,
        "member": member.pk,
        "text": "导航偶尔不出声",
        "found_on": str(NOW.date()),
    }
    assert send(machine, "campaign-findings", body).status_code == 201
    contest = campaign(accounts, title="赛")
    refused = send(
        machine, "campaign-findings", {**body, "campaign": contest.pk}
    )
    assert refused.status_code == 409


def test_what_is_sent_twice_is_stored_once(
    machine: Client, accounts: dict[str, Any]
) -> None:
    call = campaign(accounts, kind="call")
    other = campaign(accounts, kind="call", title="另一场")
    [member] = people(1)
    cost = {"what": "场地", "kind": "venue", "amount": "99.50"}
    rows = {
        "campaign-costs": {**cost, "spent_on": str(FIRST)},
        "campaign-findings": {
            "member": member.pk,
            "text": "导航偶尔不出声",
            "found_on": str(NOW.date()),
        },
    }
    for name, row in rows.items():
        body = {**row, "campaign": call.pk, "external_id": "a-1"}
        first = send(machine, name, body)
        assert first.status_code == 201, first.content
        again = send(machine, name, body)
        assert (again.status_code, again.json()) == (200, first.json())
        elsewhere = send(machine, name, {**body, "campaign": other.pk})
        assert elsewhere.status_code == 201
        for _time in range(2):
            unnamed = send(machine, name, {**body, "external_id": ""})
            assert unnamed.status_code == 201
    assert call.costs.count() == call.findings.count() == 3


def test_works_are_posts_of_people(
    machine: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    ingest(EventSourceFactory(), [post_row(1, "u1", "山路上的云海")])
    post = Post.objects.get()
    body = {"campaign": row.pk, "post": post.pk}
    Post.objects.update(is_deleted=True)
    assert send(machine, "campaign-works", body).status_code == 400
    Post.objects.update(is_deleted=False)
    Member.objects.filter(pk=post.author_id).update(kind="staff")
    assert send(machine, "campaign-works", body).status_code == 400
    Member.objects.filter(pk=post.author_id).update(kind="person")
    assert send(machine, "campaign-works", body).status_code == 201


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_without_room_around_them(
    machine: Client, accounts: dict[str, Any], day: str
) -> None:
    row = campaign(accounts)
    cost = {"what": "场地", "kind": "venue", "amount": "99.50"}
    body = {**cost, "campaign": row.pk, "spent_on": day}
    assert send(machine, "campaign-costs", body).status_code == 400
