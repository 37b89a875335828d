"""Detail and form pages by declaration."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from common.access import may


def shown_fields(row: models.Model, names: Sequence[str]) -> list[tuple[str, Any]]:
    """Return label and shown value of each named field or property of a row."""
    shown = []
    for name in names:
        display = getattr(row, f"get_{name}_display", None)
        value = display() if display else getattr(row, name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = formats.number_format(value, force_grouping=True)
        try:
            label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            label = _(name.replace("_", " "))
        shown.append((label, value))
    return shown


class DetailPage(View):
    """Declare `queryset` and `fields`; subclasses add what is special through `extra_context`."""

    queryset: models.QuerySet[Any]
    fields: Sequence[str] = ()
    edit_url_name = ""
    list_url_name = ""
    template_name = "generic/detail.html"

    def extra_context(self, row: Any) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(self.queryset.all(), pk=pk)
        edit = self.edit_url_name if may(request.user, self.edit_url_name, "POST") else ""
        context = {
            "title": str(row),
            "row": row,
            "shown_fields": shown_fields(row, self.fields),
            "edit_url": reverse(edit, args=[pk]) if edit else "",
            "list_url": reverse(self.list_url_name) if self.list_url_name else "",
            "list_title": row._meta.verbose_name_plural,
            **self.extra_context(row),
        }
        return render(request, self.template_name, context)


class FormPage(View):
    """Create (without pk) or edit a row; `perform` calls a service, which may refuse with ValidationError."""

    queryset: models.QuerySet[Any]
    form_class: type[ModelForm]
    create_title: str | Promise = ""
    template_name = "generic/form.html"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self._row(pk)
        return self._show(request, self.form_class(instance=row), row)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self._row(pk)
        form = self.form_class(request.POST, instance=row)
        if form.is_valid():
            try:
                saved = self.perform(request, form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved: %(name)s") % {"name": saved})
                return redirect(saved.get_absolute_url())
        return self._show(request, form, row)

    def perform(self, request: HttpRequest, form: ModelForm) -> Any:
        return form.save()

    def _row(self, pk: int | None) -> Any:
        return get_object_or_404(self.queryset.all(), pk=pk) if pk else None

    def _show(self, request: HttpRequest, form: ModelForm, row: Any) -> HttpResponse:
        title = _("Edit %(name)s") % {"name": row} if row else self.create_title
        status = 422 if form.is_bound else 200
        return render(request, self.template_name, {"title": title, "form": form, "row": row}, status=status)


def resource_urls(
    name: str, *, list_page: Any = None, detail_page: Any = None, form_page: Any = None
) -> list[URLPattern]:
    """Return the routes NAME_list, NAME_detail, NAME_create and NAME_edit of one kind of row."""
    base = f"{name}s".replace("_", "-")
    routes = []
    if list_page:
        routes.append(path(f"{base}/", list_page.as_view(), name=f"{name}_list"))
    if form_page:
        routes.append(path(f"{base}/new/", form_page.as_view(), name=f"{name}_create"))
        routes.append(path(f"{base}/<int:pk>/edit/", form_page.as_view(), name=f"{name}_edit"))
    if detail_page:
        routes.append(path(f"{base}/<int:pk>/", detail_page.as_view(), name=f"{name}_detail"))
    return routes
