"""An existing roster from a file: upload, preview with errors by cell, store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.ui.pages.previewed_imports import (
    SHOWN_ROWS,
    PreviewedImportPage,
    empty_file,
)
from common.ui.undo import say_done
from koc.forms import RosterFileForm
from koc.selectors.policies import present_tiers
from koc.selectors.roster_files import COLUMNS, read_roster
from koc.selectors.roster_import_rows import RosterRow
from koc.services.imports import import_roster
from koc.services.undoing import undo_batch

CHINESE_HEADER = ("外部身份", "等级", "起始日期", "对接人", "下次回顾")


class RosterImportPage(PreviewedImportPage):
    """Accept a roster, show what it changes, and store it."""

    form_class = RosterFileForm
    template_name = "koc/roster_import.html"
    url_name = "koc:roster_import"
    title = gettext_lazy("Import a roster")

    def read(self, path: Path, name: str) -> Any:
        return read_roster(path, name, now=timezone.now())

    def is_new(self, row: Any) -> bool:
        return bool(row.is_new)

    def carried(self, rows: Sequence[Any]) -> Sequence[Any]:
        return [one.row for one in rows]

    def more_context(self) -> dict[str, Any]:
        return {"tiers": present_tiers()}

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
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
        return "koc:roster_list"


def roster_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    return empty_file(
        request,
        columns=COLUMNS,
        chinese=CHINESE_HEADER,
        name="koc_roster",
        title=_("KOC roster"),
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
