"""What can be done to many questions at once."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.forms.questions import ReasonForm
from alerts.models import QuestionAct
from alerts.services.questions import (
    close_question,
    give_back_question,
    take_question,
)
from common.errors import DomainError
from common.ui.pages.bulk import BulkAct

Kind = QuestionAct.Kind
NEEDS = "alerts:question_take"


def _for_each(
    act: Callable[..., Any],
    request: HttpRequest,
    chosen: Sequence[int],
    **given: Any,
) -> str:
    """Do an act to each question, and return how many it was done to; those
    whose state does not allow it stay as they are.
    """
    now = timezone.now()
    done = 0
    for pk in chosen:
        try:
            act(question_id=pk, user=request.user, now=now, **given)
        except DomainError:
            continue
        done += 1
    text = ngettext(
        "Noted for %(count)s question.",
        "Noted for %(count)s questions.",
        done,
    ) % {"count": done}
    left = len(chosen) - done
    if left:
        refused = ngettext(
            "%(count)s is as it was: its state does not allow it.",
            "%(count)s are as they were: their state does not allow it.",
            left,
        )
        text = f"{text} {refused % {'count': left}}"
    return text


def _take(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    return _for_each(take_question, request, chosen)


def _give_back(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    return _for_each(give_back_question, request, chosen)


def _not_questions(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    how = Kind.NOT_QUESTION
    return _for_each(close_question, request, chosen, how=how)


def _close(
    request: HttpRequest,
    chosen: Sequence[int],
    entered: dict[str, Any],
) -> str:
    return _for_each(
        close_question,
        request,
        chosen,
        how=Kind.CLOSED,
        note=entered["note"],
    )


def _note(_chosen: Sequence[int]) -> str:
    return _("Each of them can be undone on its own page.")


QUESTION_ACTS = (
    BulkAct(
        "take", gettext_lazy("I take them"), forms.Form, _take, NEEDS, _note
    ),
    BulkAct(
        "give_back",
        gettext_lazy("Give back"),
        forms.Form,
        _give_back,
        NEEDS,
        _note,
    ),
    BulkAct(
        "not_question",
        gettext_lazy("Not a question"),
        forms.Form,
        _not_questions,
        NEEDS,
        _note,
    ),
    BulkAct("close", gettext_lazy("Close"), ReasonForm, _close, NEEDS, _note),
)
