"""A file is uploaded, read and shown with what it would change; the rows that
were shown are stored when a colleague says so.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from common.api.problems import status_of
from common.errors import DomainError
from common.ui.exports import csv_response
from common.ui.text_workbooks import EMPTY_ROWS, text_xlsx_response

SHOWN_ROWS = 200


class PreviewedImportPage(View):
    """Accept a file, show what it changes, and store it.

    A page says how a file is read, which rows are new, what is carried from
    the preview to the storing, and how it is stored. `template_name` extends
    generic/previewed_import.html.
    """

    form_class: type[forms.Form]
    template_name: ClassVar[str]
    # Of the page itself, to which one returns when an upload is over.
    url_name: ClassVar[str]
    title: ClassVar[Promise]

    def read(self, path: Path, name: str) -> Any:
        """Return the rows, faults and number of unchanged rows of a file.

        Errors: DomainError if it cannot be read as a table.
        """
        raise NotImplementedError

    def is_new(self, row: Any) -> bool:
        """Return whether a row makes something new."""
        raise NotImplementedError

    def carried(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return what storing needs of the rows."""
        return rows

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
        """Store what carried() returned, and return the name of the page on
        which its result is seen. Errors: DomainError.
        """
        raise NotImplementedError

    def more_context(self) -> dict[str, Any]:
        """Return what the template needs besides."""
        return {}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, self.form_class())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "rows" in request.POST:
            return self._store(request)
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            read = self._read(form.cleaned_data["file"])
        except DomainError as error:
            form.add_error("file", str(error.message))
            return self._show(request, form, status=status_of(error))
        new = sum(map(self.is_new, read.rows))
        return self._show(
            request,
            self.form_class(),
            is_read=True,
            read=read,
            shown=read.rows[:SHOWN_ROWS],
            faults=read.faults[:SHOWN_ROWS],
            new_count=new,
            changed_count=len(read.rows) - new,
            signed=signing.dumps(
                self.carried(read.rows),
                salt=self.url_name,
                compress=True,
            ),
        )

    def _read(self, file: Any) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            with path.open("wb") as copy:
                for block in file.chunks():
                    copy.write(block)
            return self.read(path, file.name)

    def _store(self, request: HttpRequest) -> HttpResponse:
        try:
            values = signing.loads(request.POST["rows"], salt=self.url_name)
        except signing.BadSignature:
            text = _("This upload is over. Upload the file again.")
            messages.error(request, text)
            return redirect(self.url_name)
        try:
            return redirect(self.store(request, values))
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect(self.url_name)

    def _show(
        self,
        request: HttpRequest,
        form: forms.Form,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {
            "title": self.title,
            "form": form,
            **self.more_context(),
            **shown,
        }
        return render(request, self.template_name, context, status=status)


def empty_file(
    request: HttpRequest,
    *,
    columns: Sequence[str],
    chinese: Sequence[str],
    name: str,
    title: str,
) -> Any:
    """Return an empty file with every column, in the reader's language: a
    workbook, or CSV for `?format=csv`.
    """
    is_chinese = request.LANGUAGE_CODE.startswith("zh")  # type: ignore[attr-defined]
    rows = [list(chinese if is_chinese else columns)]
    if request.GET.get("format") == "csv":
        return csv_response(rows, name=name)
    return text_xlsx_response(
        rows,
        name=name,
        title=title,
        empty_rows=EMPTY_ROWS,
    )
