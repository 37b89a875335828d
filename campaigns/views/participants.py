"""Who takes part: list, form, and one tick for who came."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from campaigns.filters import ParticipantFilter
from campaigns.forms import ParticipantForm
from campaigns.models import Campaign, Participant
from campaigns.models.choices import Via
from campaigns.rules.participation import ParticipantRow
from campaigns.services.participants import (
    mark_came,
    record_participants,
    remove_participant,
    thank_participants,
    tick_attendance,
)
from campaigns.tables import ParticipantTable
from campaigns.views.acts import add_domain_error, did, form_status_of
from common.calendar import business_today
from common.errors import Conflict, DomainError, Invalid
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from members.models import Member
from members.selectors.identities import members_named


def _mark_came(
    request: HttpRequest, chosen: Sequence[int], _data: dict[str, Any]
) -> str:
    today = business_today(timezone.now())
    done = mark_came(participant_ids=chosen, today=today)
    text = ngettext("%(n)s came.", "%(n)s came.", done.marked)
    said = [text % {"n": done.marked}]
    if done.known:
        text = ngettext(
            "%(n)s was noted before and keeps the day.",
            "%(n)s were noted before and keep their days.",
            done.known,
        )
        said.append(text % {"n": done.known})
    if done.over:
        text = ngettext(
            "%(n)s belongs to a campaign that is closed or cancelled and "
            "stays as it is.",
            "%(n)s belong to campaigns that are closed or cancelled and stay "
            "as they are.",
            done.over,
        )
        said.append(text % {"n": done.over})
    return " ".join(said)


def _mark_thanked(
    request: HttpRequest, chosen: Sequence[int], _data: dict[str, Any]
) -> str:
    done = thank_participants(
        participant_ids=chosen,
        today=business_today(timezone.now()),
    )
    text = ngettext("%(n)s thanked.", "%(n)s thanked.", done)
    return text % {"n": done}


class ParticipantListPage(ListPage):
    queryset = (
        Participant.objects.counted()
        .select_related("member", "campaign", "entered_by")
        .order_by("-pk")
    )
    filterset_class = ParticipantFilter
    table_class = ParticipantTable
    url_name = "campaigns:participant_list"
    title = gettext_lazy("Participants")
    question = gettext_lazy("Who signed up, who came, who stayed away?")
    noun = npgettext_lazy("beside a number", "participant", "participants")
    tabs = (
        QuickTab(gettext_lazy("Came"), lambda _reader: {"came": "true"}),
        QuickTab(
            gettext_lazy("Signed up and did not come"),
            lambda _reader: {"is_no_show": "true"},
        ),
        QuickTab(
            gettext_lazy("Came, not thanked yet"),
            lambda _reader: {"came": "true", "is_thanked": "false"},
        ),
    )
    empty_hint = gettext_lazy(
        "Enter sign-ups on the page of a campaign, or import them as a file.",
    )
    also_url_name = "campaigns:participant_import"
    also_label = gettext_lazy("Import a file")
    bulk_acts = (
        BulkAct(
            "came",
            gettext_lazy("Came today"),
            forms.Form,
            _mark_came,
        ),
        BulkAct(
            "thanked",
            gettext_lazy("Were thanked"),
            forms.Form,
            _mark_thanked,
        ),
    )
    template_name = "campaigns/participant_list.html"

    def get_queryset(self) -> Any:
        today = business_today(timezone.now())
        rows: Any = super().get_queryset()
        return rows.with_no_show(today)


class ParticipantPage(View):
    """Enter somebody who signed up or came."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Campaign, pk=pk)
        initial = {"signed_up_on": business_today(timezone.now())}
        return self._show(request, row, ParticipantForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Campaign, pk=pk)
        form = ParticipantForm(request.POST)
        if not form.is_valid():
            return self._show(request, row, form, status=422)
        try:
            text = self._store(request, row, dict(form.cleaned_data))
        except DomainError as error:
            add_domain_error(form, error)
            status = form_status_of(error)
            return self._show(request, row, form, status=status)
        messages.success(request, text)
        return redirect("campaigns:participant_create", pk=pk)

    def _store(
        self, request: HttpRequest, row: Campaign, values: dict[str, Any]
    ) -> str:
        """Store what a form says; return what is said afterwards.

        Errors: Conflict, Invalid.
        """
        identity = values.pop("identity")
        found, _unknown = members_named([identity])
        if identity not in found:
            text = _("No member has this identity, or several have it.")
            raise Invalid("no_member", text, where={"field": "identity"})
        values["note"] = values["note"] or None
        member_id = found[identity]
        done = record_participants(
            campaign_id=row.pk,
            rows=[ParticipantRow(member_id, **values)],
            via=Via.PAGE,
            user=request.user,
            now=timezone.now(),
        )
        for one in done.refused:
            where = {"field": one.field}
            if one.code == "full":
                raise Conflict(one.code, one.text, where=where)
            raise Invalid(one.code, one.text, where=where)
        name = {"name": Member.objects.get(pk=member_id)}
        if done.unchanged:
            return _("Nothing changed: %(name)s") % name
        return _("Saved: %(name)s") % name

    def _show(
        self,
        request: HttpRequest,
        row: Campaign,
        form: ParticipantForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": _("Who takes part in %(name)s?") % {"name": row},
            "form": form,
            "row": row,
        }
        page = "generic/form.html"
        return render(request, page, context, status=status)


def _row(pk: int) -> Participant:
    rows = Participant.objects.select_related("member", "campaign")
    row: Participant = get_object_or_404(rows, pk=pk)
    return row


def _said(row: Participant) -> str:
    return _("Saved: %(name)s") % {"name": row}


def _back(row: Participant) -> str:
    return f"{row.campaign.get_absolute_url()}#participants"


@require_POST
def participant_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a participant came today, or that they did not."""
    row = _row(pk)
    came = request.POST.get("came") == "1"
    last = min(business_today(timezone.now()), row.campaign.ends_on)
    return did(
        request,
        _back(row),
        lambda: tick_attendance(
            participant_id=pk,
            attended_on=last if came else None,
        ),
        _said(row),
    )


@require_POST
def participant_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a participant who was entered by mistake off the list."""
    row = _row(pk)
    said = _("Removed: %(what)s") % {"what": row}
    return did(
        request,
        _back(row),
        lambda: remove_participant(participant_id=pk),
        said,
    )
