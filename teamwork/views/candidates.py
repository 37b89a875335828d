"""Candidates worth discovering, nominated in place."""

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
from common.ui.pages.tabs import QuickTab
from common.ui.undo import say_done
from koc.rules.owner_score import SPEAKS_AS_OWNER
from members.models import Member
from teamwork.filters import CandidateFilter
from teamwork.selectors.candidates import candidates, helpful_works, why_text
from teamwork.services.nominations import nominate
from teamwork.tables.candidates import CandidateTable


class CandidateListPage(ListPage):
    filterset_class = CandidateFilter
    table_class = CandidateTable
    url_name = "teamwork:candidate_list"
    template_name = "teamwork/candidate_list.html"
    title = gettext_lazy("Candidates worth discovering")
    question = gettext_lazy("Which quiet owners help others?")
    noun = npgettext_lazy("beside a number", "candidate", "candidates")
    tabs = (
        QuickTab(
            gettext_lazy("Speaks as a real owner"),
            lambda _reader: {"least_score": str(SPEAKS_AS_OWNER)},
        ),
        QuickTab(
            gettext_lazy("Solved questions"),
            lambda _reader: {"has_healed": "true"},
        ),
    )
    empty_hint = gettext_lazy(
        "Owners who were thanked, solved a question or wrote what others saved "
        "are listed here, unless they are KOC or nominated. The list is "
        "brought up to date every day.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        return candidates(business_today(timezone.now()))

    def ready_table(self, table: CandidateTable) -> None:
        user = self.request.user
        table.may_nominate = may(user, "teamwork:nomination_create", "POST")


@require_POST
def nominate_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Nominate a candidate with the posts that helped most, and why TA is worth
    discovering as the reason; offer to undo it.
    """
    member = get_object_or_404(Member, pk=pk)
    now = timezone.now()
    row = candidates(business_today(now)).filter(pk=pk).first()
    if row is None:
        text = _("%(name)s is no candidate any more; look at the list.")
        messages.error(request, text % {"name": member})
        return redirect("teamwork:candidate_list")
    try:
        nomination = nominate(
            member=row.member,
            reason=why_text(row),
            works=list(helpful_works(row.pk)),
            now=now,
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("teamwork:nomination_withdraw", args=[nomination.pk])
        text = _("%(name)s is nominated: planner and analyst judge next.")
        say_done(request, text % {"name": row.member}, undo)
    return redirect("teamwork:candidate_list")
