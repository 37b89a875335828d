"""Works that reached people: nominate who made them, or use them again."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views.decorators.http import require_POST

from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader
from common.ui.undo import say_done
from community.models import Post
from teamwork.filters import WorkFilter
from teamwork.selectors.works import reached_works
from teamwork.services.briefs import add_to_brief, remove_from_brief
from teamwork.tables.works import WorkTable

# What is older is no news to anybody, and sorting it takes longer than a page may.
WORK_DAYS = 365
LATELY_DAYS = 30


def _lately(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=LATELY_DAYS)
    return {"since": since.isoformat()}


LATELY_TAB = QuickTab(gettext_lazy("Last 30 days"), _lately)


class WorkListPage(ListPage):
    filterset_class = WorkFilter
    table_class = WorkTable
    url_name = "teamwork:work_list"
    template_name = "teamwork/work_list.html"
    title = gettext_lazy("Works")
    question = gettext_lazy("Which works reach people, and may we use them?")
    noun = npgettext_lazy("beside a number", "work", "works")
    opens_on = LATELY_TAB
    tabs = (
        LATELY_TAB,
        QuickTab(
            gettext_lazy("On the brief list"),
            lambda _reader: {"on_brief": "true"},
        ),
        QuickTab(
            gettext_lazy("The author agreed"),
            lambda _reader: {"may_use": "yes"},
        ),
    )
    presets = ("may_use", "author_is")
    empty_hint = gettext_lazy(
        "Posts of the last year that somebody reacted to or answered are listed here.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        return reached_works(today - timedelta(days=WORK_DAYS))

    def ready_table(self, table: WorkTable) -> None:
        user = self.request.user
        table.now = timezone.now()
        table.may_brief = may(user, "teamwork:brief_add", "POST")
        table.may_nominate = may(user, "teamwork:nomination_create", "POST")


@require_POST
def brief_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a work on the brief list, and offer to take it off again."""
    post = get_object_or_404(Post, pk=pk)
    try:
        add_to_brief(post=post, user=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("teamwork:brief_remove", args=[pk])
        say_done(
            request, _("On the brief list: %(work)s") % _shown(post), undo
        )
    return redirect("teamwork:work_list")


@require_POST
def brief_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a work off the brief list, and offer to put it back."""
    post = get_object_or_404(Post, pk=pk)
    try:
        remove_from_brief(post_id=pk)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("teamwork:brief_add", args=[pk])
        text = _("Off the brief list: %(work)s") % _shown(post)
        say_done(request, text, undo)
    return redirect("teamwork:work_list")


def _shown(post: Post) -> dict[str, str]:
    return {"work": str(post)[:40]}
