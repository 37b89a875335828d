from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import (
    get_language,
    gettext_lazy,
    npgettext_lazy,
    override,
)
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of, read_freshness
from common.calendar import business_today
from common.errors import DomainError
from common.jobs.queue import Clock, Progress
from common.security.access import may
from common.ui.downloads import file_title
from common.ui.exports import (
    csv_response,
    stream_response,
    workbook_response,
)
from common.ui.pages.exports import (
    ROWS_AT_ONCE,
    redirect_to_export,
    write_export,
)
from common.ui.pages.lists import ListPage
from common.ui.sheets import sheet_lines
from common.ui.undo import say_done
from insights.filters import SegmentFilter
from insights.models import Segment
from insights.rules.segments import AsOf
from insights.selectors.segment_exports import FORMATS, export_segment
from insights.selectors.segment_page import read_segment
from insights.selectors.segment_sheets import segment_sheet
from insights.services.segment_counts import recompute_segment
from insights.services.segments import archive_segments, restore_segment
from insights.tables import SegmentTable

MACHINE_FORMATS = ("ndjson", "parquet")
EXPORT_FORMATS = ("csv", "xlsx", *MACHINE_FORMATS)


class SegmentListPage(ListPage):
    queryset = Segment.objects.filter(archived_at__isnull=True).select_related(
        "created_by",
    )
    filterset_class = SegmentFilter
    table_class = SegmentTable
    url_name = "insights:segment_list"
    create_url_name = "insights:segment_create"
    title = gettext_lazy("Segments")
    question = gettext_lazy("Whom do we mean?")
    noun = npgettext_lazy("beside a number", "segment", "segments")
    presets = ("kind",)
    create_label = gettext_lazy("New segment")
    empty_hint = gettext_lazy(
        "Say once whom you mean: list, export and API then mean the same members.",
    )


def as_of_request(request: HttpRequest) -> AsOf:
    """Return the published generation and this moment."""
    now = timezone.now()
    return AsOf(freshness_of(request, now).generation, now)


def segment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a segment: its rule in words, its members' coming and going, its versions."""
    segment = get_object_or_404(Segment, pk=pk)
    context = {
        "title": segment.name,
        "segment": segment,
        "may_edit": may(request.user, "insights:segment_edit", "POST"),
        **read_segment(segment, now=timezone.now()),
    }
    return render(request, "insights/segment_detail.html", context)


@require_POST
def recount_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Recompute a segment now."""
    segment = get_object_or_404(Segment, pk=pk, archived_at__isnull=True)
    joined, left = recompute_segment(
        segment=segment,
        at=as_of_request(request),
    )
    segment.refresh_from_db()
    if segment.failure:
        messages.error(
            request,
            _(
                "The rule took too long and was stopped; members stay as they were.",
            ),
        )
    else:
        messages.success(
            request,
            _("%(joined)s joined, %(left)s left.")
            % {"joined": joined, "left": left},
        )
    return redirect(segment)


@require_POST
def archive_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Archive a segment."""
    segment = get_object_or_404(Segment, pk=pk)
    archive_segments(segments=[segment], now=timezone.now())
    text = _("Archived: %(name)s") % {"name": segment}
    say_done(request, text, reverse("insights:segment_restore", args=[pk]))
    return redirect("insights:segment_list")


@require_POST
def restore_this_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a segment was archived."""
    segment = get_object_or_404(Segment, pk=pk)
    try:
        restore_segment(segment=segment, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("insights:segment_list")
    if segment.kind == Segment.Kind.RULE:
        recompute_segment(segment=segment, at=as_of_request(request))
    messages.success(request, _("Undone."))
    return redirect(segment)


def segment_export(
    request: HttpRequest,
    pk: int,
    form: str,
) -> HttpResponse:
    """Download all members of a segment: for people as a workbook or CSV, for
    machines as NDJSON or Parquet.
    """
    segment = get_object_or_404(Segment, pk=pk)
    now = timezone.now()
    generation = freshness_of(request, now).generation
    name = _file_title(segment, now)
    if form in MACHINE_FORMATS:
        lines = export_segment(segment, form=form, generation=generation)
        return stream_response(  # type: ignore[return-value]
            lines,
            content_type=FORMATS[form],
            file_name=f"{name}.{form}",
        )
    if form == "xlsx" and segment.member_count > ROWS_AT_ONCE:
        arguments = {"segment": segment.pk, "language": get_language()}
        return redirect_to_export(
            "export_segment",
            arguments,
            user=request.user,
            now=now,
        )
    sheet = segment_sheet(segment, generation=generation)
    if form == "xlsx":
        return workbook_response([sheet], name=name)
    return csv_response(sheet_lines(sheet), name=name)  # type: ignore[return-value]


def _file_title(segment: Segment, now: datetime) -> str:
    return file_title([_("Members"), segment.name], business_today(now))


def run_segment_export(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    segment: int,
    language: str,
) -> dict[str, Any]:
    """Make the workbook of a segment."""
    row = Segment.objects.get(pk=segment)
    now = clock()
    with override(language):
        generation = read_freshness(now).generation
        return write_export(
            [segment_sheet(row, generation=generation)],
            job_id=job_id,
            progress=progress,
            total=row.member_count,
            name=_file_title(row, now),
            now=now,
        )
