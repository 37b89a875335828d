"""Pages and acts of what engineering gets and answers: board by state, engineering sheet,
tickets, public answers.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from alerts.forms.engineering import (
    PublicAnswerForm,
    TicketAnswerForm,
    TicketForm,
)
from alerts.models import EngineeringTicket, Issue
from alerts.selectors.engineering_sheet import read_sheet
from alerts.selectors.sheet_text import sheet_text
from alerts.selectors.state_board import read_state_board
from alerts.services.public_answers import mark_posted
from alerts.services.sheet_handover import hand_over_vins
from alerts.services.tickets import (
    NewAnswer,
    answer_ticket,
    open_ticket,
    record_fix,
)
from common.errors import DomainError
from common.security.access import may
from common.security.masking import show_in_full
from common.ui.forms import error_text

Act = Callable[[dict[str, Any]], Any]


@require_GET
def state_board(request: HttpRequest) -> HttpResponse:
    """Show the issues that wait for somebody, by state."""
    context = {
        "title": _("Issues by state"),
        "question": _("What waits for whom, and since when?"),
        "columns": read_state_board(timezone.now()),
        "may_change": may(request.user, "alerts:issue_detail", "POST"),
    }
    return render(request, "alerts/state_board.html", context)


@require_GET
def engineering_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what engineers need of an issue, to read, print and copy."""
    issue = get_object_or_404(Issue.objects.with_report_counts(), pk=pk)
    if issue.merged_into_id:
        return redirect("alerts:issue_sheet", pk=issue.merged_into_id)
    sheet = read_sheet(issue, now=timezone.now())
    shows_vins = may(request.user, "alerts:ticket_open", "POST")
    if shows_vins:
        show_in_full(request, *hand_over_vins(sheet, form="page"))
    context = {
        "title": _("Engineering sheet"),
        "question": sheet.name,
        "sheet": sheet,
        "issue": issue,
        "shows_vins": shows_vins,
        "text": sheet_text(sheet, shows_vins=shows_vins),
    }
    return render(request, "alerts/engineering_sheet.html", context)


@require_POST
def ticket_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a ticket about an issue."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=pk)
    form = TicketForm(request.POST, issue=issue)
    return _act(
        request,
        issue,
        form,
        lambda data: open_ticket(
            issue_id=issue.pk,
            user=request.user,
            now=timezone.now(),
            **data,
        ),
        _("The issue is with engineering now."),
    )


@require_POST
def ticket_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what engineering said to a ticket."""
    ticket = _ticket(pk)
    form = TicketAnswerForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        answer = NewAnswer(data.pop("text"), data.pop("author"))
        answer_ticket(
            ticket_id=ticket.pk,
            answer=answer,
            user=request.user,
            now=timezone.now(),
            **data,
        )

    return _act(request, ticket.issue, form, act, _("Written down."))


@require_POST
def ticket_fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the issue of a ticket to fixed, as engineering says."""
    ticket = _ticket(pk)
    return _act(
        request,
        ticket.issue,
        None,
        lambda _data: record_fix(
            ticket_id=ticket.pk,
            user=request.user,
            now=timezone.now(),
        ),
        _("Fixed: the owners can be told now."),
    )


@require_POST
def public_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a public answer was posted."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=pk)
    return _act(
        request,
        issue,
        PublicAnswerForm(request.POST),
        lambda data: mark_posted(
            issue_id=issue.pk,
            user=request.user,
            now=timezone.now(),
            **data,
        ),
        _("Noted: it was posted."),
        part="public",
    )


def _ticket(pk: int) -> EngineeringTicket:
    tickets = EngineeringTicket.objects.select_related("issue__merged_into")
    return get_object_or_404(tickets, pk=pk)


def _act(
    request: HttpRequest,
    issue: Issue,
    form: forms.Form | None,
    act: Act,
    done: str,
    *,
    part: str = "engineering",
) -> HttpResponse:
    """Do what a form asks for and go back to its part of the issue's page; say
    what was wrong.
    """
    page = (issue.merged_into or issue).get_absolute_url()
    if form is not None and not form.is_valid():
        messages.error(request, error_text(form))
        return redirect(f"{page}#{part}")
    try:
        act(form.cleaned_data if form is not None else {})
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(f"{page}#{part}")
