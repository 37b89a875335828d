"""Consultations of graduates who advise us."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError, Invalid
from common.security.access import may
from common.ui.forms import error_text
from common.ui.pages.lists import ListPage
from outreach.filters import ConsultationFilter
from outreach.forms.graduations import (
    AdvisorAnswerForm,
    ConsultationForm,
    OutcomeForm,
)
from outreach.models import AdvisorAnswer, Consultation
from outreach.services.advice import (
    ask_advisers,
    note_answer,
    record_outcome,
)
from outreach.tables import ConsultationTable


class ConsultationListPage(ListPage):
    filterset_class = ConsultationFilter
    table_class = ConsultationTable
    url_name = "outreach:consultation_list"
    create_url_name = "outreach:consultation_create"
    create_label = gettext_lazy("Ask the advisers")
    title = gettext_lazy("Consultations")
    question = gettext_lazy("What did we ask graduates, and what came of it?")
    noun = npgettext_lazy("beside a number", "consultation", "consultations")
    empty_hint = gettext_lazy(
        "Mark graduates as advisers on the page of their graduation, then ask.",
    )
    also_url_name = "outreach:honour_list"
    also_label = gettext_lazy("Badges")

    def get_queryset(self) -> QuerySet[Any]:
        answered = Q(answers__answered_on__isnull=False)
        rows = Consultation.objects.annotate(
            answer_count=Count("answers", filter=answered),
        )
        return rows.select_related("asked_by").order_by("-asked_at", "-pk")


class ConsultationFormPage(View):
    """Ask those who advise us."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ConsultationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ConsultationForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            row = ask_advisers(
                now=timezone.now(),
                user=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(error.where.get("field"), str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, form, status=status)
        messages.success(request, _("Stored. Now ask each of them."))
        return redirect(row)

    def _show(
        self,
        request: HttpRequest,
        form: ConsultationForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {"title": _("Ask the advisers"), "form": form}
        return render(request, "generic/form.html", context, status=status)


def consultation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question to the advisers, their answers and what came of it."""
    rows = Consultation.objects.select_related("asked_by")
    row = get_object_or_404(rows, pk=pk)
    answers = list(row.answers.select_related("member"))
    open_count = sum(one.answered_on is None for one in answers)
    context = {
        "title": _("Consultation"),
        "row": row,
        "answers": answers,
        "open_count": open_count,
        "is_late": row.due_on < business_today(timezone.now()),
        "may_write": may(request.user, "outreach:advisor_answer", "POST"),
        "answer_form": AdvisorAnswerForm(),
        "outcome_form": OutcomeForm(),
    }
    return render(request, "outreach/consultation_detail.html", context)


@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Store what an adviser answered."""
    row = get_object_or_404(AdvisorAnswer, pk=pk)
    form = AdvisorAnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("no_answer", error_text(form))
        note_answer(
            answer_id=pk,
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("outreach:consultation_detail", pk=row.consultation_id)


@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Store what came of a consultation."""
    get_object_or_404(Consultation, pk=pk)
    form = OutcomeForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("no_outcome", error_text(form))
        record_outcome(
            consultation_id=pk,
            outcome=form.cleaned_data["outcome"],
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("outreach:consultation_detail", pk=pk)
