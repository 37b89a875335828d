import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.services.freshness import freshness_of
from common.access import may
from common.errors import ReaderError
from common.exports import stream_response
from common.pages.lists import ListPage
from insights.filters import SegmentFilter
from insights.forms import STARTING_RULE, RuleForm, SegmentForm
from insights.models import Segment
from insights.rules.segments import FIELDS
from insights.services.segment_exports import FORMATS, export_segment
from insights.services.segment_page import read_segment
from insights.services.segment_rules import FIELD_LABELS, At, choices_of
from insights.services.segments import archive_segments, preview_rule, recompute_segment, save_segment
from insights.tables import SegmentTable

EDITABLE = Segment.objects.filter(kind=Segment.Kind.RULE, archived_at__isnull=True)


class SegmentListPage(ListPage):
    queryset = Segment.objects.filter(archived_at__isnull=True).select_related("created_by")
    filterset_class, table_class = SegmentFilter, SegmentTable
    url_name, create_url_name = "insights:segment_list", "insights:segment_create"
    title, question = gettext_lazy("Segments"), gettext_lazy("Whom do we mean?")
    create_label = gettext_lazy("New segment")
    empty_hint = gettext_lazy("Say once whom you mean: list, export and API then mean the same members.")


def _at(request: HttpRequest) -> At:
    now = timezone.now()
    return At(freshness_of(request, now).generation, now)


def segment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a segment: its rule in words, its members' coming and going, its versions."""
    segment = get_object_or_404(Segment, pk=pk)
    context = {
        "title": segment.name,
        "segment": segment,
        "may_edit": may(request.user, "insights:segment_edit", "POST"),
        **read_segment(segment),
    }
    return render(request, "insights/segment_detail.html", context)


class SegmentFormPage(View):
    """Make a segment, or write the next version of its rule."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        segment = get_object_or_404(EDITABLE, pk=pk) if pk else None
        newest = segment.versions.first() if segment else None
        rule = newest.rule if newest else STARTING_RULE
        initial = {"rule": json.dumps(rule, ensure_ascii=False)}
        if segment:
            initial |= {"name": segment.name, "note": segment.note}
        return self._show(request, SegmentForm(initial=initial), segment)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        segment = get_object_or_404(EDITABLE, pk=pk) if pk else None
        form = SegmentForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, segment, status=422)
        try:
            saved = save_segment(segment=segment, now=timezone.now(), user=request.user, **form.cleaned_data)
        except ReaderError as error:
            form.add_error("rule", str(error.message))
            return self._show(request, form, segment, status=422)
        except ValidationError as error:
            form.add_error(None, error)
            return self._show(request, form, segment, status=422)
        recompute_segment(segment=saved, at=_at(request))
        messages.success(request, _("Saved: %(name)s") % {"name": saved})
        return redirect(saved)

    def _show(
        self, request: HttpRequest, form: SegmentForm, segment: Segment | None, status: int = 200
    ) -> HttpResponse:
        title = _("Edit %(name)s") % {"name": segment} if segment else _("New segment")
        context = {"title": title, "form": form, "row": segment, "fields": builder_fields()}
        return render(request, "insights/segment_form.html", context, status=status)


def builder_fields() -> list[dict[str, Any]]:
    """Return what the page needs to let a reader choose conditions."""
    return [
        {"name": name, "label": str(FIELD_LABELS[name]), "kind": field.kind, "choices": choices_of(name)}
        for name, field in FIELDS.items()
    ]


@require_POST
def preview_segment(request: HttpRequest) -> HttpResponse:
    """Show how many a rule holds for, and who would join and leave."""
    form, pk = RuleForm(request.POST), request.POST.get("segment", "")
    is_number = pk.isascii() and pk.isdecimal() and len(pk) < 19
    segment = Segment.objects.filter(pk=int(pk)).first() if is_number else None
    context: dict[str, Any] = {"segment": segment}
    if not form.is_valid():
        context["error"] = " ".join(form.errors["rule"])
    else:
        try:
            context["preview"] = preview_rule(form.cleaned_data["rule"], at=_at(request), segment=segment)
        except ReaderError as error:
            context["error"] = str(error.message)
    return render(request, "insights/_segment_preview.html", context)


@require_POST
def recount_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a segment's rule again now."""
    segment = get_object_or_404(Segment, pk=pk, archived_at__isnull=True)
    joined, left = recompute_segment(segment=segment, at=_at(request))
    segment.refresh_from_db()
    if segment.failure:
        messages.error(request, _("The rule took too long and was stopped; members stay as they were."))
    else:
        messages.success(request, _("%(joined)s joined, %(left)s left.") % {"joined": joined, "left": left})
    return redirect(segment)


@require_POST
def archive_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """A segment is no longer used."""
    segment = get_object_or_404(Segment, pk=pk)
    archive_segments(segments=[segment], now=timezone.now())
    messages.success(request, _("Archived: %(name)s") % {"name": segment})
    return redirect("insights:segment_list")


def segment_export(request: HttpRequest, pk: int, form: str) -> StreamingHttpResponse:
    """Download all members of a segment."""
    segment = get_object_or_404(Segment, pk=pk)
    lines = export_segment(segment, form=form, generation=freshness_of(request, timezone.now()).generation)
    name = f"segment-{segment.pk}.{form}"
    return stream_response(lines, content_type=FORMATS[form], file_name=name)
