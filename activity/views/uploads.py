"""Upload a file in two steps: the file, then its columns; then what became of it."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from activity.forms import UploadForm
from activity.models import EventSource, IngestBatch
from activity.selectors.column_mappings import columns_as_kept, find_mapping
from activity.selectors.file_contents import CONTENTS, FileContent
from activity.selectors.file_limits import check_size, configured_limits
from activity.selectors.file_templates import template_rows
from activity.selectors.sources import check_source
from activity.selectors.upload_columns import SampleReader, guess_content_of
from activity.selectors.upload_results import batch_of_job
from activity.selectors.upload_samples import FileSample, read_file_sample
from activity.services.sources import make_source
from activity.services.upload_sending import Upload, send_upload
from activity.services.uploads import save_upload
from common.errors import DomainError, Invalid
from common.models import JobRun
from common.ui.exports import csv_response
from common.ui.text_workbooks import EMPTY_ROWS, text_xlsx_response

FILE_NAME_LENGTH = 200


class UploadPage(View):
    """Accept a file and say at once what is wrong with it; the next page asks
    which column means what.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, UploadForm(initial=_initial(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(
            request.POST,
            request.FILES,
            initial=_initial(request),
        )
        if not form.is_valid():
            return self._show(request, form)
        file = form.cleaned_data["file"]
        token = uuid.uuid4().hex
        path = save_upload(
            file.chunks(),
            token=token,
            folder=settings.MEDIA_ROOT,
        )
        try:
            check_size(path, configured_limits())
            sample = read_file_sample(path, file.name)
            _refuse_empty(sample)
            source = self._source(form)
            check_source(source)
        except DomainError as error:
            path.unlink()
            form.add_error("file", str(error.message))
            return self._show(request, form)
        upload = Upload(
            token=token,
            path=path,
            file_name=file.name[:FILE_NAME_LENGTH],
            source=source,
            content=_content(form, sample, source),
            header=sample.header,
        )
        return self._go_on(request, upload, sample)

    def _source(self, form: UploadForm) -> EventSource:
        settings_of_new = form.new_source()
        if settings_of_new:
            return make_source(**settings_of_new)
        source: EventSource = form.cleaned_data["source"]
        return source

    def _go_on(
        self,
        request: HttpRequest,
        upload: Upload,
        sample: FileSample,
    ) -> HttpResponse:
        """Ask for the columns, but not for those of a mended file again."""
        mapping = find_mapping(upload.source, upload.content, sample.header)
        if mapping is not None and sample.is_mended:
            job = send_upload(
                upload=upload,
                columns=columns_as_kept(mapping, sample.header),
                kinds={},
                time_settings={},
                now=timezone.now(),
                user=request.user,
            )
            return redirect(upload.content.result, pk=job.pk)
        request.session[f"upload:{upload.token}"] = {
            "source": upload.source.pk,
            "name": upload.file_name,
            "content": upload.content.name,
        }
        return redirect("activity:upload_mapping", token=upload.token)

    def _show(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = {
            "title": _("Upload a file"),
            "question": _("Which file shall come in, and where is it from?"),
            "form": form,
            "contents": CONTENTS.values(),
            "mended": _mended_batch(request),
        }
        return render(
            request,
            "activity/upload.html",
            context,
            status=422 if form.is_bound else 200,
        )


def _refuse_empty(sample: FileSample) -> None:
    """Errors: Invalid if the file has a header only."""
    if sample.is_empty:
        message = _("The file has no rows below its header.")
        raise Invalid("no_rows", message)


def _mended_batch(request: HttpRequest) -> IngestBatch | None:
    """Return the batch whose rejected rows are sent again, if the address
    names one.
    """
    given = request.GET.get("batch", "")
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        return None
    batches = IngestBatch.objects.select_related("source")
    return batches.filter(pk=int(given)).first()


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Return what is chosen beforehand: source and content of the batch that
    is mended, else the source that this reader used last, else the only one.
    """
    initial: dict[str, Any] = {
        "time_zone": settings.BUSINESS_TIME_ZONE,
        "content": request.GET.get("content", ""),
    }
    batch = _mended_batch(request)
    if batch is not None:
        return initial | {"source": batch.source_id, "content": batch.content}
    source = EventSource.objects.filter(name=request.GET.get("source", ""))
    if (chosen := source.first()) is not None:
        return initial | {"source": chosen.pk}
    sent = IngestBatch.objects.filter(sent_by_id=request.user.pk).order_by(
        "-pk"
    )
    last = sent.first()
    if last is not None:
        return initial | {"source": last.source_id}
    sources = list(EventSource.objects.values_list("pk", flat=True)[:2])
    if len(sources) == 1:
        initial["source"] = sources[0]
    return initial


def _content(
    form: UploadForm,
    sample: FileSample,
    source: EventSource,
) -> FileContent:
    chosen = form.cleaned_data["content"]
    if not chosen:
        reader = SampleReader(source, timezone.now())
        chosen = guess_content_of(sample, reader)
    return CONTENTS[chosen]


def upload_template(request: HttpRequest, content: str) -> Any:
    """Download an empty file with the header of a content and an example row."""
    known = CONTENTS.get(content)
    if known is None:
        return redirect("activity:upload")
    rows = template_rows(known)
    name = f"kocops_{known.name}"
    if request.GET.get("format") == "csv":
        return csv_response(rows, name=name)
    return text_xlsx_response(
        rows,
        name=name,
        title=str(known.label),
        empty_rows=EMPTY_ROWS,
    )


def upload_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the job of an upload is; once its batch exists, go there."""
    jobs = [content.job for content in CONTENTS.values()]
    job = get_object_or_404(JobRun, pk=pk, kind__in=jobs)
    batch = batch_of_job(job)
    if batch is not None:
        return redirect(batch)
    context = {
        "title": job.arguments.get("file_name") or _("Upload a file"),
        "job": job,
    }
    return render(request, "activity/upload_result.html", context)
