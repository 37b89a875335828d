"""An existing roster from a file: upload, preview with errors by cell, store."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.ui.exports import csv_response
from common.ui.text_workbooks import EMPTY_ROWS, text_xlsx_response
from common.ui.undo import say_done
from koc.forms import RosterFileForm
from koc.selectors.policies import present_tiers
from koc.selectors.roster_cells import RosterRow
from koc.selectors.roster_files import COLUMNS, read_roster
from koc.services.imports import import_roster
from koc.services.undoing import undo_batch

SALT = "koc.roster_files"
SHOWN_ROWS = 200
CHINESE_HEADER = ("外部身份", "等级", "起始日期", "对接人", "下次回顾")


class RosterImportPage(View):
    """Accept a roster, show what it changes, and store it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, RosterFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "rows" in request.POST:
            return self._store(request)
        form = RosterFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=422)
        file = form.cleaned_data["file"]
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "roster"
                with path.open("wb") as copy:
                    for block in file.chunks():
                        copy.write(block)
                read = read_roster(path, file.name, now=timezone.now())
        except DomainError as error:
            form.add_error("file", str(error.message))
            return self._show(request, form, status=status_of(error))
        context: dict[str, Any] = {
            "is_read": True,
            "read": read,
            "shown": read.rows[:SHOWN_ROWS],
            "faults": read.faults[:SHOWN_ROWS],
            "new_count": sum(row.is_new for row in read.rows),
            "changed_count": sum(not row.is_new for row in read.rows),
            "signed": signing.dumps([one.row for one in read.rows], salt=SALT),
        }
        return self._show(request, RosterFileForm(), **context)

    def _store(self, request: HttpRequest) -> HttpResponse:
        try:
            values = signing.loads(request.POST["rows"], salt=SALT)
        except signing.BadSignature:
            messages.error(
                request,
                _("This upload is over. Upload the file again."),
            )
            return redirect("koc:roster_import")
        done = import_roster(
            rows=[RosterRow(*one) for one in values],
            now=timezone.now(),
            user=request.user,
        )
        text = _("%(began)s members became KOC, %(changed)s were changed.")
        shown = {"began": done.began, "changed": done.changed}
        undo = reverse("koc:import_undo", args=[done.batch])
        say_done(request, text % shown, undo)
        for line, message in done.refused[:SHOWN_ROWS]:
            text = _("Line %(line)s: %(why)s")
            messages.error(request, text % {"line": line, "why": message})
        return redirect("koc:roster_list")

    def _show(
        self,
        request: HttpRequest,
        form: RosterFileForm,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {
            "title": _("Import a roster"),
            "form": form,
            "tiers": present_tiers(),
            **shown,
        }
        return render(
            request,
            "koc/roster_import.html",
            context,
            status=status,
        )


def roster_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    is_chinese = request.LANGUAGE_CODE.startswith("zh")  # type: ignore[attr-defined]
    rows = [list(CHINESE_HEADER if is_chinese else COLUMNS)]
    if request.GET.get("format") == "csv":
        return csv_response(rows, name="koc_roster")
    return text_xlsx_response(
        rows,
        name="koc_roster",
        title=_("KOC roster"),
        empty_rows=EMPTY_ROWS,
    )


@require_POST
def undo_import(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Undo what an import of a roster changed."""
    undone, stay = undo_batch(
        batch=batch,
        now=timezone.now(),
        user=request.user,
    )
    text = ngettext(
        "%(n)s change undone.",
        "%(n)s changes undone.",
        undone,
    ) % {"n": undone}
    messages.success(request, text)
    if stay:
        text = ngettext(
            "%(n)s stays as it is: somebody changed it again.",
            "%(n)s stay as they are: somebody changed them again.",
            stay,
        )
        messages.warning(request, text % {"n": stay})
    return redirect("koc:roster_list")
