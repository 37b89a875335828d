"""Uses of scripts, and what followed."""

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
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from common.ui.undo import say_done
from knowledge.filters import UseFilter
from knowledge.models import ScriptUse
from knowledge.services.uses import forget_answer, note_answer
from knowledge.tables import UseTable


class UseListPage(ListPage):
    filterset_class = UseFilter
    table_class = UseTable
    url_name = "knowledge:use_list"
    title = gettext_lazy("Uses of scripts")
    question = gettext_lazy(
        "Which script was used with whom, and what followed?"
    )
    noun = npgettext_lazy("beside a number", "use", "uses")
    tabs = (QuickTab(gettext_lazy("Mine"), mine("used_by")),)
    presets = ("outcome", "place")
    empty_hint = gettext_lazy(
        "Choose a script when you log an interaction: it is noted here.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        rows = ScriptUse.objects.with_outcome(today).select_related(
            "member",
            "used_by",
            "version__script",
        )
        return rows.order_by("-used_at", "-pk")


@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a member answered."""
    use = _use(pk)
    note_answer(use_id=pk, now=timezone.now(), user=request.user)
    text = _("Noted: %(name)s answered.") % {"name": use.member}
    undo = reverse("knowledge:use_answer_undo", args=[pk])
    say_done(request, text, undo)
    return redirect(use.version.script)


@require_POST
def undo_answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that an answer was noted."""
    use = _use(pk)
    forget_answer(use_id=pk)
    messages.success(request, _("Undone."))
    return redirect(use.version.script)


def _use(pk: int) -> ScriptUse:
    rows = ScriptUse.objects.select_related("member", "version__script")
    use: ScriptUse = get_object_or_404(rows, pk=pk)
    return use
