from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.services.freshness import freshness_of
from common.access import LEADS, roles_of
from common.errors import ReaderError
from common.pages.lists import ListPage
from insights.querysets import members_with_summary
from members.models import Member
from teamwork.filters import NominationFilter
from teamwork.forms import DecisionForm, JudgementForm, NominationForm
from teamwork.models import Judgement, Nomination
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    nominate,
    note_told,
    withdraw_nomination,
)
from teamwork.tables import NominationTable


class NominationListPage(ListPage):
    queryset = Nomination.objects.annotate(judged=Count("judgements")).select_related(
        "member", "proposed_by", "decided_by"
    )
    filterset_class, table_class = NominationFilter, NominationTable
    url_name = "teamwork:nomination_list"
    title, question = gettext_lazy("Nominations"), gettext_lazy("Who should be one of us?")
    empty_hint = gettext_lazy("Open a member and nominate him, with the posts that show why.")


def own_numbers(request: HttpRequest, member_id: int) -> Any:
    """Return the member with his own numbers of the last night."""
    generation = freshness_of(request, timezone.now()).generation
    return members_with_summary(generation).get(pk=member_id)


class NominatePage(View):
    """Propose a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(request, member, NominationForm(member=member))

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = NominationForm(request.POST, member=member)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            row = nominate(
                member=member,
                reason=form.cleaned_data["reason"],
                works=form.cleaned_data["works"],
                now=timezone.now(),
                user=request.user,
            )
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=error.status)
        messages.success(request, _("Nominated: planner and analyst judge next."))
        return redirect(row)

    def _show(self, request: HttpRequest, member: Member, form: NominationForm, status: int = 200) -> HttpResponse:
        title = _("Nominate %(name)s") % {"name": member}
        context = {"title": title, "form": form, "row": member, "numbers": own_numbers(request, member.pk)}
        return render(request, "teamwork/nomination_form.html", context, status=status)


def _may_judge(user: Any, nomination: Nomination, judged: set[str]) -> list[str]:
    """Return as what an account may judge a nomination now."""
    if nomination.state != Nomination.State.OPEN or nomination.proposed_by_id == user.pk:
        return []
    return [by for by in Judgement.By.values if by in roles_of(user) and by not in judged]


def nomination_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a nomination, with the next step for whoever may take it; its proposer is told by reading."""
    rows = Nomination.objects.select_related("member", "proposed_by", "decided_by")
    nomination = get_object_or_404(rows, pk=pk)
    note_told(nomination=nomination, user=request.user, now=timezone.now())
    return _show_nomination(request, nomination)


def _show_nomination(
    request: HttpRequest, nomination: Nomination, bound: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    judgements = list(nomination.judgements.select_related("judged_by"))
    judged = {row.by for row in judgements}
    may_judge = _may_judge(request.user, nomination, judged)
    is_open = nomination.state == Nomination.State.OPEN
    may_decide = is_open and len(judged) == len(Judgement.By.choices) and bool(roles_of(request.user) & LEADS)
    context = {
        "title": _("Nomination of %(name)s") % {"name": nomination.member},
        "nomination": nomination,
        "works": [work.post for work in nomination.works.filter(post__is_deleted=False).select_related("post")],
        "judgements": judgements,
        "numbers": own_numbers(request, nomination.member_id),
        "judge_as": may_judge[0] if may_judge else "",
        "judgement_form": bound if isinstance(bound, JudgementForm) else JudgementForm(),
        "decision_form": bound if isinstance(bound, DecisionForm) else DecisionForm(),
        "may_decide": may_decide,
        "may_withdraw": is_open and nomination.proposed_by_id == request.user.pk,
    }
    return render(request, "teamwork/nomination_detail.html", context, status=status)


def _act(request: HttpRequest, pk: int, form: forms.Form, act: Callable[[], object], done: str) -> HttpResponse:
    """Do a step of a nomination; what is wrong with it stands beside its form."""
    rows: QuerySet[Nomination] = Nomination.objects.select_related("member", "proposed_by", "decided_by")
    nomination = get_object_or_404(rows, pk=pk)
    if not form.is_valid():
        return _show_nomination(request, nomination, form, status=422)
    try:
        act()
    except ReaderError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(nomination)


@require_POST
def judge_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Planner or analyst judge."""
    form, nomination = JudgementForm(request.POST), get_object_or_404(Nomination, pk=pk)
    held = [by for by in Judgement.By.values if by in roles_of(request.user)]
    judged = set(nomination.judgements.values_list("by", flat=True))
    by = next((one for one in held if one not in judged), held[0] if held else "")

    def act() -> None:
        if not by:
            raise ReaderError("no_judge", _("Only planner and analyst judge."), status=403)
        scores = {name: value for name, value in form.cleaned_data.items() if name.endswith("_score")}
        comment = form.cleaned_data["comment"]
        judge_nomination(nomination_id=pk, by=by, scores=scores, comment=comment, now=timezone.now(), user=request.user)

    return _act(request, pk, form, act, _("Judged."))


@require_POST
def decide_this(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead decides."""
    form = DecisionForm(request.POST)

    def act() -> None:
        decide_nomination(nomination_id=pk, now=timezone.now(), user=request.user, **form.cleaned_data)

    return _act(request, pk, form, act, _("Decided: the proposer finds it on the desk."))


@require_POST
def withdraw_this(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposer takes it back."""

    def act() -> None:
        withdraw_nomination(nomination_id=pk, user=request.user)

    return _act(request, pk, forms.Form({}), act, _("Taken back."))
