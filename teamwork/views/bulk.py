from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.errors import DomainError, Forbidden
from common.security.access import may
from common.ui.pages.bulk import BulkAct, BulkDone
from common.ui.pages.lists import ListPage
from insights.forms import ListNameForm
from members.forms import BulkContactForm, BulkTagForm
from members.models import Member
from teamwork.filters import BulkChangeFilter
from teamwork.forms import BulkNominationForm
from teamwork.models import BulkChange
from teamwork.selectors.bulk_changes import count_backups, count_lost_backups
from teamwork.services.bulk_changes import change_members, undo_change
from teamwork.tables import BulkChangeTable

Kind = BulkChange.Kind
SHOWN_MEMBERS = 20
SHOWN_REFUSED = 50


def _change(
    request: HttpRequest,
    ids: Sequence[int],
    kind: str,
    subject: str,
    parameters: dict[str, Any],
) -> BulkDone:
    change = change_members(
        kind=kind,
        subject=subject,
        parameters=parameters,
        member_ids=ids,
        user=request.user,
        now=timezone.now(),
    )
    sentence = _("%(change)s: %(changed)s changed, %(refused)s not.")
    if change.job:
        sentence = _("%(change)s: waits for a worker.")
    text = sentence % {
        "change": change,
        "changed": change.changed,
        "refused": len(change.refused),
    }
    lost = _lost_text(change)
    shown = format_html(
        '{} <a href="{}">{}</a>',
        f"{text} {lost}" if lost else text,
        change.get_absolute_url(),
        _("See whom"),
    )
    if change.job or not change.changed:
        return BulkDone(shown)
    return BulkDone(shown, reverse("teamwork:bulk_undo", args=[change.pk]))


def _lost_text(change: BulkChange) -> str:
    """Return how many members lost their backup contact, "" if none did."""
    count = count_lost_backups(change)
    if not count:
        return ""
    text = ngettext(
        "%(count)s member has no backup contact any more.",
        "%(count)s members have no backup contact any more.",
        count,
    )
    return text % {"count": count}


def _backup_note(ids: Sequence[int]) -> str:
    """Return who is backup contact of these members, who would lose it by
    becoming their primary contact; "" if nobody is.
    """
    counted = count_backups(ids)
    if not counted:
        return ""
    text_of_one = _("%(name)s: %(count)s")
    listed = " · ".join(
        text_of_one % {"name": name, "count": count} for name, count in counted
    )
    text = _(
        "Backup contacts stay, except where the new primary contact was the "
        "backup. Backup now: %(listed)s",
    )
    return text % {"listed": listed}


def _tag(
    request: HttpRequest,
    ids: Sequence[int],
    data: dict[str, Any],
) -> BulkDone:
    return _change(
        request,
        ids,
        Kind.TAG,
        data["name"],
        {"name": data["name"]},
    )


def _give_contact(
    request: HttpRequest,
    ids: Sequence[int],
    data: dict[str, Any],
) -> BulkDone:
    user = data["primary_contact"]
    return _change(request, ids, Kind.CONTACT, str(user), {"user": user.pk})


def _enlist(
    request: HttpRequest,
    ids: Sequence[int],
    data: dict[str, Any],
) -> BulkDone:
    return _change(
        request,
        ids,
        Kind.ENLIST,
        data["name"],
        {"name": data["name"]},
    )


def _nominate(
    request: HttpRequest,
    ids: Sequence[int],
    data: dict[str, Any],
) -> BulkDone:
    return _change(
        request,
        ids,
        Kind.NOMINATE,
        data["reason"][:200],
        {"reason": data["reason"]},
    )


TAG = BulkAct(
    "tag",
    Kind.TAG.label,
    BulkTagForm,
    _tag,
    needs="members:tag_member",
)
CONTACT = BulkAct(
    "contact",
    Kind.CONTACT.label,
    BulkContactForm,
    _give_contact,
    needs="members:member_edit",
    note=_backup_note,
)
ENLIST = BulkAct(
    "enlist",
    Kind.ENLIST.label,
    ListNameForm,
    _enlist,
    needs="insights:segment_edit",
)
NOMINATE = BulkAct(
    "nominate",
    Kind.NOMINATE.label,
    BulkNominationForm,
    _nominate,
    needs="teamwork:nomination_create",
)
MEMBER_BULK_ACTS = (TAG, CONTACT, ENLIST, NOMINATE)
NEEDS = {act.name: act.needs for act in MEMBER_BULK_ACTS}


class BulkChangeListPage(ListPage):
    queryset = BulkChange.objects.select_related("made_by", "undone_by").defer(
        "member_ids",
        "before",
        "refused",
    )
    filterset_class = BulkChangeFilter
    table_class = BulkChangeTable
    url_name = "teamwork:bulk_list"
    title = gettext_lazy("Bulk changes")
    question = gettext_lazy("What was changed for many at once?")
    empty_hint = gettext_lazy(
        "Choose members in the directory and give them a tag, a contact, a list or a nomination.",
    )


def bulk_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a bulk change: its progress, and whom it was refused and why; it can
    be undone here.
    """
    changes = BulkChange.objects.select_related("made_by", "undone_by", "job")
    change = get_object_or_404(changes, pk=pk)
    may_undo = may(request.user, NEEDS[change.kind], "POST")
    context = {
        "title": str(change),
        "change": change,
        "members": _page_of_members(change, request.GET.get("page")),
        "lost": _lost_text(change),
        "refused": _refused_members(change),
        "may_undo": not change.undone_at and may_undo,
    }
    return render(request, "teamwork/bulk_detail.html", context)


def _refused_members(change: BulkChange) -> list[tuple[Member, str]]:
    """Return the first members to whom a change was refused, and why."""
    reasons = dict(list(change.refused.items())[:SHOWN_REFUSED])
    members = Member.objects.in_bulk(list(map(int, reasons)))
    return [
        (members[int(pk)], why)
        for pk, why in reasons.items()
        if int(pk) in members
    ]


def _page_of_members(change: BulkChange, number: str | None) -> Page:
    """Return a page of a change's members, each with whether they changed."""
    page = Paginator(change.member_ids, SHOWN_MEMBERS).get_page(number)
    ids = list(page.object_list)
    found = Member.objects.in_bulk(ids)
    page.object_list = [
        (found[pk], str(pk) in change.before) for pk in ids if pk in found
    ]
    return page


@require_POST
def undo_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a bulk change; the right is the same as for making it."""
    change = get_object_or_404(BulkChange, pk=pk)
    try:
        if not may(request.user, NEEDS[change.kind], "POST"):
            raise Forbidden(
                "not_yours",
                _("Who may not make such a change may not undo it."),
            )
        undo_change(change=change, user=request.user, now=timezone.now())
        messages.success(
            request,
            _("Taken back, where nobody has changed it since."),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(change)
