"""Edit what an issue is called, how severe it is and who is responsible."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alerts.forms import IssueEditForm
from alerts.models import Issue, IssueChange
from alerts.services.issue_edits import edit_issue, undo_issue_change
from common.errors import DomainError
from common.ui.pages.details import FormPage, edit_of
from common.ui.undo import say_done


class IssueEditPage(FormPage):
    queryset = Issue.objects.unmerged()
    form_class = IssueEditForm

    def perform(self, request: HttpRequest, form: ModelForm) -> Any:
        edit = edit_of(form)
        reason = form.cleaned_data["reason"]
        done = edit_issue(
            issue_id=form.instance.pk,
            user=request.user,
            now=timezone.now(),
            reason=reason,
            **edit,
        )
        for change in done:
            text = _("%(what)s: %(before)s → %(after)s")
            shown = {
                "what": change.get_kind_display(),
                "before": change.before or "–",
                "after": change.after or "–",
            }
            say_done(
                request,
                text % shown,
                reverse("alerts:issue_change_undo", args=[change.pk]),
            )
        return Issue.objects.get(pk=form.instance.pk)


@require_POST
def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a name, a severity or an owner back to what it was."""
    change = get_object_or_404(IssueChange, pk=pk)
    try:
        issue = undo_issue_change(
            change_id=change.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("alerts:issue_detail", pk=change.issue_id)
    messages.success(request, _("Undone: it is as it was before."))
    return redirect(issue)
