"""What a member agreed to, purpose by purpose, and a file of what many said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.ui.pages.previewed_imports import (
    PreviewedImportPage,
    empty_file,
)
from members.forms import ConsentFileForm, ConsentForm
from members.models import Member, MemberConsent
from members.selectors.consent_files import (
    CHINESE_HEADER,
    COLUMNS,
    read_consents,
)
from members.selectors.consents import (
    ConsentRow,
    current_consents,
    outdated_text,
)
from members.services.consents import record_consents


def consent_list(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show what a member agrees to now, and all that they ever said."""
    member = get_object_or_404(Member, pk=member_id)
    current = current_consents(member.pk)
    purposes = [
        (purpose.label, current.get(purpose.value))
        for purpose in MemberConsent.Purpose
    ]
    context = {
        "title": _("Consents of %(name)s") % {"name": member},
        "question": _("What may we do with what we know of them?"),
        "member": member,
        "purposes": purposes,
        "said": member.consents.select_related("recorded_by"),
        "form": ConsentForm(auto_id="consent_%s"),
    }
    return render(request, "members/consent_list.html", context)


class ConsentImportPage(PreviewedImportPage):
    """Accept a file of consents, show what it adds, and store it."""

    form_class = ConsentFileForm
    template_name = "members/consent_import.html"
    url_name = "members:consent_import"
    title = gettext_lazy("Import consents")

    def read(self, path: Path, name: str) -> Any:
        return read_consents(path, name)

    def is_new(self, row: Any) -> bool:
        return bool(row.row.is_given)

    def carried(self, rows: Sequence[Any]) -> Sequence[Any]:
        carried = []
        for one in rows:
            said_on = one.row.said_on
            day = said_on.isoformat() if said_on else ""
            carried.append([one.line, *one.row[:-1], day])
        return carried

    def more_context(self) -> dict[str, Any]:
        return {"purposes": MemberConsent.Purpose}

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
        lines = []
        rows = []
        for line, *fields, day in values:
            lines.append(line)
            row = ConsentRow(*fields)
            said_on = parse_date(day) if day else None
            rows.append(row._replace(said_on=said_on))
        outcome = record_consents(
            rows=rows,
            via=MemberConsent.Via.FILE,
            user=request.user,
            now=timezone.now(),
        )
        text = ngettext(
            "%(n)s consent recorded.",
            "%(n)s consents recorded.",
            outcome.recorded,
        )
        messages.success(request, text % {"n": outcome.recorded})
        if outcome.outdated:
            named = [str(lines[position]) for position in outcome.outdated]
            text = _("Not recorded: row %(lines)s. %(reason)s")
            reason = outdated_text()
            numbers = {"lines": ", ".join(named), "reason": reason}
            messages.warning(request, text % numbers)
        return self.url_name


def consent_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    return empty_file(
        request,
        columns=COLUMNS,
        chinese=CHINESE_HEADER,
        name="consents",
        title=_("Consents"),
    )
