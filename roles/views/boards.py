"""Pages that show who holds which role, and which role is missing where."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.ui.pages.lists import ListPage
from community.models import Circle
from members.models import Member
from roles.filters import GearFilter, RoleFilter
from roles.querysets import circles_with_gears, members_with_roles
from roles.selectors.balance import read_balance, read_rates
from roles.tables import GearTable, RoleTable


class RoleBoardPage(ListPage):
    filterset_class = RoleFilter
    table_class = RoleTable
    url_name = "roles:role_board"
    template_name = "roles/role_board.html"
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
        return circles.order_by("-member_count", "pk")


def gear_map(request: HttpRequest) -> HttpResponse:
    """Show which gear is missing in which city and model series."""
    now = timezone.now()
    balance = read_balance(
        generation=freshness_of(request, now).generation,
        today=business_today(now),
    )
    context = {"title": _("Gears by city and model"), **balance}
    return render(request, "roles/gear_map.html", context)
