"""Members in from a file by page: upload, what would change, then the result."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from activity.labels import fault_text
from activity.models import EventSource
from activity.selectors.sources import check_source
from activity.selectors.upload_results import batch_of_job
from activity.services.sources import make_source
from activity.services.uploads import save_upload
from common.errors import DomainError
from common.jobs.queue import request_job_once
from common.models import JobRun
from common.security.access import may_see_job
from common.ui.exports import csv_response
from common.ui.text_workbooks import EMPTY_ROWS, text_xlsx_response
from community.forms import MemberFileForm
from members.labels import field_label, value_label
from members.rules.member_words import COLUMN_WORDS, TEMPLATE_ROWS

PREVIEW_JOB = "preview_member_file"
TAKE_JOB = "ingest_member_file"
FILE_NAME_LENGTH = 200


class MemberFilePage(View):
    """Accept a file; a job compares it with what is stored."""

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = EventSource.objects.filter(name=request.GET.get("source", ""))
        source = chosen.first()
        initial = {"source": source.pk} if source else {}
        return self._show(request, MemberFileForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MemberFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form)
        try:
            source = form.cleaned_data["source"]
            if source is None:
                source = make_source(label=form.cleaned_data["label"].strip())
            check_source(source)
        except DomainError as error:
            form.add_error("source", str(error.message))
            return self._show(request, form)
        file = form.cleaned_data["file"]
        token = uuid.uuid4().hex
        path = save_upload(
            file.chunks(),
            token=token,
            folder=settings.MEDIA_ROOT,
        )
        job, _is_new = request_job_once(
            kind=PREVIEW_JOB,
            arguments={
                "source_id": source.pk,
                "path": str(path),
                "file_name": file.name[:FILE_NAME_LENGTH],
                "makes_circles": form.cleaned_data["makes_circles"],
            },
            user=request.user,
            now=timezone.now(),
            key=f"preview:{token}",
        )
        return redirect("community:member_file", pk=job.pk)

    def _show(
        self,
        request: HttpRequest,
        form: MemberFileForm,
    ) -> HttpResponse:
        context = {
            "title": _("Members from a file"),
            "question": _("Whom does the brand know already?"),
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return render(
            request,
            "community/member_upload.html",
            context,
            status=status,
        )


def member_file_template(request: HttpRequest) -> Any:
    """Download an empty file with every column and an example row."""
    name = "kocops_members"
    header, example = TEMPLATE_ROWS
    mark = _("Example: this row is skipped")
    rows = [[*header, _("Note")], [*example, mark]]
    if request.GET.get("format") == "csv":
        return csv_response(rows, name=name)
    return text_xlsx_response(
        rows,
        name=name,
        title=_("Members"),
        empty_rows=EMPTY_ROWS,
    )


def member_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would change, or how far the comparison is."""
    job = _preview_of(request, pk)
    context = {
        "title": _("Changes in %(file)s")
        % {"file": job.arguments["file_name"]},
        "job": job,
    }
    if job.state == JobRun.State.DONE:
        context.update(_preview_context(job.result))
    return render(request, "community/member_preview.html", context)


def _preview_of(request: HttpRequest, pk: int) -> JobRun:
    job = get_object_or_404(JobRun, pk=pk, kind=PREVIEW_JOB)
    if not may_see_job(request.user, job):
        raise Http404
    return job


def _preview_context(result: dict[str, Any]) -> dict[str, Any]:
    counts = result["counts"]
    taken = sum(counts.get(name, 0) for name in ("created", "changed"))
    wrong = []
    for row in result["wrong"]:
        wrong.append({**row, "text": fault_text(row["code"])})
    columns = []
    for field, column in result["columns"].items():
        columns.append((column, _column_label(field)))
    return {
        "counts": counts,
        "notes": result["notes"],
        "changed": _in_words(result["changed"]),
        "conflicts": _in_words(result["conflicts"]),
        "left_out": _in_words(result["left_out"]),
        "alike": result["alike"],
        "wrong": wrong,
        "columns": columns,
        "unread": result["unread"],
        "can_take": bool(taken or result["conflicts"] or result["left_out"]),
    }


def _column_label(field: str) -> str:
    words = COLUMN_WORDS[field]
    chinese = []
    for word in words:
        if not word.isascii():
            chinese.append(word)
    return (chinese or list(words))[0]


def _in_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = []
    for row in rows:
        name = row["field"]
        words = {
            "label": field_label(name),
            "before": value_label(name, row["before"]),
            "after": value_label(name, row["after"]),
            "choice": f"{row['line']}:{name}",
        }
        shown.append({**row, **words})
    return shown


@require_POST
def member_file_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Request a job that takes the previewed file in."""
    preview = _preview_of(request, pk)
    given = preview.arguments
    if not Path(given["path"]).is_file():
        messages.error(
            request,
            _("This upload is over. Upload the file again."),
        )
        return redirect("community:member_upload")
    job, _is_new = request_job_once(
        kind=TAKE_JOB,
        arguments={
            **given,
            "accepted": request.POST.getlist("take")[:10_000],
            "user_id": request.user.pk,
        },
        user=request.user,
        now=timezone.now(),
        key=f"take:{Path(given['path']).name}",
    )
    return redirect("community:member_file_result", pk=job.pk)


def member_file_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the import is; once it is over, go to its delivery."""
    job = get_object_or_404(JobRun, pk=pk, kind=TAKE_JOB)
    batch = batch_of_job(job)
    if batch is not None and not job.is_open:
        return redirect(batch)
    context = {"title": job.arguments["file_name"], "job": job}
    return render(request, "community/member_file_result.html", context)
