"""Detail and form pages by declaration."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
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

from common.api.problems import status_of
from common.db.edits import (
    EditConflict,
    changes_since,
    create_row,
    edit_row,
)
from common.errors import DomainError
from common.security.access import may
from common.security.masking import restored
from common.ui.forms import (
    BothVersions,
    both_versions,
    opened_inputs,
    read_opened,
)


def shown_fields(
    row: models.Model,
    names: Sequence[str],
) -> list[tuple[str, Any]]:
    """Return label and shown value of each named field or property of a row."""
    return [(_label_of(row, name), _shown_value(row, name)) for name in names]


def _label_of(row: models.Model, name: str) -> str:
    try:
        return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return _(name.replace("_", " "))


def _shown_value(row: models.Model, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number_format(value, force_grouping=True)
    return "" if value in ({}, []) else value


class DetailPage(View):
    """Declare `queryset` and `fields`; subclasses add to the context in `extra_context`."""

    queryset: models.QuerySet[Any]
    fields: Sequence[str] = ()
    edit_url_name = ""
    list_url_name = ""
    template_name = "generic/detail.html"

    def extra_context(self, row: Any) -> dict[str, Any]:
        """Return what the page's template shows beside the fields."""
        return {}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(self.queryset.all(), pk=pk)
        edit_url = ""
        if may(request.user, self.edit_url_name, "POST"):
            edit_url = reverse(self.edit_url_name, args=[pk])
        list_url = reverse(self.list_url_name) if self.list_url_name else ""
        context = {
            "title": str(row),
            "row": row,
            "shown_fields": shown_fields(row, self.fields),
            "edit_url": edit_url,
            "list_url": list_url,
            "list_title": row._meta.verbose_name_plural,
            **self.extra_context(row),
        }
        return render(request, self.template_name, context)


class FormPage(View):
    """Create (without pk) or edit a row; `perform` calls a service.

    An edit carries the values with which it was opened. Fields that the reader did not change are
    not written; where somebody else changed the same field meanwhile, both versions are shown.
    """

    queryset: models.QuerySet[Any]
    form_class: type[ModelForm]
    create_title: str | Promise = ""
    template_name = "generic/form.html"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self.get_row(pk)
        initial = self.initial_of(row)
        form = self.form_class(instance=row, initial=initial)
        return self._show(request, form, row, opened=form.initial)

    def post(
        self,
        request: HttpRequest,
        pk: int | None = None,
    ) -> HttpResponse:
        row = self.get_row(pk)
        form = self.form_class(restored(request.POST, row), instance=row)
        status = 422
        if form.is_valid():
            try:
                saved = self.perform(request, form)
            except EditConflict as conflict:
                return self._show_conflict(request, form, conflict)
            except DomainError as error:
                form.add_error(error.where.get("field"), str(error.message))
                status = status_of(error)
                if status == 400:
                    status = 422
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, self.saved_text(saved))
                return redirect(self.address_after(saved))
        opened = read_opened(form)
        return self._show(request, form, row, opened=opened, status=status)

    def perform(self, request: HttpRequest, form: ModelForm) -> Any:
        """Store the form's row and return it.

        Errors: DomainError, EditConflict, ValidationError.
        """
        if form.instance.pk is None:
            return create_row(row=form.instance)
        return edit_row(row=form.instance, **edit_of(form))

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what a form says at first beside the values of its row."""
        return {}

    def saved_text(self, saved: Any) -> str:
        """Return what is said once a row is saved."""
        return _("Saved: %(name)s") % {"name": saved}

    def address_after(self, saved: Any) -> str:
        """Return where the reader goes once a row is saved."""
        address: str = saved.get_absolute_url()
        return address

    def get_row(self, pk: int | None) -> Any:
        """Return the row that is edited, None for a new one. Errors: Http404."""
        if not pk:
            return None
        return get_object_or_404(self.queryset.all(), pk=pk)

    def _show_conflict(
        self,
        request: HttpRequest,
        form: ModelForm,
        conflict: EditConflict,
    ) -> HttpResponse:
        fresh = self.form_class(instance=conflict.row)
        opened = dict(fresh.initial)
        fresh.initial |= edit_of(form)["changes"]
        conflicts = both_versions(form, conflict.current)
        return self._show(
            request,
            fresh,
            conflict.row,
            opened=opened,
            conflicts=conflicts,
            status=status_of(conflict),
        )

    def _show(
        self,
        request: HttpRequest,
        form: ModelForm,
        row: Any,
        *,
        opened: Mapping[str, Any],
        conflicts: Sequence[BothVersions] = (),
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": self.create_title,
            "form": form,
            "row": row,
            "opened_inputs": "",
            "conflicts": conflicts,
        }
        if row:
            context["title"] = _("Edit %(name)s") % {"name": row}
            context["opened_inputs"] = opened_inputs(form, opened)
        return render(request, self.template_name, context, status=status)


def edit_of(form: forms.BaseForm) -> dict[str, Any]:
    """Return what the reader changed in a valid form, and the values with
    which it was opened, as arguments of a service.
    """
    opened = read_opened(form)
    changes = changes_since(form.cleaned_data, opened)
    return {"changes": changes, "opened": opened}


def resource_urls(
    name: str,
    *,
    list_page: Any = None,
    detail_page: Any = None,
    form_page: Any = None,
) -> list[URLPattern]:
    """Return the routes NAME_list, NAME_detail, NAME_create and NAME_edit of one kind of row."""
    base = f"{name}s".replace("_", "-")
    views = [
        (f"{base}/", list_page, f"{name}_list"),
        (f"{base}/new/", form_page, f"{name}_create"),
        (f"{base}/<int:pk>/edit/", form_page, f"{name}_edit"),
        (f"{base}/<int:pk>/", detail_page, f"{name}_detail"),
    ]
    routes = []
    for address, page, url_name in views:
        if page is not None:
            routes.append(path(address, page.as_view(), name=url_name))
    return routes
