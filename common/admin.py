"""Bases of the admin: which requests it answers, and lists that cannot be edited."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import DataError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from common.audit.units import recorded_act

SEARCH_LENGTH = 100
LIST_LOOKUPS = ("", "__exact", "__id__exact", "__isnull")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def refuse_unstorable(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Return the view, with a bad request for a value that no column of the database can hold."""

    @wraps(view)
    def checked(
        request: HttpRequest,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        try:
            response = _as_one_act(view, request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                # Lists ask the database only while they are rendered.
                response.render()
        except (OverflowError, DataError) as error:
            raise BadRequest(str(error)) from error
        return response

    return checked


def _as_one_act(
    view: Callable[..., HttpResponse],
    request: HttpRequest,
    *args: Any,
    **kwargs: Any,
) -> HttpResponse:
    """Answer; what a form changes is one act of the audit log."""
    if request.method != "POST":
        return view(request, *args, **kwargs)
    with transaction.atomic(), recorded_act("admin"):
        return view(request, *args, **kwargs)


class KocopsAdminSite(admin.AdminSite):
    """The admin's pages, with the same login page as all other pages."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(refuse_unstorable(view), cacheable)

    @login_not_required
    def login(
        self,
        request: HttpRequest,
        extra_context: Any = None,
    ) -> HttpResponse:
        return redirect_to_login(
            request.GET.get("next") or reverse("admin:index"),
        )


class CheckedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Finds rows by their number and by the filters of their list, by no other
    field or lookup.
    """

    def lookup_allowed(
        self,
        lookup: str,
        value: Any,
        request: Any = None,
    ) -> bool:
        for item in self.get_list_filter(request):
            name: Any = item[0] if isinstance(item, list | tuple) else item
            for ending in LIST_LOOKUPS:
                if lookup == f"{name}{ending}":
                    return True
        return False

    def get_object(
        self,
        request: HttpRequest,
        object_id: str,
        from_field: str | None = None,
    ) -> Any:
        if not _is_key(object_id):
            return None
        return super().get_object(request, object_id)

    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *args: Any,
    ) -> Any:
        if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("rows are chosen by their numbers")
        return super().response_action(request, queryset, *args)

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        if len(search_term) > SEARCH_LENGTH:
            message = f"more than {SEARCH_LENGTH} characters to search for"
            raise BadRequest(message)
        return super().get_search_results(request, queryset, search_term)


class ReadOnlyAdmin(CheckedAdmin):
    """Shows rows that pages, services and the night write; they cannot be edited.

    An edit that bypasses the services would not update what they keep
    consistent (name tokens, VIN index, owner status), and would bypass the
    checks of the pages.
    """

    def has_add_permission(self, *args: object) -> bool:
        return False

    def has_change_permission(self, *args: object) -> bool:
        return False

    def has_delete_permission(self, *args: object) -> bool:
        return False
