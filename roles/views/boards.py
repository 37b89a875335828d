"""Pages that show who holds which role, and which role is missing where."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.ui.pages.lists import ListPage
from community.models import Circle
from members.labels import MEMBER_NOUN
from members.models import Member
from roles.filters import GearFilter, JourneyFilter, RoleFilter
from roles.forms import PassingForm
from roles.querysets import (
    circles_with_gears,
    members_with_journeys,
    members_with_roles,
)
from roles.selectors.balance import missing_gears, read_balance, read_rates
from roles.selectors.newcomer_flow import read_figures, read_flow_picture
from roles.tables import GearTable, RoleTable


class RoleBoardPage(ListPage):
    filterset_class = RoleFilter
    table_class = RoleTable
    url_name = "roles:role_board"
    template_name = "roles/role_board.html"
    noun = MEMBER_NOUN
    presets = ("role", "owner_status")
    title = gettext_lazy("Roles")
    question = gettext_lazy("Who have they become?")
    empty_hint = gettext_lazy(
        "Roles appear with the night, for members who did something for others.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        rows = members_with_roles(Member.objects.unmerged(), generation)
        return rows.select_related("primary_contact")


class GearPage(ListPage):
    filterset_class = GearFilter
    table_class = GearTable
    url_name = "roles:gear_list"
    template_name = "roles/gear_list.html"
    title = gettext_lazy("Gears")
    question = gettext_lazy("Do the gears mesh, and which is missing?")
    empty_hint = gettext_lazy(
        "A circle is a city chapter, a model club, a chat group or a board. Make the first one.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        now = timezone.now()
        generation = freshness_of(self.request, now).generation
        rates = read_rates(generation=generation, today=business_today(now))
        circles = circles_with_gears(Circle.objects.all(), generation, rates)
        lacking = []
        for one in circles:
            if missing_gears(one):
                lacking.append(one.pk)
        is_complete = Case(When(pk__in=lacking, then=0), default=1)
        found: QuerySet[Any] = circles.order_by(
            is_complete,
            "-member_count",
            "pk",
        )
        return found


def gear_map(request: HttpRequest) -> HttpResponse:
    """Show how newcomers were handed on in a circle, city, model or period, and
    which gear is missing in which city and model series.
    """
    now = timezone.now()
    freshness = freshness_of(request, now)
    generation = freshness.generation
    through = freshness.business_date or business_today(now)
    form = PassingForm(request.GET or None)
    chosen = form.scope()
    status = 200 if not form.is_bound or form.is_valid() else 400
    days = chosen.pop("days")
    since = through - timedelta(days=days)
    scope = {**chosen, "joined_since": since.isoformat()}
    before = {
        **chosen,
        "joined_since": (since - timedelta(days=days)).isoformat(),
        "joined_until": (since - timedelta(days=1)).isoformat(),
    }
    context = {
        "title": _("Do the gears mesh?"),
        "form": form,
        "days": days,
        "picture": read_flow_picture(
            _newcomers(generation, scope),
            generation=generation,
            scope=scope,
        ),
        "figures_before": read_figures(_newcomers(generation, before), before),
        **read_balance(generation=generation, today=business_today(now)),
    }
    return render(request, "roles/gear_map.html", context, status=status)


def _newcomers(generation: int, scope: dict[str, str]) -> QuerySet[Any]:
    """Return the newcomers that a list with this address shows."""
    rows = members_with_journeys(Member.objects.all(), generation)
    found: QuerySet[Any] = JourneyFilter(scope, queryset=rows).qs
    return found
