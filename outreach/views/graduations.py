"""Graduations with their checklist, badges, and what graduates are afterwards."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from common.ui.pages.tabs import QuickTab, mine
from common.ui.undo import say_done
from members.models import Member
from outreach.filters import GraduationFilter, HonourFilter
from outreach.forms.graduations import (
    EndGraduationForm,
    GraduationForm,
    StepForm,
)
from outreach.models import Graduation, GraduationStep, Honour
from outreach.selectors.graduations import own_numbers, steps_of, thanks_draft
from outreach.services.graduations import (
    Sign,
    end_graduation,
    finish_step,
    give_honour,
    open_graduation,
    reopen_graduation,
    reopen_step,
    set_roles,
    skip_step,
)
from outreach.tables import GraduationTable, HonourTable


class GraduationListPage(ListPage):
    filterset_class = GraduationFilter
    table_class = GraduationTable
    url_name = "outreach:graduation_list"
    title = gettext_lazy("Graduations")
    question = gettext_lazy("Who parts with us, and how do we say goodbye?")
    noun = npgettext_lazy("beside a number", "graduation", "graduations")
    tabs = (
        QuickTab(gettext_lazy("Mine"), mine("owner")),
        QuickTab(
            gettext_lazy("Without a ceremony for 30 days"),
            lambda _reader: {"is_forgotten": "true"},
        ),
        QuickTab(
            gettext_lazy("Now and before"), lambda _reader: {"status": "all"}
        ),
    )
    empty_hint = gettext_lazy(
        "A core member whose car has gone, or who takes leave in a post, comes "
        "here within a day. On the page of a member it is opened by hand.",
    )
    also_url_name = "outreach:honour_list"
    also_label = gettext_lazy("Badges")

    def get_queryset(self) -> QuerySet[Any]:
        forgotten = Graduation.objects.forgotten(timezone.now())
        rows = (
            Graduation.objects.with_progress()
            .annotate(is_forgotten=Exists(forgotten.filter(pk=OuterRef("pk"))))
            .select_related("member", "owner")
        )
        return rows.order_by("-opened_at", "-pk")


class HonourListPage(ListPage):
    queryset = Honour.objects.select_related("member", "given_by")
    filterset_class = HonourFilter
    table_class = HonourTable
    url_name = "outreach:honour_list"
    title = gettext_lazy("Badges")
    question = gettext_lazy("Who stays a friend of ours for good?")
    noun = npgettext_lazy("beside a number", "badge", "badges")
    presets = ("kind",)
    empty_hint = gettext_lazy("Badges are given at a graduation.")
    also_url_name = "outreach:graduation_list"
    also_label = gettext_lazy("Graduations")


class GraduationPage(View):
    """Open the graduation of a member who said farewell to a colleague."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = GraduationForm(initial={"owner": request.user})
        return self._show(request, member, form)

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = GraduationForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        data = form.cleaned_data
        try:
            row = open_graduation(
                member_id=member.pk,
                sign=Sign(Graduation.Cause.SAID, quote=data["quote"]),
                owner=data["owner"],
                now=timezone.now(),
                user=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(request, _("Opened, with five steps."))
        return redirect(row)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: GraduationForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("%(name)s says farewell") % {"name": member}
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)


def graduation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a graduation: its sign, its steps, and a draft of the thanks post."""
    rows = Graduation.objects.select_related("member", "owner", "post")
    row = get_object_or_404(rows, pk=pk)
    today = business_today(timezone.now())
    numbers = own_numbers(row.member, today=today)
    steps = steps_of(row)
    is_open = not row.ending
    next_step = None
    for step in steps:
        is_waiting = step.done_on is None and not step.is_skipped
        if is_waiting and next_step is None:
            next_step = step
    held = list(Honour.objects.filter(member=row.member_id))
    context = {
        "title": _("Graduation of %(name)s") % {"name": row.member},
        "row": row,
        "steps": steps,
        "next_step": next_step if is_open else None,
        "today": today,
        "numbers": numbers,
        "thanks": thanks_draft(row.member, numbers),
        "honours": held,
        "badges": Honour.Kind.choices,
        "is_open": is_open,
        "may_write": may(request.user, "outreach:step_done", "POST"),
        "may_decide": may(request.user, "outreach:graduation_end", "POST"),
        "step_form": StepForm(),
        "end_form": EndGraduationForm(),
    }
    return render(request, "outreach/graduation_detail.html", context)


def _perform(
    request: HttpRequest,
    graduation: int,
    step: Callable[[], Any],
    done: str,
    undo: str = "",
) -> HttpResponse:
    """Do a step and offer to undo it, or say why it was refused."""
    try:
        step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        say_done(request, done, undo)
    return redirect("outreach:graduation_detail", pk=graduation)


def _step(pk: int) -> GraduationStep:
    step: GraduationStep = get_object_or_404(GraduationStep, pk=pk)
    return step


@require_POST
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a step is done."""
    step = _step(pk)

    def finish() -> GraduationStep:
        form = StepForm(request.POST)
        if not form.is_valid():
            raise Invalid("no_evidence", error_text(form))
        return finish_step(
            step_id=pk,
            evidence=form.cleaned_data["evidence"],
            now=timezone.now(),
            user=request.user,
        )

    undo = reverse("outreach:step_undo", args=[pk])
    text = _("Done: %(step)s") % {"step": step}
    return _perform(request, step.graduation_id, finish, text, undo)


@require_POST
def step_skipped(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a step out."""
    step = _step(pk)
    undo = reverse("outreach:step_undo", args=[pk])
    text = _("Left out: %(step)s") % {"step": step}
    return _perform(
        request,
        step.graduation_id,
        lambda: skip_step(step_id=pk, user=request.user, now=timezone.now()),
        text,
        undo,
    )


@require_POST
def step_undone(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a step was done or left out."""
    step = _step(pk)
    return _perform(
        request,
        step.graduation_id,
        lambda: reopen_step(step_id=pk),
        _("Undone."),
    )


@require_POST
def give_badge(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a badge for good."""
    get_object_or_404(Graduation, pk=pk)
    return _perform(
        request,
        pk,
        lambda: give_honour(
            graduation_id=pk,
            kind=request.POST.get("kind", ""),
            now=timezone.now(),
            user=request.user,
        ),
        _("The badge is given, for good."),
    )


@require_POST
def roles_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Record whether a graduate advises us or mentors owners."""
    honour = get_object_or_404(Honour, pk=pk)
    set_roles(
        honour_id=pk,
        is_adviser="is_adviser" in request.POST,
        is_mentor="is_mentor" in request.POST,
    )
    messages.success(request, _("Saved."))
    if honour.graduation_id is None:
        return redirect("outreach:honour_list")
    return redirect("outreach:graduation_detail", pk=honour.graduation_id)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a graduation."""
    get_object_or_404(Graduation, pk=pk)

    def step() -> Graduation:
        form = EndGraduationForm(request.POST)
        if not form.is_valid():
            raise Invalid("bad_ending", error_text(form))
        return end_graduation(
            graduation_id=pk,
            now=timezone.now(),
            user=request.user,
            **form.cleaned_data,
        )

    undo = reverse("outreach:graduation_undo", args=[pk])
    return _perform(request, pk, step, _("The graduation has ended."), undo)


@require_POST
def undo_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the end of a graduation."""
    get_object_or_404(Graduation, pk=pk)
    return _perform(
        request,
        pk,
        lambda: reopen_graduation(graduation_id=pk),
        _("Undone."),
    )
