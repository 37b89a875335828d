"""Paid cooperation: the list, and the pages that record, end and take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from common.ui.undo import say_done
from community.models import Cooperation
from koc.filters import CooperationFilter
from koc.forms import CooperationEndForm, CooperationForm
from koc.services.cooperations import (
    Agreement,
    cancel_cooperation,
    record_cooperation,
    set_end_of_cooperation,
    status_ended_by,
)
from koc.tables import CooperationTable
from members.models import Member


class CooperationListPage(ListPage):
    queryset = (
        Cooperation.objects.filter(member__merged_into__isnull=True)
        .select_related("member", "recorded_by")
        .order_by("-started_on", "-pk")
    )
    filterset_class = CooperationFilter
    table_class = CooperationTable
    url_name = "koc:cooperation_list"
    template_name = "koc/cooperation_list.html"
    title = gettext_lazy("Paid cooperations")
    question = gettext_lazy(
        "Who is paid for opinions, by whom and since when?"
    )
    noun = npgettext_lazy("beside a number", "cooperation", "cooperations")
    tabs = (
        QuickTab(
            gettext_lazy("Paid now"),
            lambda reader: {"paid_on": reader.today.isoformat()},
        ),
        QuickTab(
            gettext_lazy("Over"),
            lambda reader: {"ended_before": reader.today.isoformat()},
        ),
    )
    empty_hint = gettext_lazy(
        "Open a member, then “A real owner? Paid cooperation”, and record who "
        "pays them.",
    )

    def ready_table(self, table: CooperationTable) -> None:
        user = self.request.user
        table.may_decide = may(user, "koc:cooperation_cancel", "POST")


class CooperationPage(View):
    """Record that somebody pays a member; an end of the KOC status is asked to
    be confirmed.
    """

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        initial = {"started_on": business_today(timezone.now())}
        return self._show(request, member, self._form(member, initial=initial))

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = self._form(member, request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            row, is_new = record_cooperation(
                member=member,
                agreement=form.agreement(),
                is_confirmed=form.cleaned_data.get("is_confirmed", False),
                now=timezone.now(),
                user=request.user,
            )
        except DomainError as error:
            field = error.where.get("field")
            if error.code == "confirm_end" and "is_confirmed" in form.fields:
                field = "is_confirmed"
            form.add_error(field, str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, member, form, status=status)
        shown = {"partner": row.partner, "name": row.member}
        if not is_new:
            text = _(
                "Already recorded: %(partner)s pays %(name)s from this day on. "
                "Nothing was changed.",
            )
            messages.info(request, text % shown)
            return redirect("koc:cooperation_list")
        text = _("Recorded: %(partner)s pays %(name)s.")
        undo = reverse("koc:cooperation_cancel", args=[row.pk])
        say_done(request, text % shown, undo)
        return redirect("koc:cooperation_list")

    def _form(
        self,
        member: Member,
        data: Any = None,
        **how: Any,
    ) -> CooperationForm:
        today = business_today(timezone.now())
        ends = status_ended_by(member, Agreement("", today)) is not None
        return CooperationForm(data, ends_status=ends, **how)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: CooperationForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Who pays %(name)s?") % {"name": member}
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)


class CooperationEndPage(View):
    """Say until when a cooperation is paid."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Cooperation, pk=pk)
        day = row.ended_on or business_today(timezone.now())
        form = CooperationEndForm(initial={"ended_on": day})
        return self._show(request, row, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Cooperation, pk=pk)
        form = CooperationEndForm(request.POST)
        if not form.is_valid():
            return self._show(request, row, form, status=422)
        try:
            set_end_of_cooperation(
                cooperation_id=pk,
                ended_on=form.cleaned_data["ended_on"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(error.where.get("field"), str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, row, form, status=status)
        messages.success(request, _("Saved."))
        return redirect("koc:cooperation_list")

    def _show(
        self,
        request: HttpRequest,
        row: Cooperation,
        form: CooperationEndForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Until when does %(partner)s pay %(name)s?") % {
            "partner": row.partner,
            "name": row.member,
        }
        context = {"title": title, "form": form, "row": row.member}
        return render(request, "generic/form.html", context, status=status)


@require_POST
def cancel_this(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cooperation back that was entered by mistake, and the end of the
    KOC status that it brought.
    """
    get_object_or_404(Cooperation, pk=pk)
    try:
        row, stays = cancel_cooperation(
            cooperation_id=pk,
            now=timezone.now(),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("koc:cooperation_list")
    text = _("Taken back: %(partner)s does not pay %(name)s.")
    messages.success(
        request,
        text % {"partner": row.partner, "name": row.member},
    )
    if stays:
        messages.warning(request, stays)
    return redirect("koc:cooperation_list")
