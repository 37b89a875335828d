import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.db.edits import EditConflict, changes_since
from common.errors import DomainError
from common.security.masking import restored
from common.ui.forms import (
    BothVersions,
    both_versions,
    opened_inputs,
    read_opened,
)
from insights.forms import STARTING_RULE, RuleForm, SegmentForm
from insights.models import Segment
from insights.selectors.segment_fields import builder_fields
from insights.selectors.segment_preview import preview_rule
from insights.selectors.segment_rules import checked_rule, describe_rule
from insights.services.segment_counts import recompute_segment
from insights.services.segments import save_segment
from insights.views.segments import as_of_request

EDITABLE = Segment.objects.filter(
    kind=Segment.Kind.RULE,
    archived_at__isnull=True,
)


class SegmentFormPage(View):
    """Create a segment, or change its name, note and rule."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        segment = get_object_or_404(EDITABLE, pk=pk) if pk else None
        initial = _shown_values(segment)
        return self._show(
            request,
            SegmentForm(initial=initial),
            segment,
            opened=initial,
        )

    def post(
        self,
        request: HttpRequest,
        pk: int | None = None,
    ) -> HttpResponse:
        segment = get_object_or_404(EDITABLE, pk=pk) if pk else None
        form = SegmentForm(restored(request.POST, segment))
        status = 422
        if form.is_valid():
            try:
                return self._save(request, form, segment)
            except EditConflict as conflict:
                return self._show_conflict(request, form, conflict)
            except DomainError as error:
                is_about_rule = error.where.get("path") is not None
                field = "rule" if is_about_rule else None
                form.add_error(field, str(error.message))
                status = 409 if status_of(error) == 409 else 422
            except ValidationError as error:
                form.add_error(None, error)
        return self._show(
            request,
            form,
            segment,
            opened=read_opened(form),
            status=status,
        )

    def _save(
        self,
        request: HttpRequest,
        form: SegmentForm,
        segment: Segment | None,
    ) -> HttpResponse:
        opened = form.opened() if segment else None
        saved = save_segment(
            segment=segment,
            opened=opened,
            now=timezone.now(),
            user=request.user,
            **form.cleaned_data,
        )
        recompute_segment(segment=saved, at=as_of_request(request))
        messages.success(request, _("Saved: %(name)s") % {"name": saved})
        return redirect(saved)

    def _show_conflict(
        self,
        request: HttpRequest,
        form: SegmentForm,
        conflict: EditConflict,
    ) -> HttpResponse:
        """Show what the reader changed on top of the present values, with both
        versions of every field that both changed.
        """
        current = _shown_values(conflict.row)
        entered = changes_since(form.cleaned_data, form.opened())
        if "rule" in entered:
            entered["rule"] = _rule_text(entered["rule"])
        newest = dict(conflict.current)
        newest_rule = newest.pop("rule", None)
        conflicts = both_versions(form, newest)
        if "rule" in conflict.current:
            mine = describe_rule(checked_rule(form.cleaned_data["rule"]))
            theirs = describe_rule(newest_rule)
            conflicts.append(BothVersions(_("Rule"), mine, theirs))
        return self._show(
            request,
            SegmentForm(initial={**current, **entered}),
            conflict.row,
            opened=current,
            conflicts=conflicts,
            status=status_of(conflict),
        )

    def _show(
        self,
        request: HttpRequest,
        form: SegmentForm,
        segment: Segment | None,
        *,
        opened: dict[str, Any],
        conflicts: Sequence[BothVersions] = (),
        status: int = 200,
    ) -> HttpResponse:
        title = _("New segment")
        if segment is not None:
            title = _("Edit %(name)s") % {"name": segment}
        context = {
            "title": title,
            "form": form,
            "row": segment,
            "fields": builder_fields(),
            "opened_inputs": opened_inputs(form, opened) if segment else "",
            "conflicts": conflicts,
        }
        return render(
            request,
            "insights/segment_form.html",
            context,
            status=status,
        )


def _shown_values(segment: Segment | None) -> dict[str, Any]:
    """Return the initial values of a segment's form."""
    if segment is None:
        return {"rule": _rule_text(STARTING_RULE)}
    newest = segment.versions.first()
    rule = newest.rule if newest else STARTING_RULE
    return {
        "name": segment.name,
        "note": segment.note,
        "rule": _rule_text(rule),
    }


def _rule_text(rule: Any) -> str:
    return json.dumps(rule, ensure_ascii=False)


@require_POST
def preview_segment(request: HttpRequest) -> HttpResponse:
    """Show how many a rule holds for, and who would join and leave."""
    form = RuleForm(request.POST)
    segment = _segment_of(request.POST.get("segment", ""))
    context: dict[str, Any] = {"segment": segment}
    if not form.is_valid():
        context["error"] = " ".join(map(str, form.errors["rule"]))
    else:
        try:
            context["preview"] = preview_rule(
                form.cleaned_data["rule"],
                at=as_of_request(request),
                segment=segment,
            )
        except DomainError as error:
            context["error"] = str(error.message)
    return render(request, "insights/_segment_preview.html", context)


def _segment_of(number: str) -> Segment | None:
    """Return the segment of a number that a page sent, if there is one."""
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    if not is_number:
        return None
    return Segment.objects.filter(pk=int(number)).first()
