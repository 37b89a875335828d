"""Claims and case files by REST."""

from typing import Any

import pytest
from django.test import Client

from alerts.models import Issue
from immunity.models import CaseCheck, Claim, CrisisCase
from immunity.services.claims import decide_claim
from tests.conftest import NOW
from tests.immunity.rumours import RAIN, entered

pytestmark = pytest.mark.django_db
CASE = {
    "cause": "密封圈老化",
    "scope": "四位车主",
    "what_was_done": "召回更换",
    "reaction": "逐渐平静",
    "what_helped": "第一天就公布范围",
    "checks": [{"question": "还有人报告吗？", "due_on": "2026-06-01"}],
}


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/{path}/", body, "application/json")


def test_claim_is_entered_and_read(lead: Client) -> None:
    made = post(lead, "claims", {"text": RAIN, "model_series": ["星驰"]})
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "confirmed"
    [row] = lead.get("/api/v1/claims/?state=confirmed").json()["results"]
    assert row["spreading_count"] == 0
    assert row["scene_words"][0].startswith("雨天")


def test_open_claim_is_not_entered_twice(lead: Client) -> None:
    post(lead, "claims", {"text": RAIN})
    again = post(lead, "claims", {"text": "下雨天充电会漏电起火"})
    assert again.status_code == 409
    assert Claim.objects.count() == 1
    another = {"text": "下雨天充电会漏电起火", "is_another": True}
    assert post(lead, "claims", another).status_code == 201


def test_settled_claim_is_named(
    lead: Client,
    accounts: dict[str, Any],
) -> None:
    claim = entered(accounts["lead"])
    decide_claim(
        claim_id=claim.pk, to_state="closed", now=NOW, user=accounts["lead"]
    )
    made = post(lead, "claims", {"text": RAIN}).json()
    assert made["returns_of_id"] == claim.pk


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": "听说"}, {"text": RAIN, "link": "x"}],
)
def test_bad_claims_are_refused(lead: Client, body: dict[str, Any]) -> None:
    assert post(lead, "claims", body).status_code == 400
    assert not Claim.objects.exists()


def test_case_file_is_written_once(lead: Client) -> None:
    issue = Issue.objects.create(number=1, opened_at=NOW, alerted_at=NOW)
    body = {"issue": issue.pk, **CASE}
    assert post(lead, "crisis-cases", body).status_code == 409
    Issue.objects.update(state="closed")
    made = post(lead, "crisis-cases", body)
    assert made.status_code == 201, made.content
    assert CaseCheck.objects.get().case_id == made.json()["id"]
    assert post(lead, "crisis-cases", body).status_code == 409
    [check] = lead.get("/api/v1/case-checks/?is_done=false").json()["results"]
    assert check["due_on"] == "2026-06-01"


def test_case_file_needs_checks_and_an_issue(lead: Client) -> None:
    issue = Issue.objects.create(
        number=1, opened_at=NOW, alerted_at=NOW, state="closed"
    )
    body = {"issue": issue.pk, **CASE, "checks": []}
    assert post(lead, "crisis-cases", body).status_code == 400
    assert post(lead, "crisis-cases", {**CASE, "issue": 99}).status_code == 404
    assert not CrisisCase.objects.exists()


def test_machines_need_the_scope(client: Client, token: Any) -> None:
    body = {"text": RAIN}
    wrong = token("alerts:read")
    refused = client.post(
        "/api/v1/claims/", body, "application/json", headers=wrong
    )
    assert refused.status_code == 403
