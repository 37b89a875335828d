"""Which column of an uploaded file means what; then its job is requested."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from activity.forms import ColumnsForm
from activity.models import ColumnMapping, EventSource
from activity.selectors.column_mappings import columns_as_kept, find_mapping
from activity.selectors.file_contents import CONTENTS, FileContent
from activity.selectors.sources import check_source
from activity.selectors.upload_columns import (
    SampleReader,
    UnknownKinds,
    suggest_columns,
    unknown_kinds,
)
from activity.selectors.upload_moments import time_question
from activity.selectors.upload_samples import FileSample, read_file_sample
from activity.services.upload_sending import Upload, send_upload
from activity.services.uploads import upload_path
from common.errors import DomainError
from common.ui.forms import error_text


@dataclass(frozen=True)
class OpenUpload:
    """An upload whose columns are being chosen."""

    upload: Upload
    sample: FileSample
    reader: SampleReader
    mapping: ColumnMapping | None

    def suggested(self) -> dict[str, str]:
        """Return the columns that are chosen beforehand."""
        if self.mapping is not None:
            return columns_as_kept(self.mapping, self.sample.header)
        return suggest_columns(
            self.sample,
            self.upload.content,
            self.upload.source,
            self.reader,
        )


class UploadColumnsPage(View):
    """Ask which column means what, then request a job that imports the file."""

    opened: OpenUpload

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        token = kwargs["token"]
        kept = request.session.get(f"upload:{token}")
        if (
            kept is None
            or not upload_path(token, settings.MEDIA_ROOT).is_file()
        ):
            messages.error(
                request,
                _("This upload is over. Upload the file again."),
            )
            return redirect("activity:upload")
        source = get_object_or_404(EventSource, pk=kept["source"])
        try:
            check_source(source)
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect(source)
        try:
            self.opened = _open(request, token, kept, source)
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect("activity:upload")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        columns = self.opened.suggested()
        for field in self.opened.upload.content.fields:
            if field.name in request.GET:
                columns[field.name] = request.GET[field.name]
        form = self._form(columns)
        if request.GET.get("part") == "questions":
            context = {"form": form}
            return render(request, "activity/_upload_questions.html", context)
        return self._show(request, form)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = self._form(request.POST, data=request.POST)
        if not form.is_valid():
            return self._show(request, form)
        try:
            job = send_upload(
                upload=self.opened.upload,
                columns=form.columns(),
                kinds=form.kinds(),
                time_settings=form.source_settings(),
                now=timezone.now(),
                user=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._show(request, form)
        request.session.pop(f"upload:{token}", None)
        return redirect(self.opened.upload.content.result, pk=job.pk)

    def _form(
        self,
        columns: Any,
        data: QueryDict | None = None,
    ) -> ColumnsForm:
        opened = self.opened
        unknown = UnknownKinds([])
        kind_column = columns.get("kind", "")
        if opened.upload.content.kinds and kind_column in opened.sample.header:
            unknown = unknown_kinds(
                opened.upload.path,
                opened.upload.file_name,
                kind_column,
                opened.reader,
            )
        times = time_question(
            opened.sample.values(columns.get("occurred_at", "")),
            opened.upload.source,
            has_serials=opened.sample.has_serials,
        )
        return ColumnsForm(
            data,
            content=opened.upload.content,
            sample=opened.sample,
            columns=columns,
            unknown=unknown,
            times=times,
        )

    def _show(self, request: HttpRequest, form: ColumnsForm) -> HttpResponse:
        upload = self.opened.upload
        context = {
            "title": _("Columns of %(file)s") % {"file": upload.file_name},
            "question": _("Which column holds what?"),
            "form": form,
            "upload": upload,
            "contents": CONTENTS.values(),
            "read_as": self.opened.sample.form,
            "header": self.opened.sample.header,
            "rows": self.opened.sample.shown_rows(),
            "is_kept": self.opened.mapping is not None,
            "error_text": error_text(form) if form.is_bound else "",
        }
        return render(
            request,
            "activity/upload_columns.html",
            context,
            status=422 if form.is_bound else 200,
        )


def _open(
    request: HttpRequest,
    token: str,
    kept: dict[str, Any],
    source: EventSource,
) -> OpenUpload:
    """Return the upload with the content that the page asks for.

    Errors: DomainError if the file cannot be read.
    """
    path = upload_path(token, settings.MEDIA_ROOT)
    sample = read_file_sample(path, kept["name"])
    content = _content(request, kept)
    upload = Upload(
        token=token,
        path=path,
        file_name=kept["name"],
        source=source,
        content=content,
        header=sample.header,
    )
    return OpenUpload(
        upload=upload,
        sample=sample,
        reader=SampleReader(source, timezone.now()),
        mapping=find_mapping(source, content, sample.header),
    )


def _content(request: HttpRequest, kept: dict[str, Any]) -> FileContent:
    given = request.POST if request.method == "POST" else request.GET
    asked = given.get("content", "")
    known = CONTENTS.get(asked) or CONTENTS.get(kept.get("content", ""))
    return known or next(iter(CONTENTS.values()))
