"""The steps of a message: edited, submitted, approved, sent, answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.pages.details import FormPage, edit_of
from outreach.forms import AnswerForm, NoteForm, TextForm
from outreach.labels import refusal_text
from outreach.models import OutreachMessage
from outreach.services.drafts import (
    approve_message,
    cancel_message,
    edit_draft,
    return_message,
    submit_message,
)
from outreach.services.sending import (
    log_answer,
    mark_not_sent,
    mark_sent,
    take_by_hand,
)
from outreach.views.messages import find_message, show_message


class TextPage(FormPage):
    """The text of a draft."""

    queryset = OutreachMessage.objects.select_related("member")
    form_class = TextForm

    def perform(self, request: HttpRequest, form: Any) -> OutreachMessage:
        edit = edit_of(form)
        return edit_draft(
            message_id=form.instance.pk,
            changes=edit["changes"],
            opened=edit["opened"],
            now=timezone.now(),
            user=request.user,
        )


def _perform(
    request: HttpRequest,
    pk: int,
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
    return redirect("outreach:message_detail", pk=pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft up for approval."""
    find_message(pk)
    done = _("Submitted. It waits for another colleague.")
    return _perform(
        request,
        pk,
        lambda: submit_message(message_id=pk, user=request.user),
        done,
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a message."""
    row = find_message(pk)
    done = _("Approved. Its author can send it.")
    if row.channel is not None:
        done = _("Approved. It goes as soon as the rules of contact allow it.")
    return _perform(
        request,
        pk,
        lambda: approve_message(
            message_id=pk, now=timezone.now(), user=request.user
        ),
        done,
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a message a draft again."""
    find_message(pk)
    return _perform(
        request,
        pk,
        lambda: return_message(
            message_id=pk,
            note=_note_of(request),
            user=request.user,
            now=timezone.now(),
        ),
        _("It is a draft again."),
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Never send a message."""
    find_message(pk)
    return _perform(
        request,
        pk,
        lambda: cancel_message(
            message_id=pk,
            note=_note_of(request),
            user=request.user,
            now=timezone.now(),
        ),
        _("Cancelled. It can be made a draft again."),
    )


def _note_of(request: HttpRequest) -> str:
    """Return the reason that was given. Errors: Invalid without one."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Invalid("no_reason", error_text(form))
    note: str = form.cleaned_data["note"]
    return note


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a message that is sent by hand; say why if it may not go."""
    find_message(pk)
    try:
        claim = take_by_hand(
            message_id=pk,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("outreach:message_detail", pk=pk)
    if claim.may_go:
        text = _("It is yours: copy the text, send it, then mark it as sent.")
        messages.success(request, text)
    else:
        said = refusal_text(claim.reason, claim.allowed_at)
        text = _("It may not be sent now: %(why)s.") % {"why": said}
        messages.warning(request, text)
    return redirect("outreach:message_detail", pk=pk)


@require_POST
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a message has arrived."""
    find_message(pk)
    return _perform(
        request,
        pk,
        lambda: mark_sent(
            message_id=pk, now=timezone.now(), user=request.user
        ),
        _("Noted: sent."),
    )


@require_POST
def not_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a message has not arrived."""
    find_message(pk)
    return _perform(
        request,
        pk,
        lambda: mark_not_sent(
            message_id=pk, now=timezone.now(), user=request.user
        ),
        _("Noted: not sent. It counts as no contact."),
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Log what the member answered."""
    row = find_message(pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_message(request, row, answer_form=form, status=422)
    return _perform(
        request,
        pk,
        lambda: log_answer(
            message_id=pk,
            now=timezone.now(),
            user=request.user,
            **form.cleaned_data,
        ),
        _("Logged as an interaction."),
    )
