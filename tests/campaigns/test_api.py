"""Sign-ups, costs, works and progress by REST."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Participant
from tests.campaigns.plans import FIRST, campaign, people, started
from tests.conftest import NOW

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
