"""The board by state, tickets and public answers on the issue's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import EngineeringTicket, Issue, PublicAnswer
from alerts.selectors.public_answers import read_drafts
from alerts.selectors.state_board import read_state_board
from alerts.services.issues import change_issue
from alerts.services.notices import notify_owners
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def set_state(issue, accounts, state: str, **more) -> Issue:
    return change_issue(
        issue_id=issue.pk,
        to_state=state,
        note="",
        user=accounts["lead"],
        now=NOW,
        **more,
    )


def counted(issue) -> Issue:
    found: Issue = Issue.objects.with_report_counts().get(pk=issue.pk)
    return found


def test_a_ticket_goes_from_the_page_to_the_fix(issue, as_role) -> None:
    client = as_role("lead")
    page = issue.get_absolute_url()
    body = client.get(page).content.decode()
    assert reverse("alerts:ticket_open", args=[issue.pk]) in body
    lacking = client.post(
        reverse("alerts:ticket_open", args=[issue.pk]),
        {"system": "Jira"},
        follow=True,
    )
    assert "alert-danger" in lacking.content.decode()
    client.post(
        reverse("alerts:ticket_open", args=[issue.pk]),
        {
            "system": "Jira",
            "number": "BT-7",
            "owner": str(client.get(page).wsgi_request.user.pk),
            "due_on": "2026-06-01",
        },
    )
    issue.refresh_from_db()
    assert issue.state == "engineering"
    ticket = EngineeringTicket.objects.get()
    client.post(
        reverse("alerts:ticket_answer", args=[ticket.pk]),
        {"text": "参数错了", "state": "fixed", "fixed_in": "3.2.1"},
    )
    fix = reverse("alerts:ticket_fix", args=[ticket.pk])
    body = client.get(page).content.decode()
    assert "参数错了" in body
    assert fix in body
    client.post(fix)
    issue.refresh_from_db()
    assert (issue.state, issue.fixed_in) == ("fixed", "3.2.1")
    body = client.get(page).content.decode()
    assert f"number={issue.number}" in body


def test_drafts_say_only_what_is_recorded(issue, accounts) -> None:
    (known,) = read_drafts(counted(issue))
    assert known.kind == "known"
    assert "4" in known.text
    assert "工程" not in known.text
    assert "engineers" not in known.text
    fixed = set_state(
        issue,
        accounts,
        "fixed",
        fixed_in="3.2.1",
        fixed_on=NOW.date(),
    )
    (draft,) = read_drafts(counted(fixed))
    assert draft.kind == "fixed"
    assert "3.2.1" in draft.text


def test_engineers_are_named_once_a_ticket_is_official(
    issue,
    accounts,
) -> None:
    sent = set_state(
        issue,
        accounts,
        "engineering",
        owner=accounts["lead"],
        due_on=NOW.date(),
    )
    (before,) = read_drafts(counted(sent))
    EngineeringTicket.objects.create(
        issue=issue,
        system="Jira",
        number="BT-7",
        opened_at=NOW,
    )
    (after,) = read_drafts(counted(sent))
    assert len(after.text) > len(before.text)


def test_a_public_answer_is_marked_as_posted_once(issue, as_role) -> None:
    client = as_role("communicator")
    address = reverse("alerts:public_answer", args=[issue.pk])
    posted = {
        "kind": "known",
        "text": "我们听到了",
        "url": "https://forum.example/t/1",
    }
    for _number in range(2):
        client.post(address, posted)
    client.post(address, {**posted, "kind": "fixed", "url": ""})
    client.post(address, {**posted, "url": "javascript:alert(1)"})
    row = PublicAnswer.objects.get()
    assert row.posted_by.username == "communicator"
    body = client.get(issue.get_absolute_url()).content.decode()
    assert "https://forum.example/t/1" in body


def test_the_board_shows_each_issue_in_its_state_with_what_is_next(
    issue,
    accounts,
    as_role,
) -> None:
    columns = {one.state: one for one in read_state_board(NOW)}
    (card,) = columns["confirmed"].cards
    assert card.issue == issue
    assert card.days == 0
    later = read_state_board(NOW + timedelta(days=9, hours=1))
    assert later[2].cards[0].days == 9
    set_state(
        issue,
        accounts,
        "engineering",
        owner=accounts["lead"],
        due_on=(NOW - timedelta(days=2)).date(),
    )
    columns = {one.state: one for one in read_state_board(NOW)}
    assert not columns["confirmed"].cards
    (card,) = columns["engineering"].cards
    assert card.is_overdue
    page = as_role("planner").get(reverse("alerts:state_board"))
    assert issue.get_absolute_url() in page.content.decode()
    listed = as_role("planner").get(reverse("alerts:issue_list"))
    assert reverse("alerts:state_board") in listed.content.decode()


def test_the_board_decides_with_one_click(issue, as_role, accounts) -> None:
    set_state(issue, accounts, "fixed", fixed_in="3.2.1")
    set_state(issue, accounts, "verified")
    client = as_role("lead")
    columns = {one.state: one for one in read_state_board(timezone.now())}
    act = columns["verified"].cards[0].act
    assert f"number={issue.number}" in act.href, "owners are informed first"
    notify_owners(
        report_ids=issue.reports.values_list("pk", flat=True),
        note="",
        user=accounts["lead"],
        now=NOW,
    )
    columns = {one.state: one for one in read_state_board(timezone.now())}
    act = columns["verified"].cards[0].act
    assert act.to_state == "closed"
    client.post(
        issue.get_absolute_url(),
        {"from_state": "verified", "to_state": act.to_state},
    )
    issue.refresh_from_db()
    assert issue.state == "closed"


def test_a_new_issue_is_on_the_board_once_it_has_raised_an_alert(
    two_models,
) -> None:
    new = read_state_board(NOW)[0]
    alerted = Issue.objects.unmerged().filter(alerted_at__isnull=False)
    assert {card.issue.pk for card in new.cards} == set(
        alerted.values_list("pk", flat=True),
    )
    assert new.cards
    Issue.objects.update(alerted_at=None)
    assert read_state_board(NOW)[0].cards == []
