"""Campaigns: their list, plan, page, and the steps of their life."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views.decorators.http import require_POST

from campaigns.filters import CampaignFilter, PlanMemberFilter
from campaigns.forms import (
    CampaignForm,
    CancelForm,
    CostForm,
    FindingForm,
    WorkForm,
)
from campaigns.labels import PLAN_FAULTS
from campaigns.models import Campaign, CostLine, Participant, PlanMember
from campaigns.models.choices import Arm
from campaigns.selectors.campaign_page import can_start, read_campaign
from campaigns.services.campaigns import (
    cancel_campaign,
    create_campaign,
    edit_campaign,
    end_campaign,
    plan_of,
    start_campaign,
    undo_end,
)
from campaigns.tables import CampaignTable, PlanMemberTable
from campaigns.views.acts import did
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab


class CampaignListPage(ListPage):
    filterset_class = CampaignFilter
    table_class = CampaignTable
    url_name = "campaigns:campaign_list"
    create_url_name = "campaigns:campaign_create"
    title = gettext_lazy("Campaigns")
    create_label = gettext_lazy("New campaign")
    question = gettext_lazy("What do we run, and what did it bring?")
    noun = npgettext_lazy("beside a number", "campaign", "campaigns")
    tabs = (
        QuickTab(
            gettext_lazy("Planned or running"),
            lambda _reader: {"status": "open"},
        ),
    )
    presets = ("kind", "state")
    empty_hint = gettext_lazy(
        "Plan a contest, an event, a call or a theme: for whom, by which "
        "figure it is judged, and who does what until when.",
    )
    also_url_name = "campaigns:calendar"
    also_label = gettext_lazy("Calendar")
    template_name = "campaigns/campaign_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        rows = Campaign.objects.with_counts(
            Participant.objects.all(),
            CostLine.objects.all(),
        )
        return rows.select_related("lead").order_by("-starts_on", "-pk")


class CampaignFormPage(FormPage):
    queryset = Campaign.objects.all()
    form_class = CampaignForm
    create_title = gettext_lazy("New campaign")
    template_name = "campaigns/campaign_form.html"

    def perform(self, request: HttpRequest, form: Any) -> Campaign:
        if form.instance.pk is None:
            return create_campaign(
                row=form.instance,
                user=request.user,
                now=timezone.now(),
            )
        edit = edit_of(form)
        return edit_campaign(
            row=form.instance,
            changes=edit["changes"],
            opened=edit["opened"],
        )


def campaign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a campaign: what is to be done next, how far it is, what it changed."""
    return show_campaign(request, pk)


def show_campaign(
    request: HttpRequest, pk: int, status: int = 200, **typed: Any
) -> HttpResponse:
    """Show the page of a campaign; `typed`: a form with mistakes, by its name
    on the page.
    """
    rows = Campaign.objects.select_related(
        "lead", "segment", "comparison", "opportunity", "started_by"
    )
    row = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    fault = can_start(row, plan_of(row), now=now)
    context = {
        "title": row.title,
        **read_campaign(row, now=now),
        "start_fault": PLAN_FAULTS.get(fault, ""),
        "may_start": not fault,
        "may_run": may(request.user, "campaigns:campaign_start", "POST"),
        "may_edit": row.state in ("planned", "running", "ended")
        and may(request.user, "campaigns:campaign_edit", "POST"),
        "cost_form": CostForm(),
        "work_form": WorkForm(),
        "cancel_form": CancelForm(),
        "finding_form": FindingForm(),
        **typed,
    }
    page = "campaigns/campaign_detail.html"
    return render(request, page, context, status=status)


def _step(
    request: HttpRequest,
    pk: int,
    act: Callable[[], Any],
    said: str,
    *,
    can_undo: bool = False,
) -> HttpResponse:
    """Do a step of a campaign's life and return to its page."""
    row = get_object_or_404(Campaign, pk=pk)
    undo = reverse("campaigns:campaign_undo", args=[pk]) if can_undo else ""
    return did(request, row.get_absolute_url(), act, said, undo)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the plan and let the campaign run."""
    return _step(
        request,
        pk,
        lambda: start_campaign(
            campaign_id=pk, now=timezone.now(), user=request.user
        ),
        _("Started: audience, baseline and plan stay as they are now."),
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a campaign."""
    return _step(
        request,
        pk,
        lambda: end_campaign(campaign_id=pk, now=timezone.now()),
        _("The campaign has ended."),
        can_undo=True,
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a campaign, with the reason."""
    row = get_object_or_404(Campaign, pk=pk)
    form = CancelForm(request.POST)
    if form.is_valid():
        return _step(
            request,
            pk,
            lambda: cancel_campaign(
                campaign_id=pk,
                note=form.cleaned_data["note"],
                now=timezone.now(),
            ),
            _("The campaign is cancelled."),
            can_undo=True,
        )
    return show_campaign(request, row.pk, 422, cancel_form=form)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a campaign go on that was ended or cancelled."""
    return _step(request, pk, lambda: undo_end(campaign_id=pk), _("Undone."))


class PlanMemberListPage(ListPage):
    """The audiences of campaigns. Control groups are not in the list: who
    looks at it could tell the groups apart.
    """

    queryset = (
        PlanMember.objects.filter(arm=Arm.AUDIENCE)
        .select_related("member", "campaign")
        .order_by("pk")
    )
    filterset_class = PlanMemberFilter
    table_class = PlanMemberTable
    url_name = "campaigns:plan_member_list"
    title = gettext_lazy("Audience")
    question = gettext_lazy("For whom was a campaign when it started?")
    noun = npgettext_lazy("beside a number", "member", "members")
    empty_hint = gettext_lazy(
        "A campaign has an audience from its start on: the members of its "
        "segment at that moment.",
    )
    also_url_name = "campaigns:campaign_list"
    also_label = gettext_lazy("Campaigns")
