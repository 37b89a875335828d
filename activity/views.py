import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.filters import EventSourceFilter, IngestBatchFilter, NightFilter
from activity.forms import EventSourceForm, MappingForm, UploadForm
from activity.models import EventSource, IngestBatch, Night
from activity.querysets import fault_counts
from activity.services.files import read_header, save_upload, upload_path
from activity.services.rejected import rejected_file_rows
from activity.services.wording import fault_text
from activity.tables import EventSourceTable, IngestBatchTable, NightTable
from common.errors import ReaderError
from common.exports import csv_response
from common.models import JobRun
from common.pages.details import DetailPage, FormPage
from common.pages.lists import ListPage
from common.services.jobs import request_job

SHOWN_REJECTED = 50


class EventSourceListPage(ListPage):
    queryset = EventSource.objects.all()
    filterset_class, table_class = EventSourceFilter, EventSourceTable
    url_name, create_url_name = "activity:source_list", "activity:source_create"
    title, create_label = gettext_lazy("Event sources"), gettext_lazy("New source")
    question = gettext_lazy("Where do events come from?")
    empty_hint = gettext_lazy("A source says how its rows are read: time zone, columns, kinds. Make the first one.")


class EventSourceDetailPage(DetailPage):
    queryset = EventSource.objects.all()
    fields = ("name", "label", "platform", "time_zone", "unknown_members", "columns", "kinds")
    edit_url_name, list_url_name = "activity:source_edit", "activity:source_list"


class EventSourceFormPage(FormPage):
    queryset, form_class = EventSource.objects.all(), EventSourceForm
    create_title = gettext_lazy("New source")


class IngestBatchListPage(ListPage):
    queryset = IngestBatch.objects.select_related("source")
    filterset_class, table_class = IngestBatchFilter, IngestBatchTable
    url_name, create_url_name = "activity:batch_list", "activity:upload"
    title, create_label = gettext_lazy("Event ingest"), gettext_lazy("Upload a file")
    question = gettext_lazy("What came in, and what did not?")
    empty_hint = gettext_lazy("Upload a CSV or NDJSON file, send events over the API, or run manage.py ingest_events.")
    template_name = "activity/batch_list.html"

    def _context(self, *args: Any) -> dict[str, Any]:
        jobs = JobRun.objects.unfinished().filter(kind="ingest_file")
        return {**super()._context(*args), "open_jobs": jobs[:5]}


class IngestBatchDetailPage(DetailPage):
    queryset = IngestBatch.objects.select_related("source", "job", "sent_by")
    fields = ("source", "channel", "file_name", "started_at", "finished_at", "sent_by")
    list_url_name = "activity:batch_list"
    template_name = "activity/batch_detail.html"

    def extra_context(self, row: IngestBatch) -> dict[str, Any]:
        rejected = list(row.rejected_rows.all()[:SHOWN_REJECTED])
        for one in rejected:
            one.told = [{**fault, "text": fault_text(fault["code"])} for fault in one.faults]
        counts = [(code, fault_text(code), count) for code, count in fault_counts(row)]
        return {"rejected_rows": rejected, "fault_counts": counts}


def batch_errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Download the rejected rows with what is wrong in each, to be mended and sent again."""
    batch = get_object_or_404(IngestBatch, pk=pk)
    return csv_response(rejected_file_rows(batch), name=f"rejected_{batch.pk}")


class UploadPage(View):
    """Take a file; which column means what is asked next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form)
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        token = uuid.uuid4().hex
        path = save_upload(file.chunks(), token=token, folder=settings.MEDIA_ROOT)
        try:
            header = read_header(path, file.name)
        except ReaderError as error:
            path.unlink()
            form.add_error("file", str(error.message))
            return self._show(request, form)
        request.session[f"upload:{token}"] = {
            "source": source.pk,
            "name": file.name[:200],
            "header": header[:200],
        }
        return redirect("activity:upload_mapping", token=token)

    def _show(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = {"title": _("Upload a file of events"), "form": form, "submit_label": _("Next: columns")}
        return render(request, "generic/form.html", context, status=422 if form.is_bound else 200)


class MappingPage(View):
    """Ask which column means what, then hand the file to a job."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.upload = request.session.get(f"upload:{kwargs['token']}")
        if self.upload is None:
            messages.error(request, _("This upload is over. Upload the file again."))
            return redirect("activity:upload")
        self.source = get_object_or_404(EventSource, pk=self.upload["source"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(request, MappingForm(header=self.upload["header"], source=self.source))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = MappingForm(request.POST, header=self.upload["header"], source=self.source)
        if not form.is_valid():
            return self._show(request, form)
        arguments = {
            "source_id": self.source.pk,
            "path": str(upload_path(token, settings.MEDIA_ROOT)),
            "file_name": self.upload["name"],
            "columns": form.columns(),
            "user_id": request.user.pk,
        }
        request_job(kind="ingest_file", arguments=arguments, user=request.user, now=timezone.now())
        del request.session[f"upload:{token}"]
        messages.success(request, _("The file is in the queue; its progress shows here."))
        return redirect("activity:batch_list")

    def _show(self, request: HttpRequest, form: MappingForm) -> HttpResponse:
        title = _("Columns of %(file)s") % {"file": self.upload["name"]}
        context = {"title": title, "form": form, "submit_label": _("Take the file in")}
        return render(request, "generic/form.html", context, status=422 if form.is_bound else 200)


class NightListPage(ListPage):
    queryset = Night.objects.all()
    filterset_class, table_class = NightFilter, NightTable
    url_name = "activity:night_list"
    title = gettext_lazy("Nights")
    question = gettext_lazy("Is everything recomputed?")
    empty_hint = gettext_lazy("No night has run yet. Run the first one with the button above or manage.py run_night.")
    template_name = "activity/night_list.html"

    def _context(self, *args: Any) -> dict[str, Any]:
        jobs = JobRun.objects.unfinished().filter(kind="run_missed_nights")
        return {**super()._context(*args), "open_jobs": jobs[:5]}


class NightDetailPage(DetailPage):
    queryset = Night.objects.all()
    fields = (
        "business_date", "state", "mode", "base_date", "started_at", "finished_at", "attempts",
        "events_read", "member_count", "events_through", "generation",
    )  # fmt: skip
    list_url_name = "activity:night_list"
    template_name = "activity/night_detail.html"

    def extra_context(self, row: Night) -> dict[str, Any]:
        return {"shards": row.planned_shards().defer("gathered")}


@require_POST
def run_night(request: HttpRequest) -> HttpResponse:
    """Ask for the missing nights, or for the last one again with what came since."""
    if JobRun.objects.unfinished().filter(kind="run_missed_nights").exists():
        messages.info(request, _("A night is already being run."))
    else:
        arguments = {"again": True}
        request_job(kind="run_missed_nights", arguments=arguments, user=request.user, now=timezone.now())
        messages.success(request, _("The night is in the queue; its progress shows here."))
    return redirect("activity:night_list")
