"""Decisions of reviews: noted, checked, and listed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views.decorators.http import require_POST

from campaigns.filters import DecisionFilter
from campaigns.forms.reviews import DecisionForm, ReadingForm
from campaigns.models import Decision, Review
from campaigns.services.reviews import (
    add_decision,
    read_decision,
    remove_decision,
    undo_reading,
)
from campaigns.tables import DecisionTable
from campaigns.views.acts import did, submitted
from campaigns.views.reviews import show_review
from common.errors import Invalid
from common.ui.forms import error_text
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine


class DecisionListPage(ListPage):
    queryset = Decision.objects.select_related(
        "review", "owner", "campaign", "read_by"
    ).order_by("check_on", "pk")
    filterset_class = DecisionFilter
    table_class = DecisionTable
    url_name = "campaigns:decision_list"
    title = gettext_lazy("Decisions")
    question = gettext_lazy("Which decisions worked, and which wait?")
    noun = npgettext_lazy("beside a number", "decision", "decisions")
    tabs = (
        QuickTab(
            gettext_lazy("Not checked yet"),
            lambda _reader: {"is_unchecked": "true"},
        ),
        QuickTab(gettext_lazy("Mine"), mine("owner")),
    )
    presets = ("reading",)
    empty_hint = gettext_lazy("Decisions are made in review meetings.")
    also_url_name = "campaigns:review_list"
    also_label = gettext_lazy("Review meetings")


@require_POST
def decision_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a review decided."""
    row = get_object_or_404(Review, pk=pk)
    decision = Decision(review=row)
    said = _("Decided: it stands on a desk.")
    return submitted(
        request,
        DecisionForm(request.POST, instance=decision),
        lambda _data: add_decision(row=decision),
        done=(f"{row.get_absolute_url()}#decisions", said),
        again=lambda form, status: show_review(
            request, pk, status, decision_form=form
        ),
    )


@require_POST
def decision_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a decision of an open review."""
    row = get_object_or_404(Decision.objects.select_related("review"), pk=pk)
    back = f"{row.review.get_absolute_url()}#decisions"
    return did(
        request,
        back,
        lambda: remove_decision(decision_id=pk),
        _("Removed."),
    )


def _reading_page(row: Decision) -> str:
    """Return where a reading is seen: in the review that has to check it."""
    rows = Review.objects.open().exclude(pk=row.review_id)
    review = rows.filter(held_on__gte=row.check_on).order_by("held_on").first()
    if review is None:
        return str(row.get_absolute_url())
    return f"{review.get_absolute_url()}#checks"


@require_POST
def decision_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Store whether a decision worked."""
    row = get_object_or_404(Decision.objects.select_related("review"), pk=pk)

    def act() -> None:
        form = ReadingForm(request.POST)
        if not form.is_valid():
            raise Invalid("no_reading", error_text(form))
        read_decision(
            decision_id=pk,
            user=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )

    undo = reverse("campaigns:decision_unread", args=[pk])
    return did(request, _reading_page(row), act, _("Checked."), undo)


@require_POST
def decision_unread(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a decision be unchecked again."""
    row = get_object_or_404(Decision.objects.select_related("review"), pk=pk)
    return did(
        request,
        _reading_page(row),
        lambda: undo_reading(decision_id=pk),
        _("Undone."),
    )
