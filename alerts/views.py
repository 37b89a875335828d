from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_POST

from alerts.filters import IssueFilter, NoticeFilter, QuestionFilter
from alerts.forms import IssueChangeForm, TellForm, VoicesForm
from alerts.models import Issue, IssueCorrection, Placement
from alerts.services.board import count_states, read_board
from alerts.services.corrections import merge_issues, move_voices, split_issue, undo_correction
from alerts.services.healing import SERVICE_LEVEL_HOURS, read_healing, read_question, take_question
from alerts.services.issue_page import read_issue
from alerts.services.issues import alike_issues, change_issue
from alerts.services.notices import tell_owners
from alerts.services.wording import told
from alerts.tables import IssueTable, NoticeTable, QuestionTable
from common.access import may
from common.errors import ReaderError
from common.pages.lists import BulkAct, ListPage
from community.models import Question


class IssueListPage(ListPage):
    queryset = (
        Issue.objects.standing()
        .with_voices()
        .select_related("owner")
        .order_by(F("alerted_at").desc(nulls_last=True), "-opened_at", "-pk")
    )
    filterset_class, table_class = IssueFilter, IssueTable
    url_name = "alerts:issue_list"
    title, question = gettext_lazy("Early warning"), gettext_lazy("What is going wrong before it blows up?")
    empty_hint = gettext_lazy("Issues appear as soon as owners' posts come in: manage.py ingest_posts, or the API.")
    template_name = "alerts/issue_list.html"

    def _context(self, *args: Any) -> dict[str, Any]:
        board = {} if self.is_part() else read_board(timezone.now())
        context = super()._context(*args)
        set_filters = {name: self.request.GET[name] for name, _label, _value in context["filterset"].active_filters()}
        return {**context, **board, "tabs": count_states(set_filters)}


class HealingPage(ListPage):
    filterset_class, table_class = QuestionFilter, QuestionTable
    url_name = "alerts:question_list"
    title, question = gettext_lazy("Healing"), gettext_lazy("Whose question is still open?")
    empty_hint = gettext_lazy("Questions are read out of posts as they come in.")
    template_name = "alerts/question_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        rows = Question.objects.standing().with_overdue(SERVICE_LEVEL_HOURS, timezone.now())
        rows = rows.select_related("post__author", "helper", "care__taken_by")
        return rows.order_by(F("answered_at").desc(nulls_first=True), "-upset", "post__posted_at", "pk")

    def _context(self, *args: Any) -> dict[str, Any]:
        healing = {} if self.is_part() else read_healing(timezone.now())
        return {**super()._context(*args), **healing}


def question_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question, its answers, and who could help."""
    question = get_object_or_404(Question.objects.standing().select_related("post__author", "post__source"), pk=pk)
    may_take = question.answered_at is None and may(request.user, "alerts:question_take", "POST")
    read = read_question(question, timezone.now())
    context = {"title": _("Question"), "asked": question, "may_take": may_take, **read}
    return render(request, "alerts/question_detail.html", context)


class IssuePage(View):
    """An issue with its voices; staff decide what becomes of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue.objects.with_voices().select_related("owner"), pk=pk)
        if issue.merged_into_id:
            return redirect("alerts:issue_detail", pk=issue.merged_into_id)
        return self._show(request, issue, IssueChangeForm(issue=issue))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue.objects.standing().with_voices().select_related("owner"), pk=pk)
        form = IssueChangeForm(request.POST, issue=issue)
        if not form.is_valid():
            return self._show(request, issue, form, status=422)
        try:
            change_issue(issue_id=issue.pk, user=request.user, now=timezone.now(), **form.cleaned_data)
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, issue, form, status=error.status)
        messages.success(request, _("Saved: %(name)s") % {"name": issue})
        return redirect(issue)

    def _show(self, request: HttpRequest, issue: Issue, form: IssueChangeForm, status: int = 200) -> HttpResponse:
        named = " · ".join(part for part in (told(issue.components, 1), told(issue.symptoms, 2)) if part)
        context: dict[str, Any] = {
            "title": f"{issue} {named}",
            "issue": issue,
            "form": form,
            "may_change": may(request.user, "alerts:issue_detail", "POST"),
            "alike": alike_issues(issue),
            "is_overdue": issue.is_overdue(timezone.localdate()),
            **read_issue(issue, whole=request.GET.get("voices") == "all"),
        }
        return render(request, "alerts/issue_detail.html", context, status=status)


@require_POST
def merge_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Another issue is this one."""
    issue = get_object_or_404(Issue.objects.standing(), pk=pk)
    other = request.POST.get("other", "")
    try:
        if not (other.isascii() and other.isdecimal()) or len(other) > 18:
            raise ReaderError("not_two_issues", _("Choose another issue that still stands."))
        merge_issues(issue_id=issue.pk, other_id=int(other), user=request.user, now=timezone.now())
    except ReaderError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Merged: new voices of either join this issue."))
    return redirect(issue)


@require_POST
def sort_voices(request: HttpRequest, pk: int) -> HttpResponse:
    """Voices become an issue of their own, or go to another."""
    issue = get_object_or_404(Issue.objects.standing(), pk=pk)
    form = VoicesForm(request.POST, voice_ids=issue.placements.values_list("pk", flat=True))
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect(issue)
    chosen = {"issue_id": issue.pk, "voice_ids": [int(pk) for pk in form.cleaned_data["voices"]]}
    decided = {"user": request.user, "now": timezone.now()}
    try:
        if form.cleaned_data["act"] == "split":
            target = split_issue(**chosen, **decided)
        else:
            target = move_voices(**chosen, to_number=form.cleaned_data["to_number"] or 0, **decided)
    except ReaderError as error:
        messages.error(request, str(error.message))
        return redirect(issue)
    messages.success(request, _("They belong to %(issue)s now; it can be undone on its page.") % {"issue": target})
    return redirect(target)


@require_POST
def undo_issue_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """A merge, split or move is undone."""
    correction = get_object_or_404(IssueCorrection, pk=pk)
    try:
        issue = undo_correction(correction_id=correction.pk, user=request.user, now=timezone.now())
    except ReaderError as error:
        messages.error(request, str(error.message))
        return redirect("alerts:issue_list")
    messages.success(request, _("Undone: the voices are where they were."))
    return redirect(issue)


@require_POST
def take_this_question(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader takes a question."""
    question = get_object_or_404(Question.objects.standing(), pk=pk)
    try:
        take_question(question_id=question.pk, user=request.user, now=timezone.now())
    except ReaderError as error:
        messages.error(request, str(error.message))
    return redirect(question)


def _tell(request: HttpRequest, chosen: Sequence[int], data: dict[str, Any]) -> str:
    count = tell_owners(voice_ids=chosen, note=data["note"], user=request.user, now=timezone.now())
    return ngettext("Noted: %(count)s owner was told.", "Noted: %(count)s owners were told.", count) % {"count": count}


class NoticeListPage(ListPage):
    """Owners who wait to hear that they were heard, or that it is fixed."""

    queryset = Placement.objects.to_tell().select_related("issue", "post__author").order_by("issue_id", "pk")
    filterset_class, table_class = NoticeFilter, NoticeTable
    url_name = "alerts:notice_list"
    title, question = gettext_lazy("Owners to tell"), gettext_lazy("Who told us, and has not heard from us?")
    empty_hint = gettext_lazy("Owners stand here once their issue is confirmed, and again when it is fixed.")
    bulk_acts = (BulkAct("told", gettext_lazy("They were told"), TellForm, _tell),)
