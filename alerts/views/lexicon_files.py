"""Words of the lexicon from a file: upload, what each changes, then added."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from alerts.forms import WordFileForm
from alerts.labels import facet_label
from alerts.rules.lexicons import OwnWord
from alerts.selectors.lexicon import NewWord
from alerts.selectors.lexicon_files import COLUMNS, read_word_file
from alerts.selectors.lexicon_preview import preview_word
from alerts.services.lexicon import add_words
from common.api.problems import status_of
from common.errors import DomainError
from common.ui.exports import csv_response
from common.ui.text_workbooks import EMPTY_ROWS, text_xlsx_response

SALT = "alerts.lexicon_files"
PREVIEWED = 50
EXAMPLE = ("components", "charging_network", "能量站", "", "")


class WordFilePage(View):
    """Accept a file of words, show what they change, and add them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, WordFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "words" in request.POST:
            return self._add(request)
        form = WordFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=422)
        file = form.cleaned_data["file"]
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "words"
                path.write_bytes(file.read())
                read = read_word_file(path, file.name)
        except DomainError as error:
            form.add_error("file", str(error.message))
            return self._show(request, form, status=status_of(error))
        context: dict[str, Any] = {
            "words": _previews(read.words),
            "more": max(len(read.words) - PREVIEWED, 0),
            "faults": read.faults,
            "signed": signing.dumps(read.words, salt=SALT),
        }
        return self._show(request, WordFileForm(), **context)

    def _add(self, request: HttpRequest) -> HttpResponse:
        try:
            rows = signing.loads(request.POST["words"], salt=SALT)
        except signing.BadSignature:
            messages.error(
                request, _("This upload is over. Upload the file again.")
            )
            return redirect("alerts:lexicon_upload")
        words = []
        for word, label_zh, label_en in rows:
            words.append(NewWord(OwnWord(*word), label_zh, label_en))
        added = add_words(words=words, user=request.user, now=timezone.now())
        text = ngettext(
            "%(n)s word added, %(same)s were read so already.",
            "%(n)s words added, %(same)s were read so already.",
            len(added.rows),
        )
        values = {"n": len(added.rows), "same": added.unchanged}
        messages.success(request, text % values)
        return redirect("alerts:lexicon_list")

    def _show(
        self,
        request: HttpRequest,
        form: WordFileForm,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {"title": _("Words from a file"), "form": form, **shown}
        return render(
            request,
            "alerts/lexicon_upload.html",
            context,
            status=status,
        )


def _previews(words: list[NewWord]) -> list[dict[str, Any]]:
    """Return the first words with what they change."""
    now = timezone.now()
    shown = []
    for new in words[:PREVIEWED]:
        label = new.label_zh or new.label_en or facet_label(new.word.entry)
        preview = preview_word(new.word, now=now)
        shown.append({"word": new.word, "label": label, "preview": preview})
    return shown


def word_file_template(request: HttpRequest) -> Any:
    """Download an empty file with every column and an example row."""
    rows = [list(COLUMNS), list(EXAMPLE)]
    name = "kocops_lexicon"
    if request.GET.get("format") == "csv":
        return csv_response(rows, name=name)
    return text_xlsx_response(
        rows,
        name=name,
        title=_("Lexicon"),
        empty_rows=EMPTY_ROWS,
    )
