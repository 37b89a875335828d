"""Review meetings: their list, form, minutes, and what is noted in them."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views.decorators.http import require_POST

from campaigns.filters import ReviewFilter
from campaigns.forms.reviews import (
    DecisionForm,
    ReadingForm,
    ReviewFindingForm,
    ReviewForm,
)
from campaigns.models import Campaign, Review, ReviewFinding
from campaigns.selectors.agenda import agenda_of, checks_of, unread_checks
from campaigns.services.reviews import (
    add_review_finding,
    close_review,
    edit_review,
    open_review,
    remove_review_finding,
)
from campaigns.tables import ReviewTable
from campaigns.views.acts import did, submitted
from common.calendar import business_today
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab

USUAL_PERIOD = timedelta(days=28)
ONE_DAY = timedelta(days=1)


class ReviewListPage(ListPage):
    filterset_class = ReviewFilter
    table_class = ReviewTable
    url_name = "campaigns:review_list"
    create_url_name = "campaigns:review_create"
    title = gettext_lazy("Review meetings")
    create_label = gettext_lazy("New review")
    question = gettext_lazy("What did we decide, and did it work?")
    noun = npgettext_lazy("beside a number", "review", "reviews")
    tabs = (
        QuickTab(
            gettext_lazy("Not closed yet"),
            lambda _reader: {"is_open": "true"},
        ),
    )
    empty_hint = gettext_lazy(
        "Open a review of a period or of a campaign: its agenda comes from "
        "the numbers.",
    )
    also_url_name = "campaigns:decision_list"
    also_label = gettext_lazy("Decisions")
    template_name = "campaigns/review_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        unchecked = Q(decisions__reading="")
        rows = Review.objects.annotate(
            decision_count=Count("decisions"),
            unchecked_count=Count("decisions", filter=unchecked),
        )
        return rows.select_related("campaign", "lead").order_by(
            "-held_on", "-pk"
        )


class ReviewFormPage(FormPage):
    queryset = Review.objects.all()
    form_class = ReviewForm
    create_title = gettext_lazy("New review")

    def initial_of(self, row: Any) -> dict[str, Any]:
        if row is not None:
            return {}
        today = business_today(timezone.now())
        found: dict[str, Any] = {
            "since": today - USUAL_PERIOD,
            "until": today - ONE_DAY,
            "held_on": today,
            "lead": self.request.user.pk,
        }
        campaign = _campaign_of(self.request.GET.get("campaign", ""))
        if campaign is not None:
            found |= {
                "campaign": campaign.pk,
                "since": campaign.starts_on,
                "until": min(campaign.ends_on, today),
                "title": _("Review: %(name)s") % {"name": campaign.title[:40]},
            }
        return found

    def perform(self, request: HttpRequest, form: Any) -> Review:
        now = timezone.now()
        if form.instance.pk is None:
            return open_review(row=form.instance, user=request.user, now=now)
        return edit_review(row=form.instance, now=now, **edit_of(form))


def _campaign_of(text: str) -> Campaign | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    rows = Campaign.objects.filter(started_at__isnull=False)
    found: Campaign | None = rows.filter(pk=int(text)).first()
    return found


def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review as minutes: checks of earlier decisions, agenda, findings,
    decisions.
    """
    return show_review(request, pk)


def show_review(
    request: HttpRequest, pk: int, status: int = 200, **typed: Any
) -> HttpResponse:
    """Show the minutes of a review; `typed`: a form with mistakes, by its name
    on the page.
    """
    rows = Review.objects.select_related("campaign", "lead", "opened_by")
    row = get_object_or_404(rows, pk=pk)
    decisions = row.decisions.select_related("owner", "campaign")
    may_write = may(request.user, "campaigns:review_close", "POST")
    context = {
        "title": row.title,
        "row": row,
        "agenda": agenda_of(row),
        "checks": checks_of(row),
        "unread": 0 if row.closed_at else unread_checks(row),
        "findings": row.findings.select_related("noted_by"),
        "decisions": decisions.order_by("pk"),
        "has_minutes": row.findings.exists() or row.decisions.exists(),
        "may_write": may_write and row.closed_at is None,
        "may_read": may(request.user, "campaigns:decision_read", "POST"),
        "is_held": row.held_on <= business_today(timezone.now()),
        "finding_form": ReviewFindingForm(),
        "decision_form": DecisionForm(),
        "readings": ReadingForm().fields["reading"].choices,  # type: ignore[attr-defined]
        **typed,
    }
    page = "campaigns/review_detail.html"
    return render(request, page, context, status=status)


@require_POST
def finding_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a review found."""
    row = get_object_or_404(Review, pk=pk)
    return submitted(
        request,
        ReviewFindingForm(request.POST),
        lambda data: add_review_finding(
            review_id=pk,
            text=data["text"],
            user=request.user,
            now=timezone.now(),
        ),
        done=(f"{row.get_absolute_url()}#findings", _("Noted.")),
        again=lambda form, status: show_review(
            request, pk, status, finding_form=form
        ),
    )


@require_POST
def finding_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a finding of an open review."""
    rows = ReviewFinding.objects.select_related("review")
    row = get_object_or_404(rows, pk=pk)
    back = f"{row.review.get_absolute_url()}#findings"
    return did(
        request,
        back,
        lambda: remove_review_finding(finding_id=pk),
        _("Removed."),
    )


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a review whose checks were all read."""
    row = get_object_or_404(Review, pk=pk)
    return did(
        request,
        row.get_absolute_url(),
        lambda: close_review(review_id=pk, now=timezone.now()),
        _("The review is closed; its minutes stay."),
    )
