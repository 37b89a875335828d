"""The page of a nomination, and its steps: judged, decided, taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.calendar import business_today
from common.errors import DomainError, Forbidden
from common.security.access import LEADS, roles_of
from common.selectors.absences import read_coverage
from common.ui.undo import say_done
from community.models import Post
from koc.models import KocSpell
from teamwork.forms import AdmissionForm, DecisionForm, JudgementForm
from teamwork.labels import CRITERIA, score_text
from teamwork.models import Judgement, Nomination
from teamwork.selectors.judges import judging_roles
from teamwork.selectors.works import work_cards
from teamwork.services.nomination_undo import may_be_undone
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    mark_proposer_informed,
    proposed_terms,
    reopen_nomination,
    withdraw_nomination,
)
from teamwork.views.nomination_undo import undo_context
from teamwork.views.nominations import own_numbers


def _may_judge(
    user: Any,
    nomination: Nomination,
    judged: set[str],
) -> list[str]:
    """Return the roles in which an account may judge a nomination now."""
    if nomination.state != Nomination.State.OPEN:
        return []
    coverage = read_coverage(business_today(timezone.now()))
    held = judging_roles(user, nomination.proposed_by_id, coverage) - judged
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
    admission_form: AdmissionForm | None = None,
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
    posts = Post.objects.filter(
        pk__in=nomination.works.values("post"),
        is_deleted=False,
    )
    context = {
        "title": _("Nomination of %(name)s") % {"name": nomination.member},
        "nomination": nomination,
        "works": work_cards(posts.order_by("pk")),
        "judgements": _shown_judgements(request, nomination, judgements),
        **undo_context(request, nomination),
        "numbers": own_numbers(request, nomination.member_id),
        "judge_as": may_judge[0] if may_judge else "",
        "judgement_form": judgement_form or JudgementForm(),
        "may_decide": may_decide,
        **_decision_context(nomination, decision_form, admission_form),
        "may_withdraw": is_open and is_mine,
    }
    return render(
        request,
        "teamwork/nomination_detail.html",
        context,
        status=status,
    )


def _shown_judgements(
    request: HttpRequest,
    nomination: Nomination,
    judgements: list[Judgement],
) -> list[tuple[Judgement, list[tuple[Any, str]], bool]]:
    """Return each judgement with its scores, and whether the reader may take
    it back.
    """
    now = timezone.now()
    is_open = nomination.state == Nomination.State.OPEN
    shown = []
    for row in judgements:
        is_mine = is_open and row.judged_by_id == request.user.pk
        may_undo = is_mine and may_be_undone(row.judged_at, now)
        shown.append((row, _scores_of(row), may_undo))
    return shown


def _scores_of(row: Judgement) -> list[tuple[Any, str]]:
    """Return the criteria of a judgement with score and meaning."""
    return [
        (label, score_text(name, getattr(row, name)))
        for name, label in CRITERIA.items()
    ]


def _decision_context(
    nomination: Nomination,
    decision_form: DecisionForm | None,
    admission_form: AdmissionForm | None,
) -> dict[str, Any]:
    """Return the forms of the decision, and the status that the member has."""
    if nomination.state != Nomination.State.OPEN:
        return {}
    today = business_today(timezone.now())
    terms = proposed_terms(nomination, today=today)
    held = KocSpell.objects.open().filter(member=nomination.member)
    return {
        "decision_form": decision_form or DecisionForm(),
        "admission_form": admission_form or AdmissionForm(terms=terms),
        "held": held.first(),
    }


def _nomination(pk: int) -> Nomination:
    rows: QuerySet[Nomination] = Nomination.objects.select_related(
        "member",
        "koc_spell",
        "proposed_by",
        "decided_by",
    )
    return get_object_or_404(rows, pk=pk)


def _perform(
    request: HttpRequest,
    nomination: Nomination,
    step: Callable[[], object],
    done: str,
    undo: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Perform a step of a nomination and report the result, with the address
    that undoes it.
    """
    try:
        made = step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        if undo is None:
            messages.success(request, done)
        else:
            say_done(request, done, undo(made))
    return redirect(nomination)


def _judging_role(user: Any, nomination: Nomination) -> str:
    """Return the role in which an account judges: one that has not judged yet,
    if it holds several; "" if it holds none.
    """
    coverage = read_coverage(business_today(timezone.now()))
    roles = roles_of(user)
    roles |= judging_roles(user, nomination.proposed_by_id, coverage)
    held = [by for by in Judgement.By.values if by in roles]
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

    def judge() -> Judgement:
        if not by:
            raise Forbidden("no_judge", _("Only planner and analyst judge."))
        scores = dict(form.cleaned_data)
        comment = scores.pop("comment")
        return judge_nomination(
            nomination_id=pk,
            by=by,
            scores=scores,
            comment=comment,
            now=timezone.now(),
            user=request.user,
        )

    return _perform(
        request,
        nomination,
        judge,
        _("Judged."),
        lambda row: reverse("teamwork:judgement_undo", args=[row.pk]),
    )


@require_POST
def decide_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the decision of the lead."""
    nomination = _nomination(pk)
    form = DecisionForm(request.POST)
    is_approval = form.is_valid() and form.cleaned_data["accept"]
    terms_form = None
    if is_approval and "koc-tier" in request.POST:
        terms_form = AdmissionForm(request.POST)
    if not form.is_valid() or (terms_form and not terms_form.is_valid()):
        return _show_nomination(
            request,
            nomination,
            decision_form=form,
            admission_form=terms_form,
            status=422,
        )

    def decide() -> None:
        decide_nomination(
            nomination_id=pk,
            accept=is_approval,
            reason=form.cleaned_data["reason"],
            terms=terms_form.terms() if terms_form else None,
            now=timezone.now(),
            user=request.user,
        )

    done = _("Declined: the proposer finds it on the desk.")
    if is_approval:
        done = _("Approved: %(name)s is on the roster.") % {
            "name": nomination.member,
        }
    return _perform(
        request,
        nomination,
        decide,
        done,
        lambda _made: reverse("teamwork:nomination_undo", args=[pk]),
    )


@require_POST
def withdraw_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a nomination on behalf of its proposer."""
    nomination = _nomination(pk)
    try:
        withdraw_nomination(nomination_id=pk, user=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("teamwork:nomination_reopen", args=[pk])
        say_done(request, _("Taken back."), undo)
    return redirect(nomination)


@require_POST
def reopen_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a nomination was taken back."""
    nomination = _nomination(pk)

    def reopen() -> None:
        reopen_nomination(nomination_id=pk, user=request.user)

    return _perform(request, nomination, reopen, _("Undone."))
