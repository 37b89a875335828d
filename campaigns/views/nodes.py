"""Nodes, works and costs of campaigns."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy
from django.views.decorators.http import require_POST

from campaigns.filters import CostFilter, NodeFilter, WorkFilter
from campaigns.forms import CostForm, EvidenceForm, NodeForm, WorkForm
from campaigns.models import Campaign, CampaignNode, CampaignWork, CostLine
from campaigns.services.costs import add_cost, remove_cost
from campaigns.services.nodes import (
    add_node,
    edit_node,
    finish_node,
    reopen_node,
)
from campaigns.services.works import (
    link_named_posts,
    link_work,
    remove_work,
    restore_work,
)
from campaigns.tables import CostTable, NodeTable, WorkTable
from campaigns.views.acts import did, submitted
from campaigns.views.campaigns import show_campaign
from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from community.models import Post

DIGITS = 19


class NodeListPage(ListPage):
    queryset = CampaignNode.objects.select_related(
        "campaign", "owner", "done_by"
    ).order_by("due_on", "pk")
    filterset_class = NodeFilter
    table_class = NodeTable
    url_name = "campaigns:node_list"
    title = gettext_lazy("Nodes of campaigns")
    question = gettext_lazy("Who does what until when?")
    noun = npgettext_lazy("beside a number", "node", "nodes")
    tabs = (
        QuickTab(
            gettext_lazy("Still to be done"),
            lambda _reader: {"is_open": "true"},
        ),
        QuickTab(gettext_lazy("Mine"), mine("owner")),
    )
    empty_hint = gettext_lazy("Nodes are added on the page of a campaign.")
    also_url_name = "campaigns:campaign_list"
    also_label = gettext_lazy("Campaigns")


class NodeFormPage(FormPage):
    """A node; a new one belongs to the campaign of the address."""

    queryset = CampaignNode.objects.select_related("campaign")
    form_class = NodeForm
    create_title = gettext_lazy("New node")

    def get_row(self, pk: int | None) -> Any:
        campaign_id = self.kwargs.get("campaign_id")
        if campaign_id is not None:
            get_object_or_404(Campaign, pk=campaign_id)
        return super().get_row(pk)

    def perform(self, request: HttpRequest, form: Any) -> CampaignNode:
        if form.instance.pk is None:
            form.instance.campaign_id = self.kwargs["campaign_id"]
            return add_node(row=form.instance)
        return edit_node(row=form.instance, **edit_of(form))

    def get(
        self, request: HttpRequest, pk: int | None = None, **_of: Any
    ) -> HttpResponse:
        return super().get(request, pk)

    def post(
        self, request: HttpRequest, pk: int | None = None, **_of: Any
    ) -> HttpResponse:
        return super().post(request, pk)


@require_POST
def node_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a node is done."""
    row = get_object_or_404(
        CampaignNode.objects.select_related("campaign"), pk=pk
    )

    def act() -> None:
        form = EvidenceForm(request.POST)
        if not form.is_valid():
            raise Invalid("no_evidence", error_text(form))
        finish_node(
            node_id=pk,
            evidence=form.cleaned_data["evidence"],
            now=timezone.now(),
            user=request.user,
        )

    undo = reverse("campaigns:node_undo", args=[pk])
    said = _("Done: %(what)s") % {"what": row}
    return did(request, row.get_absolute_url(), act, said, undo)


