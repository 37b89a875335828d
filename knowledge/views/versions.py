"""The versions of a script: written, submitted, sent back, approved, retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.ui.pages.details import FormPage, edit_of
from knowledge.forms import ApprovalForm, ReasonForm, TextForm
from knowledge.models import ScriptVersion
from knowledge.rules.transitions import DRAFT
from knowledge.services.approval import (
    approve_version,
    retire_version,
    return_version,
    submit_version,
)
from knowledge.services.scripts import begin_version, edit_draft
from knowledge.views.scripts import find_script, show_script


def _version(pk: int) -> ScriptVersion:
    rows = ScriptVersion.objects.select_related("script__owner")
    version: ScriptVersion = get_object_or_404(rows, pk=pk)
    return version


@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new version of a script and open its text."""
    script = find_script(pk)
    try:
        version = begin_version(
            script_id=pk,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(script)
    return redirect("knowledge:version_edit", pk=version.pk)


class TextPage(FormPage):
    """The text of a draft."""

    queryset = ScriptVersion.objects.select_related("script")
    form_class = TextForm

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the form; what is no draft any more leads to its script."""
        version = self.get_row(pk)
        if version.state != DRAFT:
            text = _(
                "Only a draft can be edited. Begin a new version instead."
            )
            messages.error(request, text)
            return redirect(version.script)
        return super().get(request, pk)

    def get_row(self, pk: int | None) -> Any:
        """Return the row that is edited; 0 is none. Errors: Http404."""
        return get_object_or_404(self.queryset.all(), pk=pk)

    def perform(self, request: HttpRequest, form: ModelForm) -> ScriptVersion:
        return edit_draft(
            version_id=form.instance.pk,
            now=timezone.now(),
            user=request.user,
            **edit_of(form),
        )


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft up for approval."""
    version = _version(pk)
    return _perform(
        request,
        version,
        lambda: submit_version(
            version_id=pk,
            now=timezone.now(),
            user=request.user,
        ),
        _("Submitted. It waits on the desks of those who may approve it."),
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a submitted version back with a reason."""
    version = _version(pk)
    form = ReasonForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return show_script(
            request,
            version.script,
            return_form=form,
            status=422,
        )
    return _perform(
        request,
        version,
        lambda: return_version(
            version_id=pk,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            user=request.user,
        ),
        _("Sent back to the author."),
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a submitted version until a day."""
    version = _version(pk)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return show_script(
            request,
            version.script,
            approval_form=form,
            status=422,
        )
    try:
        approve_version(
            version_id=pk,
            valid_until=form.cleaned_data["valid_until"],
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        form.add_error(error.where.get("field"), str(error.message))
        status = status_of(error)
        return show_script(
            request,
            version.script,
            approval_form=form,
            status=422 if status == 400 else status,
        )
    messages.success(request, _("Approved. It is offered from now on."))
    return redirect(version.script)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved version out of use with a reason."""
    version = _version(pk)
    form = ReasonForm(request.POST, auto_id="retire_%s")
    if not form.is_valid():
        return show_script(
            request,
            version.script,
            retire_form=form,
            status=422,
        )
    return _perform(
        request,
        version,
        lambda: retire_version(
            version_id=pk,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            user=request.user,
        ),
        _("Retired. It is offered no more."),
    )


def _perform(
    request: HttpRequest,
    version: ScriptVersion,
    step: Callable[[], Any],
    done: str,
) -> HttpResponse:
    """Do a step, or say why it was refused."""
    try:
        step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(version.script)
