"""Two issues side by side, and the acts that decide whether they are one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from alerts.models import DifferentIssues, Issue, IssueChange
from alerts.selectors.twins import read_side_by_side
from alerts.services.twins import forget_difference, keep_apart
from alerts.services.unmuting import undo_mute
from common.errors import DomainError
from common.security.access import may
from common.ui.undo import say_done


@require_GET
def issue_twin(request: HttpRequest, pk: int, other_id: int) -> HttpResponse:
    """Show two issues beside each other."""
    issues = Issue.objects.unmerged().with_report_counts()
    issue = get_object_or_404(issues.select_related("owner"), pk=pk)
    other = get_object_or_404(
        issues.select_related("owner").exclude(pk=pk),
        pk=other_id,
    )
    context = {
        "title": _("Are they one matter?"),
        "question": f"#{issue.number} · #{other.number}",
        "issue": issue,
        "other": other,
        "may_change": may(request.user, "alerts:issue_merge", "POST"),
        "merge_fields": {"other": other.pk},
        **read_side_by_side(issue, other),
    }
    return render(request, "alerts/issue_twin.html", context)


@require_POST
def issue_differs(
    request: HttpRequest,
    pk: int,
    other_id: int,
) -> HttpResponse:
    """Record that two issues are not one matter."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=pk)
    try:
        row = keep_apart(
            issue_id=issue.pk,
            other_id=other_id,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        say_done(
            request,
            _("Kept apart: they are not proposed again."),
            reverse("alerts:difference_undo", args=[row.pk]),
        )
    return redirect(issue)


@require_POST
def difference_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let two issues be proposed as twins again."""
    row = get_object_or_404(DifferentIssues, pk=pk)
    issue = forget_difference(difference_id=row.pk)
    messages.success(request, _("Undone: they may be proposed again."))
    return redirect(issue)


@require_POST
def mute_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a muted issue back the state that it had."""
    change = get_object_or_404(IssueChange.objects.select_related(), pk=pk)
    try:
        issue = undo_mute(
            change_id=change.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(change.issue)
    messages.success(request, _("Undone: it speaks up again."))
    return redirect(issue)
