"""Acts on the page of a claim."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.undo import say_done
from immunity.forms import (
    DecisionForm,
    EvidenceForm,
    InviteForm,
    WordingForm,
)
from immunity.models import Claim, ClaimChange, ClaimEvidence, ClaimPost
from immunity.services.claims import decide_claim, undo_decision
from immunity.services.evidence import (
    EXCLUDED,
    enter_wording,
    link_evidence,
    set_stance,
    unlink_evidence,
)
from immunity.services.invitations import invite_owners
from immunity.views.claims import limit_states, show_claim


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what becomes of a claim; it can be undone."""
    rows = Claim.objects.with_counts().select_related("owner", "returns_of")
    claim = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        limit_states(form, claim)
        return show_claim(request, claim, decision=form, status=422)
    try:
        change = decide_claim(
            claim_id=pk,
            **form.cleaned_data,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        claim.refresh_from_db()
        field = error.where.get("field")
        form.add_error(
            field if field in form.fields else None, str(error.message)
        )
        limit_states(form, claim)
        status = status_of(error)
        return show_claim(
            request,
            claim,
            decision=form,
            status=422 if status == 400 else status,
        )
    undo_it = reverse("immunity:claim_undo", args=[change.pk])
    text = _("Decided: %(state)s") % {"state": change.get_to_state_display()}
    say_done(request, text, undo_it)
    return redirect("immunity:claim_detail", pk=pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a decision about a claim."""
    change = get_object_or_404(ClaimChange, pk=pk)
    return _perform(
        request,
        change.claim_id,
        lambda: undo_decision(
            change_id=pk, user=request.user, now=timezone.now()
        ),
        _("Undone."),
    )


@require_POST
def link_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the post of an owner as evidence."""
    get_object_or_404(Claim, pk=pk)

    def act() -> ClaimEvidence:
        data = _cleaned(EvidenceForm(request.POST))
        return link_evidence(
            claim_id=pk,
            post_id=data["post"],
            note=data["note"],
            now=timezone.now(),
            user=request.user,
        )

    return _perform(
        request,
        pk,
        act,
        _("Linked as evidence."),
        lambda row: reverse("immunity:evidence_unlink", args=[row.pk]),
    )


@require_POST
def unlink_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove evidence from its claim."""
    row = get_object_or_404(ClaimEvidence, pk=pk)
    return _perform(
        request,
        row.claim_id,
        lambda: unlink_evidence(evidence_id=pk),
        _("Removed."),
    )


@require_POST
def add_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a wording to a claim."""
    get_object_or_404(Claim, pk=pk)

    def act() -> Claim:
        data = _cleaned(WordingForm(request.POST))
        return enter_wording(
            claim_id=pk,
            text=data["text"],
            now=timezone.now(),
            user=request.user,
        )

    return _perform(request, pk, act, _("The wording is added."))


@require_POST
def set_post_stance(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a post does with its claim, or that it is not about it; that
    can be undone.
    """
    row = get_object_or_404(ClaimPost, pk=pk, claim__isnull=False)
    before = EXCLUDED if row.is_excluded else row.stance
    undo_it = reverse("immunity:stance_set", args=[pk])
    return _perform(
        request,
        row.claim_id or 0,
        lambda: set_stance(
            claim_post_id=pk,
            stance=request.POST.get("stance") or request.GET.get("stance", ""),
            user=request.user,
        ),
        _("Saved."),
        lambda _row: f"{undo_it}?{urlencode({'stance': before})}",
    )


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Write drafts that invite owners to show their own experience."""
    get_object_or_404(Claim, pk=pk)

    def act() -> list[Any]:
        data = _cleaned(InviteForm(request.POST))
        return invite_owners(
            claim_id=pk,
            member_ids=data["members"],
            route=data["route"],
            now=timezone.now(),
            user=request.user,
        )

    try:
        made = act()
    except (DomainError, ValidationError) as error:
        messages.error(request, _message(error))
        return redirect("immunity:claim_detail", pk=pk)
    text = ngettext(
        "%(count)s draft is written. Read it, then submit it.",
        "%(count)s drafts are written. Read them, then submit them.",
        len(made),
    ) % {"count": len(made)}
    messages.success(request, text)
    address = reverse("outreach:message_list")
    return redirect(f"{address}?purpose=experience&state=draft")


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what a form says. Errors: Invalid."""
    if not form.is_valid():
        raise Invalid("not_understood", error_text(form))
    data: dict[str, Any] = form.cleaned_data
    return data


def _message(error: Exception) -> str:
    if isinstance(error, DomainError):
        return str(error.message)
    return " ".join(getattr(error, "messages", [str(error)]))


def _perform(
    request: HttpRequest,
    claim_id: int,
    act: Callable[[], Any],
    done: str,
    undo_of: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Do something with a claim, and say so with its undo, or why not."""
    try:
        made = act()
    except (DomainError, ValidationError) as error:
        messages.error(request, _message(error))
    else:
        if undo_of is None:
            messages.success(request, done)
        else:
            say_done(request, done, undo_of(made))
    return redirect("immunity:claim_detail", pk=claim_id)
