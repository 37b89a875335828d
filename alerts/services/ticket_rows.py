"""Tickets as the engineering system sends them, each as often as it likes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from alerts.models import EngineeringTicket, Issue, TicketAnswer
from alerts.services.issues import change_issue
from alerts.services.tickets import (
    NewAnswer,
    State,
    answered,
    check_number,
    lock_surviving_issue,
    store_answer,
)
from common.db.transactions import atomic_with_retry

# States from which an issue goes to engineering with its first ticket; what was
# fixed stays so until somebody looks.
WAITING_STATES = (
    Issue.State.NEW,
    Issue.State.CONFIRMED,
    Issue.State.REGRESSED,
)


class TicketChange(NamedTuple):
    """What became of a row of the engineering system: "created", "changed" or
    "unchanged"; answers: how many were new.
    """

    ticket: EngineeringTicket
    status: str
    answers: int


@atomic_with_retry
def receive_ticket(
    *,
    issue_id: int,
    system: str,
    number: str,
    values: dict[str, Any],
    answers: Iterable[NewAnswer] = (),
    user: Any,
    now: datetime,
) -> TicketChange:
    """Create or change the ticket of this number as the engineering system
    says, add answers that are new by their external id, and say what became of
    it. Sent again, nothing changes.

    A ticket that staff asked for in the same system, without a number yet,
    gets this one. An issue goes to engineering with its first ticket if
    somebody is responsible and a due date is set.
    values: columns of the ticket that the system named.
    Errors: DomainError if there is no such issue, or the number is another's.
    """
    issue = lock_surviving_issue(issue_id)
    check_number(issue, system, number)
    ticket = _find_ticket(issue, system, number)
    is_new = ticket.pk is None
    if not ticket.number:
        # Official from now on, unless the system says since when.
        values = {"opened_at": now, **values}
    before = _columns(ticket)
    ticket.number = number
    for name, value in values.items():
        setattr(ticket, name, value)
    fresh = _fresh_answers(ticket, answers)
    if fresh:
        _note_answers(ticket, fresh, is_state_given="state" in values, now=now)
    is_changed = bool(fresh) or _columns(ticket) != before
    if is_changed:
        ticket.save()
    for answer in fresh:
        store_answer(
            ticket,
            answer,
            TicketAnswer.Via.REST,
            user=user,
            now=now,
        )
    if before["number"] != number:
        _send_to_engineering(issue, ticket, user=user, now=now)
    status = "changed" if is_changed else "unchanged"
    return TicketChange(ticket, "created" if is_new else status, len(fresh))


def _find_ticket(issue: Issue, system: str, number: str) -> EngineeringTicket:
    """Return the ticket of this number, else one without a number in this
    system, else a new one that is not stored yet.
    """
    tickets = EngineeringTicket.objects.of_issue(issue.pk)
    mine = tickets.select_for_update().filter(system=system)
    found: EngineeringTicket | None = mine.filter(number=number).first()
    if found is None:
        found = mine.filter(number="").order_by("pk").first()
    return found or EngineeringTicket(issue=issue, system=system)


def _columns(ticket: EngineeringTicket) -> dict[str, Any]:
    names = [field.attname for field in EngineeringTicket._meta.fields]
    return {name: getattr(ticket, name) for name in names if name != "id"}


def _fresh_answers(
    ticket: EngineeringTicket,
    answers: Iterable[NewAnswer],
) -> list[NewAnswer]:
    """Return the answers whose external ids the ticket does not know yet."""
    known: set[str] = set()
    if ticket.pk:
        known.update(ticket.answers.values_list("external_id", flat=True))
    fresh = []
    for answer in answers:
        if answer.external_id not in known:
            known.add(answer.external_id)
            fresh.append(answer)
    return fresh


def _note_answers(
    ticket: EngineeringTicket,
    fresh: list[NewAnswer],
    *,
    is_state_given: bool,
    now: datetime,
) -> None:
    if not is_state_given:
        ticket.state = answered(ticket.state)
    if ticket.answered_at is None:
        ticket.answered_at = min(one.answered_at or now for one in fresh)


def _send_to_engineering(
    issue: Issue,
    ticket: EngineeringTicket,
    *,
    user: Any,
    now: datetime,
) -> None:
    """Set an issue that waits to be with engineering, if it can be as it is."""
    is_open = ticket.state in (State.OPEN, State.ANSWERED)
    waits = issue.state in WAITING_STATES
    if is_open and waits and issue.owner and issue.due_on:
        change_issue(
            issue_id=issue.pk,
            to_state=Issue.State.ENGINEERING,
            note=str(ticket),
            user=user,
            now=now,
            owner=issue.owner,
            due_on=issue.due_on,
        )
