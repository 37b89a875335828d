"""The board of issues by state: who is responsible, since when, what is next."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.models import EngineeringTicket, Issue, IssueReport
from alerts.querysets import IssueQuerySet
from common.calendar import business_date

State = Issue.State
# Muted and closed issues wait for nobody.
COLUMNS = (
    State.NEW,
    State.REGRESSED,
    State.CONFIRMED,
    State.ENGINEERING,
    State.FIXED,
    State.VERIFIED,
)
SHOWN_CARDS = 20


class IssueNextAct(NamedTuple):
    """What is to be done with an issue: a page (href), or a state to which it
    is set with one click (to_state).
    """

    label: str
    href: str = ""
    to_state: str = ""
    ticket_id: int | None = None


class IssueCard(NamedTuple):
    """An issue on the board; days: how long it has been in its state."""

    issue: Any
    name: str
    days: int
    is_overdue: bool
    act: IssueNextAct


class BoardColumn(NamedTuple):
    """The issues in a state, oldest first, and how many there are."""

    state: str
    label: str
    cards: list[IssueCard]
    total: int
    href: str


def read_state_board(now: datetime) -> list[BoardColumn]:
    """Return a column for each state in which issues wait for somebody."""
    today = business_date(now)
    columns = []
    for state in COLUMNS:
        waiting = _waiting(state)
        issues = list(waiting[:SHOWN_CARDS])
        counted = Issue.objects.with_report_counts().in_bulk(
            [issue.pk for issue in issues],
        )
        known = _Known.read(issues)
        cards = []
        for issue in issues:
            issue.reporter_count = counted[issue.pk].reporter_count
            cards.append(_card(issue, known, now, today))
        href = reverse("alerts:issue_list") + f"?state={state.value}"
        if state == State.NEW:
            href += "&alerted=true"
        count = len(cards)
        if count == SHOWN_CARDS:
            count = waiting.count()
        columns.append(
            BoardColumn(state.value, str(state.label), cards, count, href),
        )
    return columns


def _waiting(state: str) -> IssueQuerySet:
    """Return the issues of a state that somebody has to care for: of new ones
    those that have raised an alert.
    """
    issues = Issue.objects.unmerged().news().filter(state=state)
    if state == State.NEW:
        issues = issues.filter(alerted_at__isnull=False)
    entered = Max(
        "changes__changed_at",
        filter=Q(changes__to_state=state)
        & ~Q(changes__from_state=F("changes__to_state")),
    )
    rows: IssueQuerySet = (
        issues.select_related("owner")
        .annotate(entered_at=entered)
        .order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")
    )
    return rows


class _Known(NamedTuple):
    """Of the issues on a column: tickets, and how many owners wait for a notice."""

    tickets: dict[int, EngineeringTicket]
    waiting: dict[int, int]

    @classmethod
    def read(cls, issues: list[Issue]) -> "_Known":
        tickets = {}
        rows = EngineeringTicket.objects.filter(issue__in=issues)
        for ticket in rows.order_by("opened_at", "pk"):
            tickets[ticket.issue_id] = ticket
        waiting: dict[int, int] = {}
        to_tell = IssueReport.objects.awaiting_notice().filter(
            issue__in=issues,
        )
        for key in to_tell.values_list("issue_id", flat=True):
            waiting[key] = waiting.get(key, 0) + 1
        return cls(tickets, waiting)


def _card(
    issue: Any,
    known: _Known,
    now: datetime,
    today: date,
) -> IssueCard:
    since = issue.entered_at or issue.last_alerted_at or issue.opened_at
    ticket = known.tickets.get(issue.pk)
    return IssueCard(
        issue=issue,
        name=str(issue),
        days=max((now - since) // timedelta(days=1), 0),
        is_overdue=issue.is_overdue(today),
        act=next_act(issue, ticket, known.waiting.get(issue.pk, 0)),
    )


def next_act(
    issue: Issue,
    ticket: EngineeringTicket | None,
    waiting: int,
) -> IssueNextAct:
    """Return what is to be done next with an issue, by its state, its newest
    ticket, and how many owners wait for a notice.
    """
    page = issue.get_absolute_url()
    if issue.state in (State.NEW, State.REGRESSED):
        return IssueNextAct(_("Confirm"), to_state=State.CONFIRMED.value)
    if issue.state == State.CONFIRMED:
        return IssueNextAct(_("Send to engineering"), f"{page}#engineering")
    if issue.state == State.ENGINEERING:
        return _with_engineering(page, ticket)
    if waiting and issue.state in (State.FIXED, State.VERIFIED):
        return IssueNextAct(_("Tell owners"), notices_of(issue))
    if issue.state == State.FIXED:
        return IssueNextAct(_("It is verified"), to_state=State.VERIFIED.value)
    if issue.state == State.VERIFIED:
        return IssueNextAct(_("Close"), to_state=State.CLOSED.value)
    return IssueNextAct(_("Open"), page)


def _with_engineering(
    page: str, ticket: EngineeringTicket | None
) -> IssueNextAct:
    if ticket is not None and ticket.fix:
        text = _("Record the fix: %(fix)s") % {"fix": ticket.fix}
        return IssueNextAct(text, ticket_id=ticket.pk)
    if ticket is None:
        return IssueNextAct(_("Open a ticket"), f"{page}#engineering")
    if ticket.answered_at:
        return IssueNextAct(_("Read the answer"), f"{page}#engineering")
    return IssueNextAct(_("Ask engineering"), f"{page}#engineering")


def notices_of(issue: Issue) -> str:
    """Return the address of the owners of an issue who wait for a notice."""
    return f"{reverse('alerts:notice_list')}?number={issue.number}"
