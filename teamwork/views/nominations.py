"""Nominations: the list, and the page that proposes a member."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.errors import DomainError
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from insights.querysets import members_with_summary
from koc.selectors.owners import owner_view
from members.models import Member
from teamwork.filters import NominationFilter
from teamwork.forms import NominationForm
from teamwork.models import Nomination
from teamwork.selectors.works import best_works
from teamwork.services.nominations import nominate
from teamwork.tables import NominationTable

MAX_DIGITS = 18


class NominationListPage(ListPage):
    queryset = Nomination.objects.annotate(
        judged=Count("judgements"),
    ).select_related(
        "member",
        "proposed_by",
        "decided_by",
    )
    filterset_class = NominationFilter
    table_class = NominationTable
    url_name = "teamwork:nomination_list"
    title = gettext_lazy("Nominations")
    question = gettext_lazy("Who should be one of us?")
    template_name = "teamwork/nomination_list.html"
    also_url_name = "teamwork:work_list"
    also_label = gettext_lazy("Propose by works")
    tabs = (
        QuickTab(
            gettext_lazy("Waiting for a decision"),
            lambda _reader: {"state": Nomination.State.OPEN.value},
        ),
        QuickTab(gettext_lazy("Proposed by me"), mine("proposed_by")),
    )
    empty_hint = gettext_lazy(
        "Open a member and nominate them, with the posts that show why.",
    )


def own_numbers(request: HttpRequest, member_id: int) -> Any:
    """Return the member with their numbers of the last night."""
    generation = freshness_of(request, timezone.now()).generation
    return members_with_summary(generation).get(pk=member_id)


def _asked_work(request: HttpRequest) -> int:
    """Return the work with which somebody came here, 0 for none."""
    asked = request.GET.get("work", "")
    is_number = asked.isascii() and asked.isdecimal()
    return int(asked[:MAX_DIGITS]) if is_number else 0


class NominatePage(View):
    """Propose a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        also = _asked_work(request)
        form = NominationForm(
            works=best_works(member, also=also),
            initial={"works": [str(also)]} if also else None,
        )
        return self._show(request, member, form)

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        works = best_works(member, also=_asked_work(request))
        form = NominationForm(request.POST, works=works)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            row = nominate(
                member=member,
                reason=form.cleaned_data["reason"],
                works=form.cleaned_data["works"],
                now=timezone.now(),
                user=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(
            request,
            _("Nominated: planner and analyst judge next."),
        )
        return redirect(row)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: NominationForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Nominate %(name)s") % {"name": member}
        chosen = form["works"].value() or ()
        context = {
            "title": title,
            "form": form,
            "row": member,
            "cards": form.cards,
            "chosen": set(map(str, chosen)),
            "numbers": own_numbers(request, member.pk),
            "owner": owner_view(member),
            "member": member,
        }
        return render(
            request,
            "teamwork/nomination_form.html",
            context,
            status=status,
        )
