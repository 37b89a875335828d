"""Who takes part: list, form, file, and one tick for who came."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
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
from campaigns.forms import ParticipantFileForm, ParticipantForm
from campaigns.models import Campaign, Participant
from campaigns.models.choices import Via
from campaigns.selectors.participant_files import (
    COLUMNS,
    FileRow,
    read_participants,
)
from campaigns.services.participants import (
    ParticipantRow,
    record_participants,
    remove_participant,
    thank_participants,
    tick_attendance,
)
from campaigns.tables import ParticipantTable
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import Conflict, DomainError, Invalid
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.previewed_imports import (
    PreviewedImportPage,
    empty_file,
)
from common.ui.pages.tabs import QuickTab
from members.models import Member
from members.selectors.identities import members_named

CHINESE_HEADER = ("外部身份", "报名日期", "到场日期", "备注")


def _mark_came(
    request: HttpRequest, chosen: Sequence[int], _data: dict[str, Any]
) -> str:
    today = business_today(timezone.now())
    done = 0
    for pk in chosen:
        try:
            tick_attendance(participant_id=pk, attended_on=today)
        except Conflict:
            # Its campaign was closed meanwhile.
            continue
        done += 1
    text = ngettext("%(n)s came.", "%(n)s came.", done)
    return text % {"n": done}


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
    queryset = Participant.objects.select_related(
        "member", "campaign", "entered_by"
    ).order_by("-pk")
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
            member = self._store(request, row, dict(form.cleaned_data))
        except DomainError as error:
            form.add_error(error.where.get("field"), str(error.message))
            status = status_of(error)
            status = 422 if status == 400 else status
            return self._show(request, row, form, status=status)
        messages.success(request, _("Saved: %(name)s") % {"name": member})
        return redirect("campaigns:participant_create", pk=pk)

    def _store(
        self, request: HttpRequest, row: Campaign, values: dict[str, Any]
    ) -> Member:
        identity = values.pop("identity")
        found, _unknown = members_named([identity])
        if identity not in found:
            text = _("No member has this identity, or several have it.")
            raise Invalid("no_member", text, where={"field": "identity"})
        if not values["signed_up_on"] and not values["attended_on"]:
            text = _("Say when the member signed up or attended.")
            raise Invalid("no_day", text, where={"field": "signed_up_on"})
        values["note"] = values["note"] or None
        member_id = found[identity]
        done = record_participants(
            campaign_id=row.pk,
            rows=[ParticipantRow(member_id, **values)],
            via=Via.PAGE,
            user=request.user,
            now=timezone.now(),
        )
        if done.without_place:
            raise Conflict("full", _("All places are taken."))
        member: Member = Member.objects.get(pk=member_id)
        return member

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


class ParticipantImportPage(PreviewedImportPage):
    """Accept sign-ups and attendance, show what they change, and store them."""

    form_class = ParticipantFileForm
    template_name = "campaigns/participant_import.html"
    url_name = "campaigns:participant_import"
    title = gettext_lazy("Import participants")

    def read(self, path: Path, name: str) -> Any:
        return read_participants(
            path,
            name,
            campaign_id=self._campaign_id(),
            now=timezone.now(),
        )

    def is_new(self, row: Any) -> bool:
        return bool(row.is_new)

    def carried(self, rows: Sequence[Any]) -> Sequence[Any]:
        return [self._campaign_id(), [one.row for one in rows]]

    def _campaign_id(self) -> int:
        # The form has found it already.
        return int(self.request.POST["campaign"])

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
        campaign_id, rows = values
        done = record_participants(
            campaign_id=campaign_id,
            rows=[_participant_row(FileRow(*one)) for one in rows],
            via=Via.FILE,
            user=request.user,
            now=timezone.now(),
        )
        text = _(
            "%(created)s new, %(changed)s changed, %(unchanged)s as they were.",
        )
        messages.success(request, text % done._asdict())
        if done.without_place:
            text = ngettext(
                "%(n)s found no place any more.",
                "%(n)s found no place any more.",
                len(done.without_place),
            )
            messages.error(request, text % {"n": len(done.without_place)})
        return "campaigns:participant_list"


def _participant_row(row: FileRow) -> ParticipantRow:
    return ParticipantRow(
        member_id=row.member_id,
        signed_up_on=_day(row.signed_up_on),
        attended_on=_day(row.attended_on),
        note=row.note or None,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def participant_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    return empty_file(
        request,
        columns=COLUMNS,
        chinese=CHINESE_HEADER,
        name="participants",
        title=_("Participants"),
    )


def _change(
    request: HttpRequest, pk: int, act: Callable[[Participant], Any]
) -> HttpResponse:
    rows = Participant.objects.select_related("member", "campaign")
    row = get_object_or_404(rows, pk=pk)
    try:
        act(row)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved: %(name)s") % {"name": row})
    return redirect(f"{row.campaign.get_absolute_url()}#participants")


@require_POST
def participant_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a participant came today, or that they did not."""

    def act(row: Participant) -> None:
        came = request.POST.get("came") == "1"
        today = business_today(timezone.now())
        last = min(today, row.campaign.ends_on)
        tick_attendance(
            participant_id=pk,
            attended_on=last if came else None,
        )

    return _change(request, pk, act)


@require_POST
def participant_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a participant who was entered by mistake off the list."""
    return _change(
        request, pk, lambda _row: remove_participant(participant_id=pk)
    )
