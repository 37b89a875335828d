"""Acts on case files: checks, and reasons without a case file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alerts.models import Issue
from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.undo import say_done
from immunity.forms.cases import CheckForm, NewCheckForm, OmissionForm
from immunity.models import CaseCheck, CaseOmission, CrisisCase
from immunity.services.cases import (
    add_check,
    agree_to_omission,
    finish_check,
    omit_case,
    reopen_check,
    undo_omission,
)


@require_POST
def check_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a check found; it can be undone."""
    check = get_object_or_404(CaseCheck.objects.select_related("case"), pk=pk)

    def act() -> CaseCheck:
        data = _cleaned(CheckForm(request.POST))
        return finish_check(
            check_id=pk, **data, now=timezone.now(), user=request.user
        )

    undo = reverse("immunity:check_undo", args=[pk])
    return _perform(request, check, act, _("Checked."), undo)


@require_POST
def check_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a check be open again."""
    check = get_object_or_404(CaseCheck.objects.select_related("case"), pk=pk)
    return _perform(
        request, check, lambda: reopen_check(check_id=pk), _("Undone.")
    )


@require_POST
def check_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a check to a case file."""
    case = get_object_or_404(CrisisCase, pk=pk)

    def act() -> CaseCheck:
        data = _cleaned(NewCheckForm(request.POST))
        return add_check(case=case, **data, owner=request.user)

    return _perform(request, case, act, _("The check is added."))


@require_POST
def omit(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Say why no case file is written of an issue."""
    issue = get_object_or_404(Issue.objects.unmerged(), pk=issue_id)

    def act() -> CaseOmission:
        data = _cleaned(OmissionForm(request.POST))
        return omit_case(
            issue_id=issue_id,
            reason=data["reason"],
            now=timezone.now(),
            user=request.user,
        )

    text = _("No case file. A lead still has to agree with your reason.")
    return _perform(
        request,
        issue,
        act,
        text,
        lambda row: reverse("immunity:omission_undo", args=[row.pk]),
    )


@require_POST
def omission_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that no case file is needed."""
    row = get_object_or_404(
        CaseOmission.objects.select_related("issue"), pk=pk
    )
    return _perform(
        request,
        row.issue,
        lambda: agree_to_omission(
            omission_id=pk, now=timezone.now(), user=request.user
        ),
        _("Agreed: no case file."),
    )


@require_POST
def omission_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a case file be asked for again."""
    row = get_object_or_404(
        CaseOmission.objects.select_related("issue"), pk=pk
    )
    return _perform(
        request,
        row,
        lambda: undo_omission(omission_id=pk),
        _("Undone."),
    )


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what a form says. Errors: Invalid."""
    if not form.is_valid():
        raise Invalid("not_understood", error_text(form))
    data: dict[str, Any] = form.cleaned_data
    return data


def _perform(
    request: HttpRequest,
    page: Any,
    act: Callable[[], Any],
    done: str,
    undo: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """Do something and say so with its undo, or why not; show the page."""
    address = page.get_absolute_url()
    try:
        made = act()
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        how = undo(made) if callable(undo) else undo
        if how:
            say_done(request, done, how)
        else:
            messages.success(request, done)
    return redirect(address)
