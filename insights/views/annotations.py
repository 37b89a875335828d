"""Pages of what happened on a day, which charts over time show."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done
from insights.filters import AnnotationFilter
from insights.forms import AnnotationForm
from insights.models import Annotation
from insights.services.dashboards import (
    change_annotation,
    create_annotation,
    delete_annotation,
)
from insights.tables import AnnotationTable


class AnnotationListPage(ListPage):
    queryset = Annotation.objects.select_related("created_by")
    filterset_class = AnnotationFilter
    table_class = AnnotationTable
    url_name = "insights:annotation_list"
    create_url_name = "insights:annotation_create"
    title = gettext_lazy("Annotations")
    question = gettext_lazy("What happened that explains a curve?")
    create_label = gettext_lazy("New annotation")
    empty_hint = gettext_lazy(
        "An OTA update, a campaign or a recall, noted with its day, is shown "
        "in every chart over time.",
    )


class AnnotationFormPage(FormPage):
    queryset = Annotation.objects.all()
    form_class = AnnotationForm
    create_title = gettext_lazy("New annotation")
    template_name = "insights/annotation_form.html"

    def perform(self, request: HttpRequest, form: Any) -> Any:
        if form.instance.pk is None:
            return create_annotation(
                values=form.cleaned_data,
                user=request.user,
                now=timezone.now(),
            )
        return change_annotation(
            annotation_id=form.instance.pk,
            **edit_of(form),
        )


@require_POST
def remove_annotation(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an annotation, and offer to make it anew."""
    row = get_object_or_404(Annotation, pk=pk)
    values = delete_annotation(annotation_id=row.pk)
    text = _("Removed: %(name)s") % {"name": row}
    undo = reverse("insights:annotation_restore")
    say_done(request, text, f"{undo}?{urlencode(values)}")
    return redirect("insights:annotation_list")


@require_POST
def bring_back_annotation(request: HttpRequest) -> HttpResponse:
    """Make an annotation anew that was removed; one that is there stays."""
    form = AnnotationForm(request.GET)
    if form.is_valid():
        with suppress(ValidationError):
            create_annotation(
                values=form.cleaned_data,
                user=request.user,
                now=timezone.now(),
            )
    return redirect("insights:annotation_list")
