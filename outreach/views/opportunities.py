"""Opportunities, whom they suit, and what the hold-out shows."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy
from django.views.decorators.http import require_POST

from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.bulk import BulkAct
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from outreach.filters import MatchFilter, OpportunityFilter
from outreach.forms import OpportunityForm, RouteForm
from outreach.labels import reason_label
from outreach.models import Match, Opportunity
from outreach.selectors.candidates import find_candidates
from outreach.selectors.effects import (
    drawn_waves,
    pooled_result,
    wave_result,
)
from outreach.services.drafts import write_drafts
from outreach.services.opportunities import (
    create_opportunity,
    draw_matches,
    edit_opportunity,
)
from outreach.tables import MatchTable, OpportunityTable


class OpportunityListPage(ListPage):
    filterset_class = OpportunityFilter
    table_class = OpportunityTable
    url_name = "outreach:opportunity_list"
    create_url_name = "outreach:opportunity_create"
    title = gettext_lazy("Opportunities")
    create_label = gettext_lazy("New opportunity")
    question = gettext_lazy("What may interest whom, and did writing help?")
    noun = npgettext_lazy("beside a number", "opportunity", "opportunities")
    tabs = (
        QuickTab(
            gettext_lazy("Still offered"),
            lambda _reader: {"is_offered": "true"},
        ),
    )
    presets = ("kind",)
    empty_hint = gettext_lazy(
        "Enter an event, a product or a fixed issue, and whom it suits.",
    )
    template_name = "outreach/opportunity_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        offered = Opportunity.objects.offered(today)
        rows = (
            Opportunity.objects.with_counts()
            .annotate(is_offered=Exists(offered.filter(pk=OuterRef("pk"))))
            .select_related("created_by")
        )
        return rows.order_by("-ends_on", "-pk")


class OpportunityFormPage(FormPage):
    queryset = Opportunity.objects.all()
    form_class = OpportunityForm
    create_title = gettext_lazy("New opportunity")

    def perform(self, request: HttpRequest, form: Any) -> Opportunity:
        if form.instance.pk is None:
            return create_opportunity(
                row=form.instance,
                user=request.user,
                now=timezone.now(),
            )
        edit = edit_of(form)
        return edit_opportunity(
            row=form.instance,
            changes=edit["changes"],
            opened=edit["opened"],
        )


def opportunity_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an opportunity: whom it would suit, or what was drawn and what came
    of it.
    """
    rows = Opportunity.objects.with_counts().select_related(
        "script", "created_by", "drawn_by"
    )
    row = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    context: dict[str, Any] = {
        "title": row.title,
        "row": row,
        "is_over": row.ends_on < business_today(now),
        "may_edit": row.drawn_at is None
        and may(request.user, "outreach:opportunity_edit", "POST"),
        "may_draw": row.drawn_at is None
        and may(request.user, "outreach:opportunity_draw", "POST"),
        "to_write": 0,
    }
    if row.drawn_at is None:
        found = find_candidates(row, now=now)
        refused = []
        for reason, count in sorted(found.refused.items()):
            refused.append((reason_label(reason), count))
        context["candidates"] = len(found.candidates)
        context["refused"] = refused
    else:
        context["wave"] = wave_result(row, now=now)
        context["to_write"] = row.matches.to_write().count()
    return render(request, "outreach/opportunity_detail.html", context)


@require_POST
def draw_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw whom an opportunity suits, and who of them is held out."""
    row = get_object_or_404(Opportunity, pk=pk)
    try:
        count = draw_matches(
            opportunity_id=pk,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = ngettext(
            "Drawn: %(count)s member. From now on this stays.",
            "Drawn: %(count)s members. From now on this stays.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect(row)


def _write(
    request: HttpRequest,
    chosen: Sequence[int],
    data: dict[str, Any],
) -> str:
    drafts = write_drafts(
        match_ids=chosen,
        route=data["route"],
        now=timezone.now(),
        user=request.user,
    )
    return ngettext(
        "%(count)s draft is written. Read it, then submit it.",
        "%(count)s drafts are written. Read them, then submit them.",
        len(drafts),
    ) % {"count": len(drafts)}


def _note(chosen: Sequence[int]) -> str:
    return _(
        "Each gets a draft from the script of the opportunity. Another "
        "colleague approves it; nothing is sent before.",
    )


class MatchListPage(ListPage):
    """Whom opportunities suit. Those who are held out are not in the list: who
    looks at it could tell the arms apart.
    """

    queryset = (
        Match.objects.filter(is_held_out=False)
        .select_related("member", "opportunity", "outreach_message")
        .order_by("-score", "pk")
    )
    filterset_class = MatchFilter
    table_class = MatchTable
    url_name = "outreach:match_list"
    title = gettext_lazy("Whom it suits")
    question = gettext_lazy("Who may be written to about what, and why?")
    noun = npgettext_lazy("beside a number", "match", "matches")
    tabs = (
        QuickTab(
            gettext_lazy("Without a message"),
            lambda _reader: {"is_written": "false"},
        ),
    )
    empty_hint = gettext_lazy(
        "Open an opportunity and draw: its members are listed here.",
    )
    also_url_name = "outreach:opportunity_list"
    also_label = gettext_lazy("Opportunities")
    bulk_acts = (
        BulkAct(
            "write",
            gettext_lazy("Write drafts"),
            RouteForm,
            _write,
            note=_note,
        ),
    )


def effects_page(request: HttpRequest) -> HttpResponse:
    """Show what all hold-outs together show."""
    now = timezone.now()
    waves = [wave_result(row, now=now) for row in drawn_waves()]
    counted = [wave for wave in waves if wave.arms is not None]
    context = {
        "title": _("Did writing help?"),
        "waves": waves,
        "counted": counted,
        "pooled": pooled_result(counted),
    }
    return render(request, "outreach/effects.html", context)
