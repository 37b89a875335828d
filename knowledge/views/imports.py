"""Scripts from elsewhere: the shipped examples, and files with a preview."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.ui.pages.previewed_imports import PreviewedImportPage, empty_file
from knowledge.forms import ScriptFileForm
from knowledge.models import Script
from knowledge.selectors.script_files import (
    COLUMNS,
    ScriptRow,
    read_scripts,
)
from knowledge.services.imports import import_scripts
from knowledge.services.starter import load_starter_scripts

CHINESE_HEADER = (
    "场景",
    "标题",
    "话术",
    "英文标题",
    "适用对象",
    "适用角色",
    "适用状态",
)


@require_POST
def load_starter(request: HttpRequest) -> HttpResponse:
    """Load the example scripts as drafts."""
    count = load_starter_scripts(now=timezone.now(), user=request.user)
    text = ngettext(
        "%(n)s example was loaded as a draft.",
        "%(n)s examples were loaded as drafts.",
        count,
    )
    messages.success(request, text % {"n": count})
    return redirect("knowledge:script_list")


class ScriptImportPage(PreviewedImportPage):
    """Accept scripts, show what they add or change, and store them."""

    form_class = ScriptFileForm
    template_name = "knowledge/script_import.html"
    url_name = "knowledge:script_import"
    title = gettext_lazy("Import scripts")

    def read(self, path: Path, name: str) -> Any:
        return read_scripts(path, name)

    def is_new(self, row: Any) -> bool:
        return not row.script_id

    def more_context(self) -> dict[str, Any]:
        return {"scenes": Script.Scene.labels}

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
        done = import_scripts(
            rows=[ScriptRow(*one) for one in values],
            now=timezone.now(),
            user=request.user,
        )
        text = _(
            "%(created)s scripts are new, %(changed)s were changed. Their "
            "texts are drafts until a colleague approves them.",
        )
        messages.success(request, text % done._asdict())
        return "knowledge:script_list"


def script_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    return empty_file(
        request,
        columns=COLUMNS,
        chinese=CHINESE_HEADER,
        name="scripts",
        title=_("Scripts"),
    )
