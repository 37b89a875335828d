"""The engineering system sends tickets and answers by REST."""

from typing import Any

import pytest

from alerts.models import EngineeringTicket, TicketAnswer
from alerts.services.corrections import merge_issues
from common.models import DomainEvent
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/tickets/"


@pytest.fixture
def send(client, token) -> Any:
    headers = token("tickets:write", "engineering:read")

    def put(*rows: Any) -> Any:
        return client.put(
            ADDRESS,
            {"tickets": list(rows)},
            content_type="application/json",
            headers=headers,
        )

    return put


def row(issue, **more) -> dict[str, Any]:
    return {"issue_id": issue.pk, "system": "Jira", "number": "BT-7", **more}


ANSWER = {"external_id": "c-1", "text": "已复现", "author": "研发"}


def test_a_ticket_is_made_answered_and_read(
    issue, send, client, token
) -> None:
    made = send(row(issue, url="https://jira.example/BT-7"))
    assert made.status_code == 200
    assert made.json()["created"] == 1
    answered = send(row(issue, answers=[ANSWER], fixed_in="3.2.1"))
    (outcome,) = answered.json()["rows"]
    assert (outcome["status"], outcome["new_answers"]) == ("changed", 1)
    listed = client.get(
        f"{ADDRESS}?issue_id={issue.pk}&number=BT-7",
        headers=token("engineering:read"),
    )
    (ticket,) = listed.json()["results"]
    assert ticket["url"] == "https://jira.example/BT-7"
    assert (ticket["state"], ticket["fixed_in"]) == ("answered", "3.2.1")
    assert ticket["answers"][0]["text"] == "已复现"
    assert ticket["issue_number"] == issue.number


def test_sent_again_nothing_changes(issue, send) -> None:
    for _number in range(3):
        last = send(row(issue, answers=[ANSWER, ANSWER]))
    assert last.json()["unchanged"] == 1
    assert TicketAnswer.objects.count() == 1
    assert DomainEvent.objects.filter(kind="ticket.answered").count() == 1


def test_a_row_is_refused_alone_and_says_why(issue, send) -> None:
    answer = send(
        row(issue),
        row(issue, number="BT-8", state="lost"),
        row(issue, number="BT-9", answers=[{"text": "x"}]),
        {**row(issue, number="BT-10"), "issue_id": issue.pk + 99},
        "x",
    )
    assert answer.status_code == 207
    body = answer.json()
    assert (body["created"], body["rejected"]) == (1, 4)
    found = {(one["line"], one["field"]) for one in body["errors"]}
    assert {(2, "state"), (3, "answers[0].external_id"), (4, "")} <= found
    assert all(one["message"] for one in body["errors"])
    assert EngineeringTicket.objects.count() == 1


def test_a_number_of_another_issue_is_refused(two_models, send) -> None:
    first, second = two_models
    send(row(first))
    answer = send(row(second))
    assert answer.status_code == 207
    assert answer.json()["errors"][0]["code"] == "ticket_of_another"


def test_a_ticket_of_a_merged_issue_says_the_state_of_the_other(
    two_models,
    send,
    accounts,
) -> None:
    kept, merged = two_models
    merge_issues(
        issue_id=kept.pk,
        other_id=merged.pk,
        user=accounts["lead"],
        now=NOW,
    )
    answer = send(row(merged))
    assert answer.json()["rows"][0]["issue_state"] == "new"
    assert EngineeringTicket.objects.get().issue == kept


def test_a_body_without_tickets_and_a_scope_too_few_are_refused(
    issue,
    send,
    client,
    token,
) -> None:
    assert send().status_code == 400
    refused = client.put(
        ADDRESS,
        {"tickets": [row(issue)]},
        content_type="application/json",
        headers=token("engineering:read"),
    )
    assert refused.status_code == 403
    assert not EngineeringTicket.objects.exists()
