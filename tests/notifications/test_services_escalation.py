"""An alert that nobody confirms goes to others, until somebody does."""

from datetime import timedelta

import pytest

from alerts.models import Issue
from common.models import DomainEvent
from notifications.models import FollowUp
from notifications.services.escalation import escalate_unconfirmed
from notifications.services.handling import handle_events
from notifications.services.preferences import save_escalation
from notifications.services.reading import confirm_event
from tests.conftest import NOW
from tests.notifications.events import notified, notify

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def escalated() -> list[list[str]]:
    """Return who was notified of each escalation, in order."""
    rows = DomainEvent.objects.filter(kind="alert.escalated").order_by("pk")
    return [notified(event) for event in rows]


def turn(hours: int) -> None:
    now = NOW + hours * HOUR
    escalate_unconfirmed(now=now)
    handle_events(now=now)


def test_leads_are_called_first_then_administrators(issue: Issue) -> None:
    notify("alert.raised", issue, severity="critical")
    turn(1)
    assert escalated() == []
    turn(2)
    turn(2)
    assert escalated() == [["lead"]]
    turn(4)
    turn(60)
    assert escalated() == [["lead"], ["admin"]]


def test_a_confirmation_ends_it(issue: Issue, team: dict) -> None:
    event = notify("alert.raised", issue, severity="critical")
    turn(2)
    (last,) = DomainEvent.objects.filter(kind="alert.escalated")
    assert confirm_event(event=last, user=team["lead"], now=NOW + 3 * HOUR)
    assert not confirm_event(event=event, user=team["admin"], now=NOW)
    turn(5)
    assert escalated() == [["lead"]]
    row = FollowUp.objects.get()
    assert row.confirmed_by == team["lead"]
    issue.refresh_from_db()
    assert issue.state == Issue.State.NEW


def test_a_decision_about_the_issue_ends_it_too(issue: Issue) -> None:
    notify("alert.raised", issue, severity="critical")
    issue.state = Issue.State.CONFIRMED
    issue.save()
    turn(2)
    assert escalated() == []


def test_hours_are_the_teams(issue: Issue) -> None:
    save_escalation(critical_hours=2, normal_hours=0)
    notify("alert.raised", issue)
    turn(100)
    assert escalated() == []
    save_escalation(critical_hours=2, normal_hours=5)
    notify("alert.raised", issue, key="again")
    turn(5)
    assert escalated() == [["lead"]]
