"""What the page of an issue shows of engineering, public answers and twins."""

from typing import Any

from django.utils.translation import gettext as _

from alerts.models import EngineeringTicket, Issue, IssueReport, PublicAnswer
from alerts.selectors.lead_times import read_lead_time
from alerts.selectors.public_answers import read_drafts
from alerts.selectors.state_board import (
    COLUMNS,
    IssueNextAct,
    next_act,
    notices_of,
)
from alerts.selectors.twins import find_twins


def read_engineering(issue: Any) -> dict[str, Any]:
    """Return tickets with their answers, the next act, what follows from the
    newest ticket, lead time, drafts of public answers, posted ones, owners to
    tell and twins of an issue.
    """
    rows = EngineeringTicket.objects.of_issue(issue.pk)
    tickets = list(
        rows.select_related("opened_by").prefetch_related("answers"),
    )
    to_tell = IssueReport.objects.awaiting_notice().filter(issue=issue)
    waiting = to_tell.count()
    newest = tickets[0] if tickets else None
    posted = PublicAnswer.objects.of_issue(issue.pk)
    return {
        "tickets": tickets,
        "act": _act(issue, newest, waiting),
        "ticket_act": _ticket_act(issue, tickets, waiting),
        "lead": read_lead_time(issue),
        "drafts": read_drafts(issue),
        "posted": list(posted.select_related("posted_by")),
        "owners_to_tell": waiting,
        "notices_href": notices_of(issue),
        "twins": find_twins(issue),
    }


def _act(
    issue: Issue,
    newest: EngineeringTicket | None,
    waiting: int,
) -> IssueNextAct:
    """Return the next act; for states that wait for nobody, any decision."""
    if issue.state in COLUMNS:
        return next_act(issue, newest, waiting)
    return IssueNextAct(_("Decide what becomes of it"), "#decide")


def _ticket_act(
    issue: Issue,
    tickets: list[EngineeringTicket],
    waiting: int,
) -> IssueNextAct | None:
    """Return what follows from the newest ticket, None without one."""
    if not tickets:
        return None
    if issue.state == Issue.State.ENGINEERING:
        newest = tickets[0]
        if newest.fix:
            return next_act(issue, newest, waiting)
        if newest.state == EngineeringTicket.State.FIXED:
            return IssueNextAct(_("Record what fixes it"), "#decide")
        return None
    if waiting and issue.fix:
        return IssueNextAct(_("Tell owners"), notices_of(issue))
    return None
