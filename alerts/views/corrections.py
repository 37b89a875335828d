"""Acts by which staff correct which reports are one issue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alerts.forms import ReportsForm
from alerts.models import Issue, IssueCorrection
from alerts.services.corrections import (
    merge_issues,
    move_reports,
    split_issue,
)
from alerts.services.undoing import undo_correction
from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.undo import say_done

MAX_DIGITS = 18


@require_POST
def merge_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge another issue into this one."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=pk)
    try:
        merge_issues(
            issue_id=issue.pk,
            other_id=_other_id(request),
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        _say_corrected(
            request,
            issue,
            _("Merged: new reports of either join this issue."),
        )
    return redirect(issue)


def _say_corrected(request: HttpRequest, issue: Issue, text: str) -> None:
    """Say what was corrected, with a button that undoes it."""
    corrections = IssueCorrection.objects.of_issue(issue.number)
    last = corrections.order_by("-pk").first()
    if last is None:
        messages.success(request, text)
        return
    undo = reverse("alerts:correction_undo", args=[last.pk])
    say_done(request, text, undo)


def _other_id(request: HttpRequest) -> int:
    other = request.POST.get("other", "")
    is_number = other.isascii() and other.isdecimal()
    if not is_number or len(other) > MAX_DIGITS:
        raise Invalid(
            "not_two_issues",
            _("Choose another issue that has not been merged."),
        )
    return int(other)


@require_POST
def sort_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Split reports off as an issue of their own, or move them to another."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=pk)
    form = ReportsForm(
        request.POST,
        report_ids=issue.reports.values_list("pk", flat=True),
    )
    if not form.is_valid():
        messages.error(request, error_text(form))
        return redirect(issue)
    try:
        target = _split_or_move(request, issue, form)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(issue)
    text = _("They belong to %(issue)s now; it can be undone on its page.")
    _say_corrected(request, target, text % {"issue": target})
    return redirect(target)


def _split_or_move(
    request: HttpRequest,
    issue: Issue,
    form: ReportsForm,
) -> Issue:
    report_ids = [int(pk) for pk in form.cleaned_data["reports"]]
    if form.cleaned_data["act"] == "split":
        return split_issue(
            issue_id=issue.pk,
            report_ids=report_ids,
            user=request.user,
            now=timezone.now(),
        )
    return move_reports(
        issue_id=issue.pk,
        report_ids=report_ids,
        to_number=form.cleaned_data["to_number"] or 0,
        user=request.user,
        now=timezone.now(),
    )


@require_POST
def undo_issue_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge, split or move."""
    correction = get_object_or_404(IssueCorrection, pk=pk)
    try:
        issue = undo_correction(
            correction_id=correction.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("alerts:issue_list")
    messages.success(request, _("Undone: the reports are where they were."))
    return redirect(issue)
