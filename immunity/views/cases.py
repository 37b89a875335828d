"""Case files of crises: list, page, print, and the form after closing an issue."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View

from alerts.models import Issue
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from immunity.filters import CaseFilter
from immunity.forms.cases import (
    CaseForm,
    CheckForm,
    NewCaseForm,
    NewCheckForm,
    OmissionForm,
)
from immunity.models import CaseCheck, CrisisCase
from immunity.selectors.cases import (
    drafted_checks,
    drafted_scope,
    member_cases,
)
from immunity.selectors.crises import case_of, lacks_case_file
from immunity.selectors.memory import remember
from immunity.services.cases import edit_case, write_case
from immunity.tables import CaseTable


class CaseListPage(ListPage):
    filterset_class = CaseFilter
    table_class = CaseTable
    url_name = "immunity:case_list"
    title = gettext_lazy("Crisis memory")
    question = gettext_lazy("What did past crises teach us?")
    noun = npgettext_lazy("beside a number", "case file", "case files")
    tabs = (
        QuickTab(
            gettext_lazy("With checks that are due"),
            lambda _reader: {"has_due_checks": "true"},
        ),
    )
    empty_hint = gettext_lazy(
        "A case file is asked for when an issue is closed that had raised an "
        "alert. It is what a later issue is compared with.",
    )
    also_url_name = "alerts:issue_list"
    also_label = gettext_lazy("Early warning")

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        due = CaseCheck.objects.due(today).filter(case=OuterRef("pk"))
        rows = CrisisCase.objects.with_checks(today).annotate(
            has_due_checks=Exists(due),
        )
        return rows.select_related("issue", "written_by").order_by(
            "-written_at", "-pk"
        )


class CaseCreatePage(View):
    """Write the case file of a closed issue, or say why none is needed."""

    def get(self, request: HttpRequest, issue_id: int) -> HttpResponse:
        issue = _issue(issue_id)
        case = case_of(issue)
        if case is not None and lacks_case_file(issue):
            text = _(
                "It raised an alert again since this case file was written: "
                "bring the file up to date and save it.",
            )
            messages.info(request, text)
            return redirect("immunity:case_edit", pk=case.pk)
        if case is not None:
            return redirect(case)
        initial: dict[str, Any] = {"scope": drafted_scope(issue)}
        today = business_today(timezone.now())
        for number, check in enumerate(drafted_checks(today), start=1):
            initial[f"question_{number}"] = check["question"]
            initial[f"due_on_{number}"] = check["due_on"]
        return self._show(request, issue, NewCaseForm(initial=initial))

    def post(self, request: HttpRequest, issue_id: int) -> HttpResponse:
        issue = _issue(issue_id)
        form = NewCaseForm(request.POST)
        if not form.is_valid():
            return self._show(request, issue, form, status=422)
        try:
            case = write_case(
                issue_id=issue_id,
                values=form.values(),
                checks=form.checks(),
                now=timezone.now(),
                user=request.user,
            )
        except (DomainError, ValidationError) as error:
            return self._refuse(request, issue, form, error)
        messages.success(request, _("The case file is written."))
        return redirect(case)

    def _refuse(
        self,
        request: HttpRequest,
        issue: Issue,
        form: NewCaseForm,
        error: DomainError | ValidationError,
    ) -> HttpResponse:
        if isinstance(error, ValidationError):
            form.add_error(None, " ".join(error.messages))
            return self._show(request, issue, form, status=422)
        form.add_error(None, str(error.message))
        status = status_of(error)
        status = 422 if status == 400 else status
        return self._show(request, issue, form, status=status)

    def _show(
        self,
        request: HttpRequest,
        issue: Issue,
        form: NewCaseForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": _("Case file of %(issue)s") % {"issue": issue},
            "issue": issue,
            "form": form,
            "omission_form": OmissionForm(auto_id="omit_%s"),
            "omission": getattr(issue, "case_omission", None),
            "may_agree": may(request.user, "immunity:omission_agree", "POST"),
        }
        return render(
            request, "immunity/case_form.html", context, status=status
        )


class CaseEditPage(FormPage):
    queryset = CrisisCase.objects.select_related("issue")
    form_class = CaseForm

    def perform(self, request: HttpRequest, form: Any) -> CrisisCase:
        return edit_case(
            case_id=form.instance.pk, **edit_of(form), now=timezone.now()
        )


def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case file with the members' own cases and its checks."""
    context = _context(request, pk)
    return render(request, "immunity/case_detail.html", context)


def case_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case file as it is printed."""
    context = _context(request, pk)
    return render(request, "immunity/case_print.html", context)


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    now = timezone.now()
    today = business_today(now)
    rows = CrisisCase.objects.with_checks(today)
    case = get_object_or_404(
        rows.select_related(
            "issue__owner", "issue__merged_into__owner", "written_by"
        ),
        pk=pk,
    )
    issue = case.present_issue
    checks = list(case.checks.select_related("owner", "done_by"))
    open_checks = [check for check in checks if check.done_at is None]
    return {
        "title": str(case),
        "case": case,
        "issue": issue,
        "checks": checks,
        "next_check": open_checks[0] if open_checks else None,
        "today": today,
        "now": now,
        "member_cases": member_cases(issue),
        "decisions": issue.changes.select_related("changed_by").order_by(
            "changed_at", "pk"
        ),
        "alerts": issue.alerts.order_by("raised_at", "pk"),
        "memory": remember(issue),
        "may_write": may(request.user, "immunity:check_done", "POST"),
        "check_form": CheckForm(auto_id=False),
        "new_check_form": NewCheckForm(auto_id="new_%s"),
    }


def _issue(issue_id: int) -> Issue:
    rows = Issue.objects.unmerged().select_related("case_omission")
    issue: Issue = get_object_or_404(rows, pk=issue_id)
    return issue
