"""Tickets are opened, answered and received, each event once."""

from datetime import date, timedelta

import pytest

from alerts.models import EngineeringTicket, Issue, TicketAnswer
from alerts.selectors.lead_times import median_lead, read_lead_time
from alerts.services.corrections import merge_issues
from alerts.services.issues import change_issue
from alerts.services.ticket_rows import receive_ticket
from alerts.services.tickets import (
    NewAnswer,
    answer_ticket,
    open_ticket,
    record_fix,
)
from common.errors import Conflict, Invalid, Unprocessable
from common.models import DomainEvent
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DUE = date(2026, 6, 1)
ANSWER = NewAnswer("已复现，蓝牙功耗参数", "研发", NOW, "c-1")


def opened(issue, accounts, **more) -> EngineeringTicket:
    return open_ticket(
        issue_id=issue.pk,
        system="Jira",
        owner=accounts["lead"],
        due_on=DUE,
        user=accounts["lead"],
        now=NOW,
        **more,
    )


def received(issue, accounts, *, answers=(), **values):
    number = values.pop("number", "BT-7")
    return receive_ticket(
        issue_id=issue.pk,
        system="Jira",
        number=number,
        values=values,
        answers=answers,
        user=accounts["lead"],
        now=NOW,
    )


def test_a_ticket_sends_the_issue_to_engineering(issue, accounts) -> None:
    ticket = opened(issue, accounts, number="BT-7")
    issue.refresh_from_db()
    assert issue.state == Issue.State.ENGINEERING
    assert (issue.owner, issue.due_on) == (accounts["lead"], DUE)
    assert issue.changes.first().to_state == "engineering"
    second = opened(issue, accounts, number="BT-8")
    assert set(issue.tickets.all()) == {ticket, second}
    assert issue.changes.filter(to_state="engineering").count() == 1


def test_a_ticket_needs_somebody_responsible_and_stores_nothing_without(
    issue,
    accounts,
) -> None:
    with pytest.raises(Invalid):
        open_ticket(
            issue_id=issue.pk,
            system="Jira",
            user=accounts["lead"],
            now=NOW,
        )
    assert not EngineeringTicket.objects.exists()


def test_a_number_belongs_to_one_issue(two_models, accounts) -> None:
    first, second = two_models
    opened(first, accounts, number="BT-7")
    with pytest.raises(Conflict):
        opened(second, accounts, number="BT-7")
    with pytest.raises(Conflict):
        received(second, accounts)
    assert second.tickets.count() == 0


def test_an_answer_is_published_in_its_transaction(issue, accounts) -> None:
    ticket = opened(issue, accounts)
    answer_ticket(
        ticket_id=ticket.pk,
        answer=NewAnswer("查到了"),
        state="fixed",
        fixed_in="3.2.1",
        number="BT-7",
        user=accounts["lead"],
        now=NOW,
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answered_at) == ("fixed", NOW)
    event = DomainEvent.objects.get(kind="ticket.answered")
    assert event.subject_type == "alerts.issue"
    assert event.subject_id == issue.pk
    assert event.data["ticket_number"] == "BT-7"
    assert event.data["ticket_state"] == "fixed"
    assert "查到了" not in str(event.data)


def test_what_engineering_sends_again_changes_nothing(
    issue,
    accounts,
) -> None:
    first = received(issue, accounts, answers=[ANSWER])
    assert (first.status, first.answers) == ("created", 1)
    again = received(issue, accounts, answers=[ANSWER])
    assert (again.status, again.answers) == ("unchanged", 0)
    assert TicketAnswer.objects.count() == 1
    assert DomainEvent.objects.filter(kind="ticket.answered").count() == 1
    more = received(
        issue,
        accounts,
        answers=[ANSWER, ANSWER._replace(external_id="c-2")],
        state="fixed",
    )
    assert (more.status, more.answers) == ("changed", 1)
    more.ticket.refresh_from_db()
    assert more.ticket.state == "fixed"
    last = DomainEvent.objects.latest("pk")
    assert last.data["ticket_state"] == "fixed"


def test_engineering_numbers_the_ticket_that_staff_asked_for(
    issue,
    accounts,
) -> None:
    ticket = opened(issue, accounts)
    change = received(issue, accounts, opened_at=NOW + timedelta(hours=5))
    assert change.status == "changed"
    assert change.ticket == ticket
    ticket.refresh_from_db()
    assert ticket.number == "BT-7"
    assert ticket.opened_at == NOW + timedelta(hours=5)


def test_an_issue_goes_with_its_first_ticket_only_if_it_can(
    issue,
    accounts,
) -> None:
    received(issue, accounts)
    issue.refresh_from_db()
    assert issue.state == Issue.State.CONFIRMED
    issue.owner, issue.due_on = accounts["lead"], DUE
    issue.save()
    received(issue, accounts, number="BT-8")
    issue.refresh_from_db()
    assert issue.state == Issue.State.ENGINEERING


def test_a_late_ticket_leaves_a_fixed_issue_fixed(issue, accounts) -> None:
    opened(issue, accounts)
    change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        fixed_in="3.2.1",
        note="",
        user=accounts["lead"],
        now=NOW,
    )
    received(issue, accounts, number="BT-9")
    issue.refresh_from_db()
    assert issue.state == Issue.State.FIXED


def test_the_fix_that_engineering_names_is_recorded_with_one_act(
    issue,
    accounts,
) -> None:
    ticket = opened(issue, accounts)
    with pytest.raises(Unprocessable):
        record_fix(ticket_id=ticket.pk, user=accounts["lead"], now=NOW)
    day = date(2026, 5, 18)
    received(issue, accounts, fixed_in="3.2.1", fixed_on=day)
    fixed = record_fix(ticket_id=ticket.pk, user=accounts["lead"], now=NOW)
    assert fixed.state == Issue.State.FIXED
    assert (fixed.fixed_by, fixed.fixed_in) == ("version", "3.2.1")
    assert fixed.fixed_on == day


def test_a_ticket_of_a_merged_issue_is_the_other_ones(
    two_models,
    accounts,
) -> None:
    kept, merged = two_models
    received(merged, accounts)
    merge_issues(
        issue_id=kept.pk,
        other_id=merged.pk,
        user=accounts["lead"],
        now=NOW,
    )
    assert EngineeringTicket.objects.of_issue(kept.pk).count() == 1
    again = received(merged, accounts, answers=[ANSWER])
    assert again.status == "changed"
    event = DomainEvent.objects.get(kind="ticket.answered")
    assert event.subject_id == kept.pk


def test_lead_time_goes_from_the_alert_to_the_first_official_ticket(
    issue,
    accounts,
) -> None:
    opened(issue, accounts)
    assert read_lead_time(issue).ticket_at is None
    assert median_lead(NOW).hours is None
    alert = issue.alerts.get()
    received(issue, accounts, opened_at=alert.raised_at + timedelta(hours=30))
    received(
        issue,
        accounts,
        number="BT-8",
        opened_at=alert.raised_at + timedelta(hours=90),
    )
    lead = read_lead_time(issue)
    assert lead.hours_ahead == 30
    assert lead.hours_to_ticket > 30
    ahead = median_lead(alert.raised_at + timedelta(days=10))
    assert (ahead.hours, ahead.issues) == (30, 1)
    assert median_lead(alert.raised_at + timedelta(weeks=40)).issues == 0
