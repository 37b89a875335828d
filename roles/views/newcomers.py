"""Pages about members who joined lately."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.rules.newcomers import NEWCOMER_DAYS
from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from members.labels import MEMBER_NOUN
from members.models import Member
from roles.filters import IntroductionFilter, JourneyFilter, NewcomerFilter
from roles.models import Introduction
from roles.querysets import members_with_journeys
from roles.selectors.hosts import read_hosts, with_likeness
from roles.selectors.introductions import count_introductions
from roles.selectors.journey_page import read_journey_page
from roles.selectors.newcomers import newcomers
from roles.services.newcomer_journeys import JOURNEY_DAYS
from roles.tables import IntroductionTable, JourneyTable, NewcomerTable


class NewcomerPage(ListPage):
    filterset_class = NewcomerFilter
    table_class = NewcomerTable
    url_name = "roles:newcomer_list"
    template_name = "roles/newcomer_list.html"
    noun = MEMBER_NOUN
    tabs = (
        QuickTab(
            gettext_lazy("Not answered yet"),
            lambda _reader: {"waiting": "true"},
        ),
        QuickTab(
            gettext_lazy("Answered"),
            lambda _reader: {"waiting": "false"},
        ),
    )
    title = gettext_lazy("Newcomers")
    question = gettext_lazy("Who came, and has anybody welcomed them?")
    empty_hint = format_lazy(
        gettext_lazy("Members who joined within {days} days are listed here."),
        days=NEWCOMER_DAYS,
    )

    def get_queryset(self) -> QuerySet[Any]:
        since = business_today(timezone.now()) - timedelta(days=NEWCOMER_DAYS)
        rows = newcomers(Member.objects.unmerged(), since=since)
        return with_likeness(rows.select_related("primary_contact"))

    def ready_table(self, table: NewcomerTable) -> None:
        now = timezone.now()
        generation = freshness_of(self.request, now).generation
        table.pool = read_hosts(generation=generation, now=now)
        table.may_act = may(self.request.user, "roles:welcome_create", "POST")


class JourneyListPage(ListPage):
    """The newcomers behind a number of the pictures."""

    filterset_class = JourneyFilter
    table_class = JourneyTable
    url_name = "roles:journey_list"
    template_name = "roles/journey_list.html"
    title = gettext_lazy("How newcomers were passed on")
    question = gettext_lazy("Who attracted, welcomed and answered whom?")
    empty_hint = gettext_lazy(
        "Members who joined within a year are listed from the next night on.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        rows = members_with_journeys(Member.objects.all(), generation)
        return rows.select_related("primary_contact")


class IntroductionPage(ListPage):
    """Introductions with what came of them."""

    filterset_class = IntroductionFilter
    table_class = IntroductionTable
    url_name = "roles:introduction_list"
    template_name = "roles/introduction_list.html"
    title = gettext_lazy("Introductions")
    question = gettext_lazy("What came of the introductions?")
    empty_hint = gettext_lazy(
        "Choose a newcomer who waits, and introduce them to a host.",
    )
    also_url_name = "roles:newcomer_list"
    also_label = gettext_lazy("Newcomers")

    def get_queryset(self) -> QuerySet[Any]:
        made = Introduction.objects.in_force().with_outcome()
        return made.select_related("newcomer", "host", "made_by")

    def extra_context(self) -> dict[str, Any]:
        return {"totals": count_introductions(timezone.now())}


def journey_page(request: HttpRequest) -> HttpResponse:
    """Show how newcomers find their way in, and who hands them on."""
    now = timezone.now()
    freshness = freshness_of(request, now)
    through = freshness.business_date or business_today(now)
    context = {
        "title": _("Newcomer journey"),
        "question": _("How far do newcomers come, and who hands them on?"),
        **read_journey_page(
            since=through - timedelta(days=JOURNEY_DAYS),
            through=through,
            generation=freshness.generation,
        ),
    }
    return render(request, "roles/journey.html", context)
