"""Tickets of the engineering system: asked for, opened, answered."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from alerts.models import EngineeringTicket, Issue, TicketAnswer
from alerts.services.issue_events import issue_data
from alerts.services.issues import change_issue
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Unprocessable
from common.jobs.events import NewDomainEvent, publish

TICKET_ANSWERED = "ticket.answered"
State = EngineeringTicket.State


class NewAnswer(NamedTuple):
    """What engineering says, before it is stored.

    external_id: its key in the engineering system, "" if it has none.
    """

    text: str
    author: str = ""
    answered_at: datetime | None = None
    external_id: str = ""


@atomic_with_retry
def open_ticket(
    *,
    issue_id: int,
    system: str,
    number: str = "",
    url: str = "",
    owner: Any = None,
    due_on: date | None = None,
    note: str = "",
    user: Any,
    now: datetime,
    opened_at: datetime | None = None,
) -> EngineeringTicket:
    """Open a ticket about an issue, which is with engineering afterwards;
    return the ticket.

    number: "" until engineering gives it one · opened_at: None is now.
    Errors: DomainError if the issue cannot go to engineering, lacks somebody
    responsible or a due date, or the number is another issue's.
    """
    issue = lock_surviving_issue(issue_id)
    if number:
        check_number(issue, system, number)
    if issue.state != Issue.State.ENGINEERING:
        change_issue(
            issue_id=issue.pk,
            to_state=Issue.State.ENGINEERING,
            note=note,
            user=user,
            now=now,
            owner=owner or issue.owner,
            due_on=due_on or issue.due_on,
        )
    ticket: EngineeringTicket = EngineeringTicket.objects.create(
        issue=issue,
        system=system,
        number=number,
        url=url,
        opened_at=opened_at or now,
        opened_by=user,
    )
    return ticket


@atomic_with_retry
def answer_ticket(
    *,
    ticket_id: int,
    answer: NewAnswer,
    state: str = "",
    fixed_in: str = "",
    fix_note: str = "",
    fixed_on: date | None = None,
    number: str = "",
    url: str = "",
    user: Any,
    now: datetime,
) -> TicketAnswer:
    """Write down what engineering says to a ticket, and return the answer.

    The fix that engineering names is kept on the ticket: staff record it on
    the issue.
    """
    ticket = EngineeringTicket.objects.select_for_update().get(pk=ticket_id)
    if number and number != ticket.number:
        check_number(ticket.issue, ticket.system, number)
        ticket.number = number
    ticket.url = url or ticket.url
    ticket.state = state or answered(ticket.state)
    _keep_fix(ticket, fixed_in, fix_note, fixed_on)
    stored = store_answer(
        ticket,
        answer,
        TicketAnswer.Via.STAFF,
        user=user,
        now=now,
    )
    ticket.answered_at = ticket.answered_at or stored.answered_at
    ticket.save()
    return stored


@atomic_with_retry
def record_fix(*, ticket_id: int, user: Any, now: datetime) -> Issue:
    """Set the issue of a ticket to fixed, by what engineering says fixes it,
    and return it.

    Errors: DomainError if engineering named no fix, or the issue cannot be
    fixed from its present state.
    """
    tickets = EngineeringTicket.objects.select_related("issue")
    ticket = tickets.select_for_update(of=("self",)).get(pk=ticket_id)
    if not ticket.fix:
        raise Unprocessable(
            "no_fix",
            _("Engineering has not said what fixes it."),
        )
    fixed_by = Issue.FixedBy.VERSION if ticket.fixed_in else ""
    if not fixed_by:
        fixed_by = Issue.FixedBy.SERVICE
    return change_issue(
        issue_id=ticket.issue.merged_into_id or ticket.issue_id,
        to_state=Issue.State.FIXED,
        note=_("As engineering says: %(ticket)s.") % {"ticket": ticket},
        user=user,
        now=now,
        fixed_by=fixed_by,
        fixed_in=ticket.fixed_in,
        fix_note=ticket.fix_note,
        fixed_on=ticket.fixed_on,
    )


def lock_surviving_issue(issue_id: int) -> Issue:
    """Return an issue, or the one it was merged into, under its lock."""
    issues = Issue.objects.select_for_update()
    issue: Issue | None = issues.filter(pk=issue_id).first()
    if issue is not None and issue.merged_into_id:
        issue = issues.get(pk=issue.merged_into_id)
    if issue is None:
        raise Unprocessable("unknown_issue", _("There is no such issue."))
    return issue


def check_number(issue: Issue, system: str, number: str) -> None:
    """Errors: Conflict if the number is a ticket of another issue."""
    others = EngineeringTicket.objects.filter(system=system, number=number)
    other = others.select_related("issue").first()
    if other is None:
        return
    if issue.pk in (other.issue_id, other.issue.merged_into_id):
        return
    text = _("%(ticket)s is a ticket about %(issue)s already.")
    values = {"ticket": other, "issue": f"#{other.issue.number}"}
    raise Conflict("ticket_of_another", text % values)


def answered(state: str) -> str:
    """Return the state of a ticket once there is an answer to it."""
    return State.ANSWERED if state == State.OPEN else state


def _keep_fix(
    ticket: EngineeringTicket,
    fixed_in: str,
    fix_note: str,
    fixed_on: date | None,
) -> None:
    ticket.fixed_in = fixed_in or ticket.fixed_in
    ticket.fix_note = fix_note or ticket.fix_note
    ticket.fixed_on = fixed_on or ticket.fixed_on


def store_answer(
    ticket: EngineeringTicket,
    answer: NewAnswer,
    via: str,
    *,
    user: Any,
    now: datetime,
) -> TicketAnswer:
    """Store an answer and publish that there is one; return it."""
    stored: TicketAnswer = TicketAnswer.objects.create(
        ticket=ticket,
        external_id=answer.external_id,
        author=answer.author,
        text=answer.text,
        answered_at=answer.answered_at or now,
        via=via,
        recorded_at=now,
        recorded_by=user,
    )
    issue = ticket.issue.merged_into or ticket.issue
    happening = NewDomainEvent(
        kind=TICKET_ANSWERED,
        key=f"{TICKET_ANSWERED}:{stored.pk}",
        subject=issue,
        data={
            **issue_data(issue),
            "ticket_id": ticket.pk,
            "ticket_system": ticket.system,
            "ticket_number": ticket.number,
            "ticket_state": str(ticket.state),
            "ticket_answer_id": stored.pk,
            "ticket_fix": ticket.fix,
        },
    )
    publish([happening], now=now)
    return stored
