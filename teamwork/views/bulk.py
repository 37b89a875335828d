from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.access import may
from common.errors import ReaderError
from common.pages.lists import BulkAct, ListPage
from insights.forms import ListNameForm
from members.forms import BulkContactForm, BulkTagForm
from members.models import Member
from teamwork.filters import BulkChangeFilter
from teamwork.forms import BulkNominationForm
from teamwork.models import BulkChange
from teamwork.services.bulk_changes import change_members, undo_change
from teamwork.tables import BulkChangeTable

Kind = BulkChange.Kind


def _change(request: HttpRequest, ids: Sequence[int], kind: str, subject: str, parameters: dict[str, Any]) -> str:
    change = change_members(
        kind=kind, subject=subject, parameters=parameters, member_ids=ids, user=request.user, now=timezone.now()
    )
    told = (
        _("%(change)s: waits for a worker.") if change.job else _("%(change)s: %(changed)s changed, %(refused)s not.")
    )
    text = told % {"change": change, "changed": change.changed, "refused": len(change.refused)}
    return format_html('{} <a href="{}">{}</a>', text, change.get_absolute_url(), _("Look, or undo"))


def _tag(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    return _change(request, ids, Kind.TAG, data["name"], {"name": data["name"]})


def _give_contact(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    user = data["primary_contact"]
    return _change(request, ids, Kind.CONTACT, str(user), {"user": user.pk})


def _enlist(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    return _change(request, ids, Kind.ENLIST, data["name"], {"name": data["name"]})


def _nominate(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    return _change(request, ids, Kind.NOMINATE, data["reason"][:200], {"reason": data["reason"]})


TAG = BulkAct("tag", Kind.TAG.label, BulkTagForm, _tag, needs="members:tag_member")
CONTACT = BulkAct("contact", Kind.CONTACT.label, BulkContactForm, _give_contact, needs="members:member_edit")
ENLIST = BulkAct("enlist", Kind.ENLIST.label, ListNameForm, _enlist, needs="insights:segment_edit")
NOMINATE = BulkAct("nominate", Kind.NOMINATE.label, BulkNominationForm, _nominate, needs="teamwork:nomination_create")

NEEDS = {act.name: act.needs for act in (TAG, CONTACT, ENLIST, NOMINATE)}


class BulkChangeListPage(ListPage):
    queryset = BulkChange.objects.select_related("made_by", "undone_by").defer("member_ids", "before", "refused")
    filterset_class, table_class = BulkChangeFilter, BulkChangeTable
    url_name = "teamwork:bulk_list"
    title, question = gettext_lazy("Bulk changes"), gettext_lazy("What was changed for many at once?")
    empty_hint = gettext_lazy("Choose members in the directory and give them a tag, a contact, a list or a nomination.")


def bulk_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a bulk change: how far it is, whom it was refused and why; from here it is undone."""
    change = get_object_or_404(BulkChange.objects.select_related("made_by", "undone_by", "job"), pk=pk)
    refused = Member.objects.in_bulk(list(map(int, list(change.refused)[:50])))
    context = {
        "title": str(change),
        "change": change,
        "refused": [(refused[int(pk)], why) for pk, why in change.refused.items() if int(pk) in refused],
        "may_undo": not change.undone_at and may(request.user, NEEDS[change.kind], "POST"),
    }
    return render(request, "teamwork/bulk_detail.html", context)


@require_POST
def undo_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bulk change back; it asks for the same right as making it."""
    change = get_object_or_404(BulkChange, pk=pk)
    try:
        if not may(request.user, NEEDS[change.kind], "POST"):
            raise ReaderError("not_yours", _("Who may not make such a change may not undo it."), status=403)
        undo_change(change=change, user=request.user, now=timezone.now())
        messages.success(request, _("Taken back, where nobody has changed it since."))
    except ReaderError as error:
        messages.error(request, str(error.message))
    return redirect(change)
