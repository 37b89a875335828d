"""The audit log: who changed what, and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from common.models import AuditRecord, AuditSeal
from common.ui.pages.lists import ListPage
from kocops.filters import AuditFilter
from kocops.selectors.audit import (
    account_names,
    object_address,
    object_name,
    shown_changes,
)
from kocops.tables import AuditTable


class AuditListPage(ListPage):
    queryset = AuditRecord.objects.all()
    filterset_class = AuditFilter
    table_class = AuditTable
    url_name = "audit_list"
    title = _("Audit log")
    question = _("Who changed what, when, and why?")
    noun = ngettext_lazy("entry", "entries")
    empty_hint = _(
        "Every change by a colleague, a system or kocops itself is written down here.",
    )


def audit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry: every changed field, and its place in the chain."""
    record = get_object_or_404(AuditRecord, pk=pk)
    names = account_names()
    context = {
        "title": object_name(record),
        "record": record,
        "who": names.get(record.actor_id or 0) or record.actor_words,
        "changes": shown_changes(record, names),
        "address": object_address(record),
        "seal": AuditSeal.objects.filter(record_id=record.pk).first(),
    }
    return render(request, "audit/audit_detail.html", context)
