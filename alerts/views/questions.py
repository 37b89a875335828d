"""Pages about questions of members."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from alerts.filters.questions import QuestionFilter
from alerts.forms.questions import InvitationForm, QuestionActForm
from alerts.models import QuestionAct
from alerts.selectors.question_states import (
    count_question_states,
    questions_with_states,
)
from alerts.selectors.questions import read_question, read_question_board
from alerts.services.invitations import invite_helper
from alerts.services.questions import (
    close_question,
    give_back_question,
    reopen_closed_question,
    take_question,
    undo_act,
)
from alerts.tables import QuestionTable
from alerts.views.question_acts import QUESTION_ACTS
from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from community.models import Question


class QuestionPanel(NamedTuple):
    """What an app above shows below the list of questions: a template, and a
    function that reads its content.
    """

    template: str
    read: Callable[[datetime], Any]


class QuestionListPage(ListPage):
    panels: tuple[QuestionPanel, ...] = ()
    filterset_class = QuestionFilter
    table_class = QuestionTable
    url_name = "alerts:question_list"
    title = gettext_lazy("Healing")
    question = gettext_lazy(
        "Whose question is still open, and do owners help each other?",
    )
    empty_hint = gettext_lazy(
        "Questions are read out of posts as they come in.",
    )
    template_name = "alerts/question_list.html"
    noun = npgettext_lazy("beside a number", "question", "questions")
    bulk_acts = QUESTION_ACTS

    def get_queryset(self) -> QuerySet[Any]:
        rows = questions_with_states(timezone.now()).by_urgency()
        found: QuerySet[Any] = rows.select_related(
            "post__author",
            "helper",
            "care__taken_by",
        )
        return found

    def _context(self, *args: Any) -> dict[str, Any]:
        context = super()._context(*args)
        now = timezone.now()
        if not self.is_part():
            context |= read_question_board(now)
            context["panels"] = [
                (panel.template, panel.read(now)) for panel in self.panels
            ]
        filters = {}
        for name, _label, _value in context["filterset"].active_filters():
            filters[name] = self.request.GET[name]
        return {**context, "tabs": count_question_states(filters, now)}


class QuestionPage(View):
    """A question with its answers, who could help, and what is done about it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show_question(request, find_question(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = find_question(pk)
        form = QuestionActForm(request.POST)
        if not form.is_valid():
            return show_question(request, question, form, status=422)
        try:
            act = _perform(request, question, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
            status = status_of(error)
            return show_question(request, question, form, status=status)
        text = _("Noted: %(act)s. It can be undone below.")
        messages.success(request, text % {"act": act.get_kind_display()})
        return redirect(question)


def _perform(
    request: HttpRequest,
    question: Question,
    entered: dict[str, Any],
) -> QuestionAct:
    kind = entered["kind"]
    given = {
        "question_id": question.pk,
        "note": entered["note"],
        "user": request.user,
        "now": timezone.now(),
    }
    if kind == QuestionAct.Kind.GIVEN_BACK:
        return give_back_question(**given)
    if kind == QuestionAct.Kind.REOPENED:
        return reopen_closed_question(**given)
    return close_question(how=kind, link=entered["link"], **given)


def find_question(pk: int) -> Question:
    """Return a question for its page, also what staff said is none."""
    questions = Question.objects.of_people().select_related(
        "post__author",
        "post__source",
        "post__circle",
        "helper",
    )
    found: Question = get_object_or_404(questions, pk=pk)
    return found


def show_question(
    request: HttpRequest,
    question: Question,
    form: Any = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show a question; of a form that was refused, what is wrong with it."""
    question.refresh_from_db()
    may_act = may(request.user, "alerts:question_take", "POST")
    context = {
        "title": str(question)[:60],
        "asked": question,
        "may_act": may_act,
        "form": form,
        "entered": form.data if form is not None else {},
        **read_question(question, timezone.now()),
    }
    return render(
        request,
        "alerts/question_detail.html",
        context,
        status=status,
    )


@require_POST
def take_this_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the signed-in account take a question."""
    question = find_question(pk)
    try:
        take_question(
            question_id=question.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(question)


@require_POST
def invite_to_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a member was invited to answer a question."""
    question = find_question(pk)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return show_question(request, question, form, status=422)
    try:
        invitation = invite_helper(
            question_id=question.pk,
            user=request.user,
            now=timezone.now(),
            **form.values(),
        )
    except DomainError as error:
        form.add_error(None, str(error.message))
        status = status_of(error)
        return show_question(request, question, form, status=status)
    text = _("Noted: %(name)s was invited. It can be undone below.")
    messages.success(request, text % {"name": invitation.member})
    return redirect(question)


@require_POST
def undo_question_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an act on a question."""
    act = get_object_or_404(QuestionAct.objects.select_related(), pk=pk)
    try:
        undo_act(act_id=act.pk, user=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = _("Undone: %(act)s.") % {"act": act.get_kind_display()}
        messages.success(request, text)
    return redirect(act.question)
