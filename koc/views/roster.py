"""The roster of KOC: list, status of one with its review, and undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done
from koc.filters import RosterFilter
from koc.forms import BeginForm, EndForm, RenewForm
from koc.labels import tier_name
from koc.models import KocChange, KocSpell
from koc.selectors.policies import tier_of
from koc.selectors.roster import (
    history_of,
    review_facts,
    roster,
    roster_counts,
)
from koc.services.roster import (
    Terms,
    begin_koc,
    default_terms,
    end_koc,
    renew_koc,
)
from koc.services.undoing import undo_change
from koc.tables import RosterTable
from lifecycle.models import DormancyState
from members.models import Member


class RosterListPage(ListPage):
    filterset_class = RosterFilter
    table_class = RosterTable
    url_name = "koc:roster_list"
    title = gettext_lazy("KOC roster")
    question = gettext_lazy("Who are our KOC, and whose review is due?")
    empty_hint = gettext_lazy(
        "Nominate a member and approve it, or import the roster that you have.",
    )
    also_url_name = "koc:roster_import"
    also_label = gettext_lazy("Import a roster")
    template_name = "koc/roster_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        rows = roster(self._generation(), today=today)
        return rows.order_by("review_on", "pk")

    def extra_context(self) -> dict[str, Any]:
        today = business_today(timezone.now())
        counts = roster_counts(self._generation(), today=today)
        return {
            "counts": counts,
            "user_key": str(self.request.user.pk),
            "cooling": str(int(DormancyState.State.COOLING)),
        }

    def _generation(self) -> int:
        return freshness_of(self.request, timezone.now()).generation


def _spell(pk: int) -> KocSpell:
    rows = KocSpell.objects.select_related(
        "member__merged_into",
        "contact",
        "began_by",
    )
    return get_object_or_404(rows, pk=pk)


def roster_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a KOC status, what its review looks at, and its history."""
    return _show(request, _spell(pk))


def _show(
    request: HttpRequest,
    spell: KocSpell,
    *,
    renew_form: RenewForm | None = None,
    end_form: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    today = business_today(now)
    generation = freshness_of(request, now).generation
    tier = tier_of(spell.tier)
    is_open = spell.ended_on is None
    terms = default_terms(spell.member, today=today) if is_open else None
    context = {
        "title": str(spell.member),
        "spell": spell,
        "tier": tier,
        "tier_name": tier_name(tier),
        "is_due": is_open and spell.review_on <= today,
        "may_decide": is_open
        and may(request.user, "koc:roster_renew", "POST"),
        "may_undo": may(request.user, "koc:roster_undo", "POST"),
        "renew_form": renew_form or RenewForm(terms=terms),
        "end_form": end_form
        or EndForm(initial={"end_reason": _reason(spell)}),
        "facts": review_facts(spell.member, generation=generation, now=now),
        "history": history_of(spell, now=now),
    }
    return render(request, "koc/roster_detail.html", context, status=status)


def _reason(spell: KocSpell) -> str:
    """Return the reason of an end that the cause of the review proposes."""
    reasons: dict[str, str] = {
        KocSpell.ReviewCause.SOLD: KocSpell.EndReason.SOLD,
        KocSpell.ReviewCause.FAREWELL: KocSpell.EndReason.LEFT,
    }
    return reasons.get(spell.review_cause, "")


@require_POST
def renew_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a review after which the member stays KOC."""
    spell = _spell(pk)
    form = RenewForm(request.POST)
    if not form.is_valid():
        return _show(request, spell, renew_form=form, status=422)

    def step() -> KocChange:
        return renew_koc(
            spell_id=pk,
            terms=form.terms(),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            user=request.user,
        )

    done = _("%(name)s stays KOC; the next review is on %(day)s.") % {
        "name": spell.member,
        "day": form.cleaned_data["review_on"],
    }
    return _perform(request, spell, step, done)


@require_POST
def end_this(request: HttpRequest, pk: int) -> HttpResponse:
    """End a KOC status with its reason."""
    spell = _spell(pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _show(request, spell, end_form=form, status=422)

    def step() -> KocChange:
        return end_koc(
            spell_id=pk,
            now=timezone.now(),
            user=request.user,
            **form.cleaned_data,
        )

    done = _("%(name)s is KOC no longer.") % {"name": spell.member}
    return _perform(request, spell, step, done)


def _perform(
    request: HttpRequest,
    spell: KocSpell,
    step: Callable[[], KocChange],
    done: str,
) -> HttpResponse:
    """Do a step and offer to undo it, or say why it was refused."""
    try:
        change = step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("koc:roster_undo", args=[change.pk])
        say_done(request, done, undo)
    return redirect(spell)


@require_POST
def undo_this(request: HttpRequest, change_id: int) -> HttpResponse:
    """Undo the last change of a status."""
    change = get_object_or_404(
        KocChange.objects.select_related("spell"),
        pk=change_id,
    )
    try:
        undo_change(
            change_id=change.pk,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Undone."))
    return redirect(change.spell)


class BeginPage(View):
    """Make a member KOC by decision, without a nomination."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        terms = self._terms(member)
        return self._show(request, member, BeginForm(terms=terms))

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            change = begin_koc(
                member=member,
                terms=form.terms(),
                origin=KocSpell.Origin.DECISION,
                reason=form.cleaned_data["reason"],
                since=form.cleaned_data["since"],
                now=timezone.now(),
                user=request.user,
            )
        except DomainError as error:
            form.add_error(error.where.get("field"), str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, member, form, status=status)
        undo = reverse("koc:roster_undo", args=[change.pk])
        say_done(request, _("%(name)s is KOC now.") % {"name": member}, undo)
        return redirect(change.spell)

    def _terms(self, member: Member) -> Terms:
        today = business_today(timezone.now())
        return default_terms(member, today=today)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: BeginForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Make %(name)s a KOC") % {"name": member}
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)
