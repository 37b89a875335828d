"""Pages about questions of members."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alerts.filters import QuestionFilter
from alerts.selectors.questions import (
    SERVICE_LEVEL_HOURS,
    read_question,
    read_question_board,
)
from alerts.services.questions import take_question
from alerts.tables import QuestionTable
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from community.models import Question


class QuestionListPage(ListPage):
    filterset_class = QuestionFilter
    table_class = QuestionTable
    url_name = "alerts:question_list"
    title = gettext_lazy("Healing")
    question = gettext_lazy("Whose question is still open?")
    empty_hint = gettext_lazy(
        "Questions are read out of posts as they come in.",
    )
    template_name = "alerts/question_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        now = timezone.now()
        rows = Question.objects.visible().with_state(now)
        rows = rows.with_overdue(SERVICE_LEVEL_HOURS, now).by_urgency()
        return rows.select_related(
            "post__author",
            "helper",
            "care__taken_by",
        )

    def _context(self, *args: Any) -> dict[str, Any]:
        context = super()._context(*args)
        if not self.is_part():
            context |= read_question_board(timezone.now())
        return context


def question_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question, its answers, and who could help."""
    visible = Question.objects.visible()
    question = get_object_or_404(
        visible.select_related("post__author", "post__source", "helper"),
        pk=pk,
    )
    may_take = may(request.user, "alerts:question_take", "POST")
    context = {
        "title": _("Question"),
        "asked": question,
        "may_take": may_take and question.is_waiting,
        **read_question(question, timezone.now()),
    }
    return render(request, "alerts/question_detail.html", context)


@require_POST
def take_this_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the signed-in account take a question."""
    question = get_object_or_404(Question.objects.visible(), pk=pk)
    try:
        take_question(
            question_id=question.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(question)
