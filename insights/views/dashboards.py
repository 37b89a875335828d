"""The overview and the dashboards that people compose."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import CommunityWeek
from activity.selectors.freshness import Freshness, freshness_of
from common.ui.dashboards import Scope
from insights.cards import scope_of
from insights.forms import ScopeForm
from insights.models import Dashboard
from insights.selectors.annotations import read_annotations
from insights.selectors.dashboard_figures import read_figures
from insights.selectors.dashboards import (
    CARDS,
    DEFAULT_CARDS,
    PERIODS,
    common_values,
    dashboards_of,
    may_change,
    read_cards,
    read_urgent,
)
from insights.selectors.facets import FACETS

KEPT = ("weeks", *FACETS, "compare")


def overview(request: HttpRequest) -> HttpResponse:
    """Show what is urgent, and how the community is doing."""
    return _show(request, _("Overview"), DEFAULT_CARDS, None)


def dashboard_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dashboard; without filters in the address it has its own."""
    board = get_object_or_404(dashboards_of(request.user), pk=pk)
    if board.query and not request.GET:
        return redirect(f"{board.get_absolute_url()}?{board.query}")
    return _show(request, board.name, board.cards, board)


def _show(
    request: HttpRequest,
    title: str,
    names: Any,
    board: Dashboard | None,
) -> HttpResponse:
    scope, form = scope_of(request, request.GET, timezone.now())
    if request.GET.get("show_filters") or form.errors:
        for name, values in common_values().items():
            form.offer(name, values)
    if request.GET.get("show_filters") and _is_part(request):
        context = {"form": form, "path": request.path}
        return render(request, "insights/_scope_form.html", context)
    fresh = freshness_of(request, scope.now)
    boards = list(dashboards_of(request.user))
    is_wall = "wall" in request.GET
    context = {
        "title": title,
        "board": board,
        "boards": boards,
        "may_edit": board is not None and may_change(request.user, board),
        "scope": scope,
        "cards": read_cards(names, scope, request.user, reads_lazy=is_wall),
        **_filter_context(request, scope, form),
        "chart_annotations": read_annotations(scope.today, scope.query),
        "is_wall": is_wall,
    }
    if board is None:
        context |= _overview_context(request, scope, fresh)
    if is_wall:
        context["next_wall"] = _next_wall(board, boards)
        return render(request, "insights/wall.html", context)
    return render(request, "insights/dashboard.html", context)


def _is_part(request: HttpRequest) -> bool:
    """Tell whether a part of the page is asked for, and not the page from the history."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def _overview_context(
    request: HttpRequest,
    scope: Scope,
    fresh: Freshness,
) -> dict[str, Any]:
    weeks = CommunityWeek.objects.of_generation(fresh.generation)
    return {
        "urgent": read_urgent(request.user, fresh, scope.now),
        "figures": read_figures(scope, fresh),
        "has_activity": weeks.filter(active_members__gt=0).exists(),
    }


def _filter_context(
    request: HttpRequest,
    scope: Scope,
    form: ScopeForm,
) -> dict[str, Any]:
    """Return what the filter bar shows: the periods, the filters that are set,
    and the whole filter as a query.
    """
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    chips = []
    for name in FACETS:
        if name in scope.query:
            without = {key: kept[key] for key in kept if key != name}
            value = form.cleaned_data[name]
            label = form.fields[name].label
            chips.append((label, value, f"?{urlencode(without)}"))
    periods = []
    for weeks in PERIODS:
        query = urlencode({**kept, "weeks": weeks})
        periods.append((weeks, f"?{query}", weeks == scope.week_count))
    compare = {}
    for key in kept:
        if key != "compare":
            compare[key] = kept[key]
    if scope.compares:
        compare["compare"] = "no"
    before = scope.before(scope.weeks)
    return {
        "scope_form": form,
        "periods": periods,
        "chips": chips,
        "compare_href": f"?{urlencode(compare)}",
        "scope_query": urlencode(kept),
        "first_day": scope.weeks[0],
        "last_day": scope.last_day or scope.today,
        "before_first": before[0],
        "before_last": scope.weeks[0] - timedelta(days=1),
    }


def _next_wall(board: Dashboard | None, boards: list[Dashboard]) -> str:
    """Return the address of the dashboard that a wall shows next: the overview
    and then each that the account sees.
    """
    addresses = [reverse("insights:overview")]
    addresses += [one.get_absolute_url() for one in boards]
    here = board.get_absolute_url() if board else addresses[0]
    at = addresses.index(here) if here in addresses else 0
    following = (at + 1) % len(addresses)
    query = "wall=1"
    if following and boards[following - 1].query:
        query = f"{boards[following - 1].query}&wall=1"
    return f"{addresses[following]}?{query}"


def card_part(request: HttpRequest, name: str) -> HttpResponse:
    """Show one card, for a page that reads it when it comes into sight."""
    if name not in CARDS:
        raise Http404
    scope, _form = scope_of(request, request.GET, timezone.now())
    cards = read_cards([name], scope, request.user, reads_lazy=True)
    if not cards:
        raise Http404
    return render(request, "insights/_card.html", {"card": cards[0]})
