"""Pages of imports: the list, one of them, its rejected rows."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.filters import IngestBatchFilter
from activity.labels import fault_text, note_text
from activity.models import (
    IngestBatch,
    RejectedRow,
)
from activity.selectors.file_contents import CONTENTS
from activity.selectors.file_limits import stop_text
from activity.selectors.rejected_rows import (
    fault_counts,
    most_ignored,
    rejected_file_rows,
)
from activity.tables import IngestBatchTable
from common.audit.units import record
from common.models import AuditRecord, JobRun
from common.security.access import may
from common.security.masking import leave_unmasked
from common.ui.exports import csv_response
from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from common.ui.text_workbooks import text_xlsx_response
from members.rules.masking import mask_fault_value

SHOWN_REJECTED = 50
SHOWN_JOBS = 5
# More of them are downloaded as CSV only: a workbook is made in memory.
XLSX_ROWS = 20_000


class IngestBatchListPage(ListPage):
    queryset = IngestBatch.objects.select_related("source")
    filterset_class = IngestBatchFilter
    table_class = IngestBatchTable
    url_name = "activity:batch_list"
    create_url_name = "activity:upload"
    title = gettext_lazy("Event ingest")
    create_label = gettext_lazy("Upload a file")
    question = gettext_lazy("What came in, and what did not?")
    empty_hint = gettext_lazy(
        "Upload a file, send rows over the API, or run manage.py ingest_events.",
    )
    template_name = "activity/batch_list.html"
    tabs = (
        QuickTab(
            gettext_lazy("With rejected rows"),
            lambda _reader: {"state": "rejected"},
        ),
        QuickTab(
            gettext_lazy("Unfinished"), lambda _reader: {"state": "open"}
        ),
    )

    def extra_context(self) -> dict[str, Any]:
        kinds = [content.job for content in CONTENTS.values()]
        jobs = JobRun.objects.unfinished().filter(kind__in=kinds)
        return {"open_jobs": jobs[:SHOWN_JOBS]}


@dataclass(frozen=True, slots=True)
class ShownRejectedRow:
    """A rejected row with its faults in words."""

    line: int
    fault_texts: list[dict[str, str]]


def _describe_rejected(
    row: RejectedRow,
    batch: IngestBatch,
) -> ShownRejectedRow:
    """Return a rejected row in words; rows about members may be older than the
    masking of their values.
    """
    texts = []
    for fault in row.faults:
        shown = {**fault, "text": fault_text(fault["code"])}
        if batch.content == IngestBatch.Content.MEMBERS:
            shown["value"] = mask_fault_value(**fault)
        texts.append(shown)
    return ShownRejectedRow(row.line, texts)


class IngestBatchDetailPage(DetailPage):
    queryset = IngestBatch.objects.select_related("source", "job", "sent_by")
    fields = (
        "source",
        "content",
        "channel",
        "file_name",
        "sheet",
        "started_at",
        "finished_at",
        "sent_by",
    )
    list_url_name = "activity:batch_list"
    template_name = "activity/batch_detail.html"

    def extra_context(self, row: IngestBatch) -> dict[str, Any]:
        counts = []
        for code, count in fault_counts(row):
            counts.append((code, fault_text(code), count))
        rejected = []
        for one in row.rejected_rows.all()[:SHOWN_REJECTED]:
            rejected.append(_describe_rejected(one, row))
        return {
            "rejected_rows": rejected,
            "fault_counts": counts,
            "ignored_kinds": most_ignored(row),
            "note_texts": list(map(note_text, row.notes)),
            "stop_text": stop_text(row) if row.stopped else "",
            "may_upload": _may_send(self.request, row),
            "may_run": may(self.request.user, "activity:run_nightly", "POST"),
            "fits_xlsx": row.rejected <= XLSX_ROWS,
        }


def _may_send(request: HttpRequest, batch: IngestBatch) -> bool:
    """Tell whether this reader may send such a delivery, and so may see the
    values of its rows.
    """
    page = "activity:upload"
    if batch.content == IngestBatch.Content.MEMBERS:
        page = "community:member_upload"
    return may(request.user, page, "POST")


def batch_errors(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the rejected rows with what is wrong in each, to be corrected
    and sent again; as XLSX if that is asked for and they are not too many.

    Numbers of people are in it as they were sent, or the mended file would
    store masks; so a recent login is needed, and the log names the download.
    """
    batch = get_object_or_404(IngestBatch, pk=pk)
    if not _may_send(request, batch):
        raise PermissionDenied
    rows = rejected_file_rows(batch)
    name = f"rejected_{batch.pk}"
    asked = request.GET.get("format") == "xlsx"
    is_xlsx = asked and batch.rejected <= XLSX_ROWS
    record(
        AuditRecord.Act.EXPORT,
        of=batch,
        changes={
            "format": "xlsx" if is_xlsx else "csv",
            "rows": batch.rejected,
        },
    )
    leave_unmasked(request)
    if is_xlsx:
        return text_xlsx_response(rows, name=name, title=_("Rejected"))
    return csv_response(rows, name=name)
