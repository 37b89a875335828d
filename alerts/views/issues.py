"""Pages about issues found in reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View

from alerts.filters import IssuePageFilter
from alerts.forms import IssueChangeForm
from alerts.forms.engineering import TicketAnswerForm, TicketForm
from alerts.labels import (
    age_text,
    owners_text,
    severity_signs,
    severity_text,
)
from alerts.models import Issue
from alerts.selectors.board import read_board
from alerts.selectors.engineering import read_engineering
from alerts.selectors.issue_page import read_issue
from alerts.selectors.issue_tabs import count_states
from alerts.selectors.no_alert_reasons import explain_no_alert
from alerts.services.issues import change_issue
from alerts.services.plans import plan_issue
from alerts.tables import IssueTable
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done


class IssueListPage(ListPage):
    queryset = (
        Issue.objects.unmerged()
        .with_report_counts()
        .with_closed_at()
        .select_related("owner")
        .order_by(
            F("last_alerted_at").desc(nulls_last=True), "-opened_at", "-pk"
        )
    )
    filterset_class = IssuePageFilter
    table_class = IssueTable
    url_name = "alerts:issue_list"
    title = gettext_lazy("Early warning")
    question = gettext_lazy("What is going wrong before it blows up?")
    empty_hint = gettext_lazy(
        "No alert was raised. What is being watched, and everyday words that "
        "many share, are behind the parts of the list above.",
    )
    template_name = "alerts/issue_list.html"
    noun = npgettext_lazy("beside a number", "issue", "issues")

    def ready_table(self, table: Any) -> None:
        table.now = timezone.now()

    def _context(self, *args: Any) -> dict[str, Any]:
        board = {} if self.is_part() else read_board(timezone.now())
        context = super()._context(*args)
        filters = {}
        for name, _label, _value in context["filterset"].active_filters():
            filters[name] = self.request.GET[name]
        return {**context, **board, "tabs": count_states(filters)}


class IssuePanel(NamedTuple):
    """What an app above shows of an issue: a template, and a function that
    reads its content; it shows nothing where that is None.
    """

    template: str
    read: Callable[[Issue, datetime], Any]


class IssuePage(View):
    """An issue with its reports, and the form by which staff decide about it.

    panels: what apps above show · after_closing: returns the page that is
    opened once an issue is closed, "" for its own.
    """

    panels: tuple[IssuePanel, ...] = ()
    after_closing: Callable[[Issue, Any], str] | None = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        issues = Issue.objects.with_report_counts().select_related("owner")
        issue = get_object_or_404(issues, pk=pk)
        if issue.merged_into_id:
            return redirect("alerts:issue_detail", pk=issue.merged_into_id)
        return self._show(request, issue, IssueChangeForm(issue=issue))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        issues = Issue.objects.unmerged().with_report_counts()
        issue = get_object_or_404(issues.select_related("owner"), pk=pk)
        form = IssueChangeForm(request.POST, issue=issue)
        if not form.is_valid():
            return self._show(request, issue, form, status=422)
        try:
            _decide(request, issue, form.cleaned_data)
        except DomainError as error:
            issue.refresh_from_db()
            form = _form_for_present_state(request, issue)
            form.add_error(None, str(error.message))
            return self._show(request, issue, form, status=status_of(error))
        _say_saved(request, issue, form.cleaned_data["to_state"])
        return redirect(self._address_after(request, issue))

    def _address_after(self, request: HttpRequest, issue: Issue) -> str:
        """Return the page that is opened once a decision is stored."""
        issue.refresh_from_db()
        asked = ""
        if self.after_closing and issue.state == Issue.State.CLOSED:
            asked = self.after_closing(issue, request.user)
        return asked or issue.get_absolute_url()

    def _panels(self, issue: Issue, now: datetime) -> list[tuple[str, Any]]:
        """Return the templates of apps above with their content."""
        found = []
        for panel in self.panels:
            content = panel.read(issue, now)
            if content is not None:
                found.append((panel.template, content))
        return found

    def _show(
        self,
        request: HttpRequest,
        issue: Issue,
        form: IssueChangeForm,
        status: int = 200,
    ) -> HttpResponse:
        shows_all = request.GET.get("reports") == "all"
        now = timezone.now()
        quiet = explain_no_alert(issue)
        context: dict[str, Any] = {
            "title": str(issue),
            "issue": issue,
            "form": form,
            "may_change": may(request.user, "alerts:issue_detail", "POST"),
            "is_overdue": issue.is_overdue(business_today(now)),
            "quiet": quiet,
            "quiet_owners": owners_text(quiet["owners"], quiet["expected"])
            if quiet
            else "",
            "age": age_text(issue.opened_at, now),
            "severity": severity_text(issue),
            "signs": severity_signs(issue),
            "may_edit": may(request.user, "alerts:issue_edit", "POST"),
            "panels": self._panels(issue, now),
            **read_issue(issue, now=now, whole=shows_all),
            **_engineering(issue),
        }
        return render(
            request,
            "alerts/issue_detail.html",
            context,
            status=status,
        )


def _decide(request: HttpRequest, issue: Issue, data: dict[str, Any]) -> None:
    """Do what the form says. Errors: DomainError."""
    who: dict[str, Any] = {"user": request.user, "now": timezone.now()}
    if data["to_state"] != issue.state:
        change_issue(issue_id=issue.pk, **who, **data)
        return
    plan_issue(
        issue_id=issue.pk,
        from_state=data["from_state"] or issue.state,
        owner=data["owner"],
        due_on=data["due_on"],
        note=data["note"],
        **who,
    )


def _engineering(issue: Issue) -> dict[str, Any]:
    """Return what the page shows of engineering, with its forms and the
    fields of the next act.
    """
    shown = read_engineering(issue)
    for ticket in shown["tickets"]:
        answer_form = TicketAnswerForm(auto_id=f"answer_{ticket.pk}_%s")
        ticket.answer_form = answer_form
    to_state = shown["act"].to_state
    return {
        **shown,
        "ticket_form": TicketForm(issue=issue),
        "act_fields": {"from_state": issue.state, "to_state": to_state},
    }


def _say_saved(request: HttpRequest, issue: Issue, to_state: str) -> None:
    """Say that a decision was saved; that an issue was muted can be undone."""
    if to_state != Issue.State.MUTED:
        messages.success(request, _("Saved: %(name)s") % {"name": issue})
        return
    change = issue.changes.latest("pk")
    say_done(
        request,
        _("Muted: %(name)s") % {"name": issue},
        reverse("alerts:mute_undo", args=[change.pk]),
    )


def _form_for_present_state(
    request: HttpRequest,
    issue: Issue,
) -> IssueChangeForm:
    """Return the form with what was entered, to be sent again on the state
    that the issue has now.
    """
    entered = {**request.POST.dict(), "from_state": issue.state}
    form = IssueChangeForm(entered, issue=issue)
    form.is_valid()
    return form
