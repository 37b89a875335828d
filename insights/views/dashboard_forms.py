"""Making, changing, removing and bringing back dashboards."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.ui.pages.details import FormPage, edit_of
from common.ui.undo import say_done
from insights.forms import DashboardForm
from insights.models import Dashboard
from insights.selectors.dashboards import (
    DEFAULT_CARDS,
    known_cards,
    may_change,
)
from insights.services.dashboards import (
    change_dashboard,
    create_dashboard,
    delete_dashboard,
    restore_dashboard,
)


class DashboardFormPage(FormPage):
    queryset = Dashboard.objects.filter(deleted_at__isnull=True)
    create_title = gettext_lazy("New dashboard")
    template_name = "insights/dashboard_form.html"

    def form_class(self, *args: Any, **kwargs: Any) -> DashboardForm:  # type: ignore[override]
        """Return the form with the cards that the reader may see; a new one
        begins with the cards and the filter of the page it was opened from.
        """
        if kwargs.get("instance") is None:
            initial = {
                "cards": self.request.GET.getlist("cards")
                or list(DEFAULT_CARDS),
                "query": self.request.GET.get("query", "")[:500],
            }
            kwargs["initial"] = initial
        return DashboardForm(*args, user=self.request.user, **kwargs)

    def get_row(self, pk: int | None) -> Any:
        row = super().get_row(pk)
        if row is not None and not may_change(self.request.user, row):
            raise Http404
        return row

    def perform(self, request: HttpRequest, form: Any) -> Any:
        if form.instance.pk is None:
            return create_dashboard(
                owner=request.user,
                values=form.cleaned_data,
                now=timezone.now(),
            )
        return change_dashboard(
            dashboard_id=form.instance.pk,
            **edit_of(form),
        )


@require_POST
def remove_dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a dashboard away, and offer to bring it back."""
    board = _changeable(request, pk, deleted=False)
    delete_dashboard(dashboard_id=board.pk, now=timezone.now())
    text = _("Removed the dashboard “%(name)s”.") % {"name": board}
    undo = reverse("insights:dashboard_restore", args=[board.pk])
    say_done(request, text, undo)
    return redirect("insights:overview")


@require_POST
def bring_back_dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a dashboard back."""
    board = _changeable(request, pk, deleted=True)
    try:
        restore_dashboard(dashboard_id=board.pk)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("insights:overview")
    return redirect(board)


def _changeable(request: HttpRequest, pk: int, *, deleted: bool) -> Dashboard:
    found = Q(deleted_at__isnull=not deleted) | Q(deleted_at__isnull=True)
    board = get_object_or_404(Dashboard.objects.filter(found), pk=pk)
    if not may_change(request.user, board):
        raise Http404
    return board


@require_POST
def reset_dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a dashboard the cards of the overview, or those in the address,
    which it had before.
    """
    board = _changeable(request, pk, deleted=False)
    before = ",".join(board.cards)
    asked = known_cards(request.GET.get("cards", "").split(","))
    change_dashboard(
        dashboard_id=board.pk,
        changes={"cards": asked or list(DEFAULT_CARDS)},
    )
    if not asked:
        undo = reverse("insights:dashboard_reset", args=[board.pk])
        text = _("“%(name)s” has the cards of the overview now.")
        query = urlencode({"cards": before})
        say_done(request, text % {"name": board}, f"{undo}?{query}")
    return redirect(board)
