"""Pages about members who joined lately."""

from datetime import timedelta
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
from members.models import Member
from roles.filters import NewcomerFilter
from roles.selectors.hosts import read_hosts, with_likeness
from roles.selectors.journey_page import read_journey_page
from roles.selectors.newcomers import newcomers
from roles.tables import NewcomerTable

NEWCOMER_DAYS = 30
JOURNEY_DAYS = 365


class NewcomerPage(ListPage):
    filterset_class = NewcomerFilter
    table_class = NewcomerTable
    url_name = "roles:newcomer_list"
    template_name = "roles/newcomer_list.html"
    title = gettext_lazy("Newcomers")
    question = gettext_lazy("Who came, and has anybody answered?")
    empty_hint = gettext_lazy(
        "Members who joined within 30 days are listed here.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        since = business_today(timezone.now()) - timedelta(days=NEWCOMER_DAYS)
        rows = newcomers(Member.objects.unmerged(), since=since)
        return with_likeness(rows.select_related("primary_contact"))

    def ready_table(self, table: NewcomerTable) -> None:
        now = timezone.now()
        generation = freshness_of(self.request, now).generation
        table.pool = read_hosts(generation=generation, now=now)


def journey_page(request: HttpRequest) -> HttpResponse:
    """Show how newcomers find their way in, and who hands them on."""
    since = business_today(timezone.now()) - timedelta(days=JOURNEY_DAYS)
    generation = freshness_of(request, timezone.now()).generation
    context = {
        "title": _("Newcomer journey"),
        **read_journey_page(since=since, generation=generation),
    }
    return render(request, "roles/journey.html", context)
