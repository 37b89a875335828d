"""Taking back a judgement or a decision, on the page of a nomination."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.security.access import LEADS, roles_of
from teamwork.models import Judgement, Nomination
from teamwork.services.nomination_undo import (
    UNDO_HOURS,
    UNDO_WITHIN,
    may_be_undone,
    undo_decision,
    undo_judgement,
)


def undo_context(
    request: HttpRequest,
    nomination: Nomination,
) -> dict[str, Any]:
    """Return whether the reader may take the decision back, and until when."""
    if nomination.decided_at is None:
        return {"undo_hours": UNDO_HOURS}
    is_lead = bool(roles_of(request.user) & LEADS)
    in_time = may_be_undone(nomination.decided_at, timezone.now())
    return {
        "may_undo": is_lead and in_time,
        "undo_until": nomination.decided_at + UNDO_WITHIN,
    }


@require_POST
def undo_this_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back: the nomination is open again."""
    nomination = get_object_or_404(Nomination, pk=pk)

    def undo() -> None:
        undo_decision(nomination_id=pk, now=timezone.now(), user=request.user)

    done = _("The decision is taken back: it can be decided anew.")
    return _perform(request, nomination, undo, done)


@require_POST
def undo_this_judgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a judgement back: it can be given anew."""
    judgement = get_object_or_404(Judgement, pk=pk)
    nomination = judgement.nomination

    def undo() -> None:
        undo_judgement(judgement_id=pk, now=timezone.now(), user=request.user)

    done = _("The judgement is taken back: it can be given anew.")
    return _perform(request, nomination, undo, done)


def _perform(
    request: HttpRequest,
    nomination: Nomination,
    undo: Callable[[], None],
    done: str,
) -> HttpResponse:
    try:
        undo()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(nomination)
