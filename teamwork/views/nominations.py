from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.errors import DomainError, Forbidden
from common.security.access import LEADS, roles_of
from common.ui.pages.lists import ListPage
from insights.querysets import members_with_summary
from members.models import Member
from teamwork.filters import NominationFilter
from teamwork.forms import DecisionForm, JudgementForm, NominationForm
from teamwork.models import Judgement, Nomination
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    mark_proposer_informed,
    nominate,
    withdraw_nomination,
)
from teamwork.tables import NominationTable


class NominationListPage(ListPage):
    queryset = Nomination.objects.annotate(
        judged=Count("judgements"),
    ).select_related(
        "member",
        "proposed_by",
        "decided_by",
    )
    filterset_class = NominationFilter
    table_class = NominationTable
    url_name = "teamwork:nomination_list"
    title = gettext_lazy("Nominations")
    question = gettext_lazy("Who should be one of us?")
    empty_hint = gettext_lazy(
        "Open a member and nominate them, with the posts that show why.",
    )


def own_numbers(request: HttpRequest, member_id: int) -> Any:
    """Return the member with their numbers of the last night."""
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
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(
            request,
            _("Nominated: planner and analyst judge next."),
        )
        return redirect(row)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: NominationForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Nominate %(name)s") % {"name": member}
        context = {
            "title": title,
            "form": form,
            "row": member,
            "numbers": own_numbers(request, member.pk),
        }
        return render(
            request,
            "teamwork/nomination_form.html",
            context,
            status=status,
        )


def _may_judge(
    user: Any,
    nomination: Nomination,
    judged: set[str],
) -> list[str]:
    """Return the roles in which an account may judge a nomination now."""
    is_open = nomination.state == Nomination.State.OPEN
    if not is_open or nomination.proposed_by_id == user.pk:
        return []
    held = roles_of(user) - judged
    return [by for by in Judgement.By.values if by in held]


def nomination_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a nomination with its next step; a proposer who reads it has seen
    the decision.
    """
    nomination = _nomination(pk)
    mark_proposer_informed(
        nomination=nomination,
        user=request.user,
        now=timezone.now(),
    )
    return _show_nomination(request, nomination)


def _show_nomination(
    request: HttpRequest,
    nomination: Nomination,
    *,
    judgement_form: JudgementForm | None = None,
    decision_form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    judgements = list(nomination.judgements.select_related("judged_by"))
    judged = {row.by for row in judgements}
    may_judge = _may_judge(request.user, nomination, judged)
    is_mine = nomination.proposed_by_id == request.user.pk
    is_open = nomination.state == Nomination.State.OPEN
    is_judged = len(judged) == len(Judgement.By.choices)
    is_lead = bool(roles_of(request.user) & LEADS)
    may_decide = is_open and is_judged and is_lead
    works = nomination.works.filter(post__is_deleted=False)
    context = {
        "title": _("Nomination of %(name)s") % {"name": nomination.member},
        "nomination": nomination,
        "works": [work.post for work in works.select_related("post")],
        "judgements": judgements,
        "numbers": own_numbers(request, nomination.member_id),
        "judge_as": may_judge[0] if may_judge else "",
        "judgement_form": judgement_form or JudgementForm(),
        "decision_form": decision_form or DecisionForm(),
        "may_decide": may_decide,
        "may_withdraw": is_open and is_mine,
    }
    return render(
        request,
        "teamwork/nomination_detail.html",
        context,
        status=status,
    )


def _nomination(pk: int) -> Nomination:
    rows: QuerySet[Nomination] = Nomination.objects.select_related(
        "member",
        "proposed_by",
        "decided_by",
    )
    return get_object_or_404(rows, pk=pk)


def _perform(
    request: HttpRequest,
    nomination: Nomination,
    step: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Perform a step of a nomination and report the result."""
    try:
        step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(nomination)


def _judging_role(user: Any, nomination: Nomination) -> str:
    """Return the role in which an account judges: one that has not judged yet,
    if it holds several; "" if it holds none.
    """
    held = [by for by in Judgement.By.values if by in roles_of(user)]
    judged = set(nomination.judgements.values_list("by", flat=True))
    for by in held:
        if by not in judged:
            return by
    return held[0] if held else ""


@require_POST
def judge_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the judgement of planner or analyst."""
    nomination = _nomination(pk)
    form = JudgementForm(request.POST)
    by = _judging_role(request.user, nomination)
    if not form.is_valid():
        return _show_nomination(
            request,
            nomination,
            judgement_form=form,
            status=422,
        )

    def judge() -> None:
        if not by:
            raise Forbidden("no_judge", _("Only planner and analyst judge."))
        scores = dict(form.cleaned_data)
        comment = scores.pop("comment")
        judge_nomination(
            nomination_id=pk,
            by=by,
            scores=scores,
            comment=comment,
            now=timezone.now(),
            user=request.user,
        )

    return _perform(request, nomination, judge, _("Judged."))


@require_POST
def decide_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the decision of the lead."""
    nomination = _nomination(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show_nomination(
            request,
            nomination,
            decision_form=form,
            status=422,
        )

    def decide() -> None:
        decide_nomination(
            nomination_id=pk,
            accept=form.cleaned_data["accept"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            user=request.user,
        )

    done = _("Decided: the proposer finds it on the desk.")
    return _perform(request, nomination, decide, done)


@require_POST
def withdraw_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a nomination on behalf of its proposer."""
    nomination = _nomination(pk)

    def withdraw() -> None:
        withdraw_nomination(nomination_id=pk, user=request.user)

    return _perform(request, nomination, withdraw, _("Taken back."))
