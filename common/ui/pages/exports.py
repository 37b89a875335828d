"""A list page as a file: at once, or made by a job if it is long."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.audit.units import record
from common.calendar import business_today, business_zone
from common.errors import Forbidden
from common.jobs.export_files import (
    counted,
    export_path,
    ready_export_path,
)
from common.jobs.queue import Clock, Progress, request_job_once
from common.models import AuditRecord, JobRun, SavedView
from common.security.access import may
from common.ui.downloads import content_disposition, file_title
from common.ui.exports import csv_response, workbook_response
from common.ui.filters import SearchFilterSet
from common.ui.pages.bulk import BulkPage
from common.ui.sheets import (
    XLSX_TYPE,
    Sheet,
    SheetColumn,
    sheet_lines,
    write_workbook,
)
from common.ui.table_sheets import table_sheet
from common.ui.tables import ListTable

FORMATS = ("csv", "xlsx")
# A workbook of more rows takes longer than a request should.
ROWS_AT_ONCE = 20_000
NAMED_FILTERS = 3
NOT_FILTERS = ("page", "export", "show_filters", "count_all")


class ExportPage(BulkPage):
    """The part of a list page that makes a file of its rows."""

    table_class: type[ListTable]
    title: str | Promise = ""

    def make_table(self, filterset: SearchFilterSet) -> ListTable:
        """Return the table of a file with the rows that the filters leave."""
        raise NotImplementedError

    def export(
        self,
        form: str,
        filterset: SearchFilterSet,
        now: datetime,
    ) -> HttpResponse:
        """Return the file, or the page of the job that makes it."""
        if form == "xlsx" and _is_long(filterset):
            return self._request_export(now)
        note_export(self.url_name, form, self.request.GET)
        name = self._file_title(filterset, now)
        sheets = self._sheets(filterset, now)
        if form == "csv":
            lines = sheet_lines(sheets[0])
            return csv_response(lines, name=name)  # type: ignore[return-value]
        return workbook_response(sheets, name=name)

    def _request_export(self, now: datetime) -> HttpResponse:
        arguments = {
            "page": self.url_name,
            "address": self.kwargs,
            "query": self.request.GET.urlencode(),
            "user": self.request.user.pk,
            "language": get_language(),
        }
        return redirect_to_export(
            "export_list",
            arguments,
            user=self.request.user,
            now=now,
        )

    def write_file(
        self,
        *,
        job_id: int,
        progress: Progress,
        now: datetime,
    ) -> dict[str, Any]:
        """Write the workbook of this page for a job; return what it made."""
        filterset = self.filtered(self.request)
        filterset.is_valid()
        sheet, notes = self._sheets(filterset, now)
        return write_export(
            [sheet, notes],
            job_id=job_id,
            progress=progress,
            total=filterset.qs.count(),
            name=self._file_title(filterset, now),
            now=now,
        )

    def _sheets(
        self,
        filterset: SearchFilterSet,
        now: datetime,
    ) -> list[Sheet]:
        """Return the sheet of the rows and the sheet that describes it."""
        table = self.make_table(filterset)
        rows = table_sheet(table, title=str(self.title))
        notes = self._notes(filterset, now)
        columns = (SheetColumn(_("What")), SheetColumn(_("Value")))
        return [rows, Sheet(_("Applied filters"), columns, notes)]

    def _notes(
        self,
        filterset: SearchFilterSet,
        now: datetime,
    ) -> list[tuple[str, Any]]:
        notes: list[tuple[str, Any]] = [
            (_("Exported at"), now),
            (_("Time zone of all times"), str(business_zone())),
            (_("Exported by"), str(self.request.user)),
        ]
        applied = filterset.active_filters()
        for _name, label, value in applied:
            notes.append((label, value))
        if not applied:
            notes.append((_("Filters"), _("none")))
        return notes

    def _file_title(self, filterset: SearchFilterSet, now: datetime) -> str:
        """Return a name by which the file is recognised: what it lists, and
        the saved view or the filters.
        """
        views = SavedView.objects.seen_by(
            self.request.user,
            page=self.url_name,
        )
        query = filters_only(self.request.GET).urlencode()
        view = views.filter(query=query).first() if query else None
        words = [view.name] if view else _filter_words(filterset)
        return file_title([str(self.title), *words], business_today(now))


def _filter_words(filterset: SearchFilterSet) -> list[str]:
    words = []
    for _name, _label, value in filterset.active_filters():
        words.append(value)
    return words[:NAMED_FILTERS]


def filters_only(query: QueryDict) -> QueryDict:
    """Return the part of an address that says which rows and columns are meant."""
    kept = query.copy()
    for name in NOT_FILTERS:
        kept.pop(name, None)
    return kept


def _is_long(filterset: SearchFilterSet) -> bool:
    rows = filterset.qs.order_by()[: ROWS_AT_ONCE + 1]
    return int(rows.count()) > ROWS_AT_ONCE


def note_export(page: str, form: str, query: QueryDict) -> None:
    """Write down in the audit log that rows left as a file; of the filters
    only their names, because a search may be for a person.
    """
    filters = sorted(filters_only(query))
    record(
        AuditRecord.Act.EXPORT,
        object_type=page,
        changes={"format": form, "filters": filters},
    )


def redirect_to_export(
    kind: str,
    arguments: dict[str, Any],
    *,
    user: Any,
    now: datetime,
) -> HttpResponse:
    """Request a job that makes a file, and show its progress; an equal one
    that is under way is shown instead.
    """
    page = str(arguments.get("page") or kind)
    note_export(page, "xlsx", QueryDict(str(arguments.get("query") or "")))
    wanted = repr(sorted(arguments.items())).encode()
    job, _is_new = request_job_once(
        kind=kind,
        arguments=arguments,
        user=user,
        now=now,
        key=f"export:{sha256(wanted).hexdigest()[:40]}",
    )
    return redirect("export_page", job.pk)


def write_export(
    sheets: list[Sheet],
    *,
    job_id: int,
    progress: Progress,
    total: int,
    name: str,
    now: datetime,
) -> dict[str, Any]:
    """Write a workbook for a job; the progress is that of the first sheet."""
    first = sheets[0]
    rows = counted(
        first.rows,
        progress=progress,
        total=total,
        doing=first.title,
    )
    path = ready_export_path(job_id, now=now)
    with path.open("wb") as file:
        write_workbook(file, [first._replace(rows=rows), *sheets[1:]])
    return {"rows": total, "file": f"{name}.xlsx"}


def run_list_export(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    page: str,
    address: dict[str, Any],
    query: str,
    user: int,
    language: str,
) -> dict[str, Any]:
    """Make the file of a list page as a user sees it."""
    request = HttpRequest()
    request.method = "GET"
    request.GET = QueryDict(query)  # type: ignore[assignment]
    request.user = get_user_model().objects.get(pk=user)
    if not may(request.user, page):
        raise Forbidden("forbidden", _("This page is not open to you."))
    function: Any = resolve(reverse(page, kwargs=address)).func
    page_class = function.view_class
    view = page_class()
    view.setup(request, **address)
    with override(language):
        outcome: dict[str, Any] = view.write_file(
            job_id=job_id,
            progress=progress,
            now=clock(),
        )
    return outcome


def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is that a job makes, and offer it once it is there."""
    job = get_object_or_404(JobRun, pk=pk, requested_by=request.user)
    context = {"title": _("Export"), "job": job}
    return render(request, "generic/export.html", context)


def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download the file that a job has made for this user."""
    jobs = JobRun.objects.filter(requested_by=request.user.pk, state="done")
    job = get_object_or_404(jobs, pk=pk)
    path = export_path(job.pk)
    name = job.result.get("file")
    if not name or not path.exists():
        raise Http404(_("This file is no longer kept. Export it again."))
    response = FileResponse(path.open("rb"), content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition(name)
    return response