@require_POST
def node_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a node be open again."""
    row = get_object_or_404(
        CampaignNode.objects.select_related("campaign"), pk=pk
    )
    back = row.get_absolute_url()
    return did(request, back, lambda: reopen_node(node_id=pk), _("Undone."))


class CostListPage(ListPage):
    queryset = CostLine.objects.select_related(
        "campaign", "entered_by"
    ).order_by("-spent_on", "-pk")
    filterset_class = CostFilter
    table_class = CostTable
    url_name = "campaigns:cost_list"
    title = gettext_lazy("Costs of campaigns")
    question = gettext_lazy("What was spent on which campaign?")
    noun = npgettext_lazy("beside a number", "cost line", "cost lines")
    empty_hint = gettext_lazy(
        "Costs are entered on the page of a campaign, or sent by REST.",
    )


class WorkListPage(ListPage):
    queryset = CampaignWork.objects.select_related(
        "campaign", "post__author", "linked_by"
    ).order_by("-pk")
    filterset_class = WorkFilter
    table_class = WorkTable
    url_name = "campaigns:work_list"
    title = gettext_lazy("Works of campaigns")
    question = gettext_lazy("What was made for which campaign?")
    noun = npgettext_lazy("beside a number", "work", "works")
    tabs = (
        QuickTab(
            gettext_lazy("Not taken out"),
            lambda _reader: {"is_removed": "false"},
        ),
    )
    empty_hint = gettext_lazy(
        "Give a campaign topic words, or link posts on its page.",
    )
    also_url_name = "campaigns:campaign_list"
    also_label = gettext_lazy("Campaigns")

    def get_queryset(self) -> QuerySet[Any]:
        return self.queryset.filter(post__is_deleted=False)


@require_POST
def work_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a post a work of a campaign."""
    row = get_object_or_404(Campaign, pk=pk)

    def act(data: dict[str, Any]) -> None:
        link_work(
            campaign_id=pk,
            post_id=_post_named(data["post"]),
            user=request.user,
            now=timezone.now(),
        )

    return submitted(
        request,
        WorkForm(request.POST),
        act,
        done=(f"{row.get_absolute_url()}#works", _("Linked.")),
        again=lambda form, status: show_campaign(
            request, pk, status, work_form=form
        ),
    )


def _post_named(name: str) -> int:
    """Return the post with this id on its platform, or else this number.

    Errors: Invalid if there is none, or several.
    """
    posts = Post.objects.visible()
    ids = list(posts.filter(external_id=name).values_list("pk", flat=True)[:2])
    is_number = name.isascii() and name.isdecimal() and len(name) < DIGITS
    if not ids and is_number:
        ids = list(posts.filter(pk=int(name)).values_list("pk", flat=True))
    if len(ids) != 1:
        text = _("No post has this number, or several have it.")
        raise Invalid("no_post", text, where={"field": "post"})
    return int(ids[0])


@require_POST
def work_find(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the posts that name a topic word of a campaign."""
    row = get_object_or_404(Campaign, pk=pk)
    back = f"{row.get_absolute_url()}#works"
    try:
        count = link_named_posts(campaign=row, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(back)
    text = ngettext(
        "%(count)s post is linked.",
        "%(count)s posts are linked.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect(back)


@require_POST
def work_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a work out of a campaign."""
    row = get_object_or_404(
        CampaignWork.objects.select_related("campaign"), pk=pk
    )
    undo = reverse("campaigns:work_restore", args=[pk])
    return did(
        request,
        f"{row.campaign.get_absolute_url()}#works",
        lambda: remove_work(work_id=pk, now=timezone.now()),
        _("Taken out."),
        undo,
    )


@require_POST
def work_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a work back."""
    row = get_object_or_404(
        CampaignWork.objects.select_related("campaign"), pk=pk
    )
    back = f"{row.campaign.get_absolute_url()}#works"
    return did(request, back, lambda: restore_work(work_id=pk), _("Undone."))


@require_POST
def cost_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a cost line."""
    row = get_object_or_404(Campaign, pk=pk)
    line = CostLine(campaign=row)
    return submitted(
        request,
        CostForm(request.POST, instance=line),
        lambda _data: add_cost(
            row=line, user=request.user, now=timezone.now()
        ),
        done=(f"{row.get_absolute_url()}#costs", _("Saved.")),
        again=lambda form, status: show_campaign(
            request, pk, status, cost_form=form
        ),
    )


@require_POST
def cost_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a cost line."""
    row = get_object_or_404(CostLine.objects.select_related("campaign"), pk=pk)
    said = _("Removed: %(what)s") % {"what": row}
    back = f"{row.campaign.get_absolute_url()}#costs"
    return did(request, back, lambda: remove_cost(cost_id=pk), said)
