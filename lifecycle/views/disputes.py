from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.ui.pages.lists import ListPage
from lifecycle.filters import DisputeFilter
from lifecycle.forms import DisputeForm
from lifecycle.models import DormancyDispute, DormancyState
from lifecycle.services.disputes import dispute_state, withdraw_dispute
from lifecycle.tables import DisputeTable
from members.models import Member


class DisputeListPage(ListPage):
    filterset_class = DisputeFilter
    table_class = DisputeTable
    url_name = "lifecycle:dispute_list"
    title = gettext_lazy("Disputed states")
    question = gettext_lazy("Where do people know better than the score?")
    empty_hint = gettext_lazy(
        "A state is disputed on the member's page, with a reason and a day until which it holds.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        rows: QuerySet[Any] = DormancyDispute.objects.with_holding(today)
        return rows.select_related("member", "created_by")


class DisputePage(View):
    """Dispute the state of a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(request, member, DisputeForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = DisputeForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        now = timezone.now()
        generation = freshness_of(request, now).generation
        states = DormancyState.objects.of_generation(generation)
        until = form.cleaned_data["until"]
        try:
            dispute_state(
                member=member,
                state=states.filter(member=member).first(),
                reason=form.cleaned_data["reason"],
                until=until,
                now=now,
                today=business_today(now),
                user=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(
            request,
            _("Disputed until %(day)s.") % {"day": until},
        )
        return redirect(member)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: DisputeForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Dispute the state of %(name)s") % {"name": member}
        return render(
            request,
            "generic/form.html",
            {"title": title, "form": form, "row": member},
            status=status,
        )


@require_POST
def withdraw_dispute_page(
    request: HttpRequest,
    member_id: int,
) -> HttpResponse:
    """Withdraw the dispute about a member's state."""
    member = get_object_or_404(Member, pk=member_id)
    if withdraw_dispute(member=member, now=timezone.now()):
        messages.success(request, _("The dispute is withdrawn."))
    return redirect(member)
