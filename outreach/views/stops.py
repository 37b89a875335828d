"""Stops of contact, and what the gate has refused."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.calendar import business_today
from common.errors import Conflict, DomainError
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done
from members.models import Member
from outreach.filters import RefusalFilter, StopFilter
from outreach.forms import StopForm
from outreach.models import ContactRefusal, ContactStop
from outreach.services.stops import end_stop, stop_contact, undo_end
from outreach.tables import RefusalTable, StopTable


def _end_chosen(
    request: HttpRequest,
    chosen: Sequence[int],
    _data: dict[str, Any],
) -> str:
    done = 0
    for pk in chosen:
        try:
            end_stop(stop_id=pk, now=timezone.now(), user=request.user)
        except Conflict:
            # A colleague has ended it meanwhile.
            continue
        done += 1
    text = ngettext(
        "%(count)s stop has ended.",
        "%(count)s stops have ended.",
        done,
    )
    return text % {"count": done}


class StopListPage(ListPage):
    filterset_class = StopFilter
    table_class = StopTable
    url_name = "outreach:stop_list"
    title = gettext_lazy("Stops of contact")
    question = gettext_lazy("To whom does nobody write, and why?")
    noun = npgettext_lazy("beside a number", "stop", "stops")
    bulk_acts = (
        BulkAct(
            "end",
            gettext_lazy("May be written to again"),
            forms.Form,
            _end_chosen,
        ),
    )
    empty_hint = gettext_lazy(
        "Contact is stopped on the page of a member, with a reason.",
    )

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        held = ContactStop.objects.in_force(today).filter(pk=OuterRef("pk"))
        return ContactStop.objects.annotate(
            is_in_force=Exists(held),
        ).select_related("member", "made_by", "ended_by")


class StopPage(View):
    """Let nobody write to a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(request, member, StopForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = StopForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            row = stop_contact(
                member_id=member.pk,
                now=timezone.now(),
                user=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(error.where.get("field"), str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, member, form, status=status)
        undo = reverse("outreach:stop_end", args=[row.pk])
        text = _("From now on nobody writes to %(name)s.") % {"name": member}
        say_done(request, text, undo)
        return redirect(row.member.get_absolute_url())

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: StopForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Stop contact with %(name)s") % {"name": member}
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)


@require_POST
def end_this_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a stop."""
    row = get_object_or_404(
        ContactStop.objects.select_related("member"), pk=pk
    )
    try:
        end_stop(stop_id=pk, now=timezone.now(), user=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        undo = reverse("outreach:stop_undo", args=[pk])
        text = _("%(name)s may be written to again.") % {"name": row.member}
        say_done(request, text, undo)
    return redirect("outreach:stop_list")


@require_POST
def undo_end_of_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a stop in force again."""
    get_object_or_404(ContactStop, pk=pk)
    try:
        undo_end(stop_id=pk, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Undone."))
    return redirect("outreach:stop_list")


class RefusalListPage(ListPage):
    queryset = ContactRefusal.objects.select_related(
        "member", "message", "asked_by"
    )
    filterset_class = RefusalFilter
    table_class = RefusalTable
    url_name = "outreach:refusal_list"
    title = gettext_lazy("Refused messages")
    question = gettext_lazy("What was not sent, why, and from when may it?")
    noun = npgettext_lazy("beside a number", "refusal", "refusals")
    presets = ("reason", "purpose")
    empty_hint = gettext_lazy(
        "Every message that the rules of contact refuse becomes a row here.",
    )
