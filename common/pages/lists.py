"""The list page: a queryset, a filter and a table bring search, saved views, columns, export and bulk acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from common.access import may
from common.errors import ReaderError
from common.exports import csv_response, xlsx_response
from common.filters import SearchFilterSet
from common.models import ColumnChoice, SavedView
from common.pages.paginator import ListPaginator
from common.tables import ListTable

PAGE_SIZES = (25, 50, 100)
BULK_LIMIT = 10_000


@dataclass(frozen=True)
class BulkAct:
    """Something done to many rows at once after a confirmation; `perform` returns what to tell the reader.

    `needs` names a view that the reader must be allowed to write: many rows ask for the same right as one.
    """

    name: str
    label: str | Promise
    form_class: type[forms.Form]
    perform: Callable[[HttpRequest, Sequence[int], dict[str, Any]], str]
    needs: str = ""


class ListPage(View):
    """Declare `queryset`, `filterset_class`, `table_class`, `url_name`, `title`; the rest comes with it.

    Rows are counted to `count_to`, beyond it only when the reader asks (`?count_all=1`).
    """

    queryset: QuerySet[Any]
    filterset_class: type[SearchFilterSet]
    table_class: type[ListTable]
    url_name = ""
    title: str | Promise = ""
    question: str | Promise = ""
    create_url_name = ""
    create_label: str | Promise = ""
    empty_hint: str | Promise = ""
    bulk_acts: tuple[BulkAct, ...] = ()
    template_name = "generic/list.html"
    count_to = BULK_LIMIT

    def get_queryset(self) -> QuerySet[Any]:
        return self.queryset.all()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filterset = self.filterset_class(request.GET, queryset=self.get_queryset(), request=request)
        is_part = self.is_part()
        if is_part and "show_filters" in request.GET:
            return _by_htmx(render(request, "components/filter_form.html", {"filterset": filterset}))
        columns = self._columns()
        rows = filterset.qs if filterset.is_valid() else self.get_queryset().none()
        table = self.table_class(
            rows, order_by=self._order(), sequence=[*columns, "..."], exclude=self._hidden(columns)
        )
        self.ready_table(table)
        wanted = request.GET.get("export")
        if wanted in ("csv", "xlsx") and filterset.is_valid():
            return self._export(table, wanted, filterset)
        self._paginate(table)
        context = self._context(filterset, table, columns)
        name = "components/list_region.html" if is_part else self.template_name
        return _by_htmx(render(request, name, context, status=200 if filterset.is_valid() else 400))

    def is_part(self) -> bool:
        """Tell whether htmx asks for the part of the page below its filters only."""
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx) and not htmx.history_restore_request

    def ready_table(self, table: Any) -> None:
        """Give the table what its columns need beside their rows."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for confirmation of a bulk act, or perform it."""
        act = next((act for act in self._allowed_acts() if act.name == request.POST.get("act")), None)
        if act is None:
            messages.error(request, _("There is no such bulk action here."))
            return redirect(request.get_full_path())
        chosen = self._chosen_rows(request)
        if not chosen or len(chosen) > BULK_LIMIT:
            text = _("Choose at least one row.") if not chosen else _("At most %(limit)s rows at once.")
            messages.error(request, text % {"limit": BULK_LIMIT})
            return redirect(request.get_full_path())
        form = act.form_class(request.POST if "confirmed" in request.POST else None)
        if form.is_bound and form.is_valid():
            try:
                messages.success(request, act.perform(request, chosen, form.cleaned_data))
            except ReaderError as error:
                messages.error(request, str(error.message))
            return redirect(request.get_full_path())
        context = {
            "title": act.label,
            "act": act,
            "form": form,
            "chosen": chosen,
            "sample": self.get_queryset().filter(pk__in=chosen[:8]),
            "back": request.get_full_path(),
        }
        return render(request, "generic/confirm.html", context)

    def _allowed_acts(self) -> tuple[BulkAct, ...]:
        user = self.request.user
        if not may(user, self.url_name, "POST"):
            return ()
        return tuple(act for act in self.bulk_acts if not act.needs or may(user, act.needs, "POST"))

    def _chosen_rows(self, request: HttpRequest) -> list[int]:
        if request.POST.get("everything"):
            filterset = self.filterset_class(request.GET, queryset=self.get_queryset(), request=request)
            if not filterset.is_valid():
                return []
            return list(filterset.qs.values_list("pk", flat=True)[: BULK_LIMIT + 1])
        ids = [int(text) for text in request.POST.getlist("ids")[:BULK_LIMIT] if text.isdecimal() and len(text) < 19]
        return list(self.get_queryset().filter(pk__in=ids).values_list("pk", flat=True))

    def _columns(self) -> list[str]:
        known = self.table_class.base_columns
        asked = [name for name in self.request.GET.get("columns", "").split(",") if name in known]
        if asked:
            return list(dict.fromkeys(asked))
        kept = ColumnChoice.objects.filter(owner=self.request.user, page=self.url_name).first()
        columns = [name for name in kept.columns if name in known] if kept else []
        return columns or self.table_class.default_columns()

    def _hidden(self, columns: list[str]) -> list[str]:
        return [name for name in self.table_class.base_columns if name not in columns]

    def _order(self) -> list[str]:
        asked = self.request.GET.getlist("sort")
        return [name for name in asked if name.lstrip("-") in self.table_class.base_columns]

    def _export(self, table: ListTable, wanted: str, filterset: SearchFilterSet) -> HttpResponse:
        rows, name = table.as_values(), self.url_name.replace(":", "_")
        if wanted == "csv":
            return csv_response(rows, name=name)  # type: ignore[return-value]
        applied = [(label, value) for _name, label, value in filterset.active_filters()]
        told = [(_("Exported at"), timezone.localtime()), (_("Exported by"), str(self.request.user)), *applied]
        notes = (_("Applied filters"), told if applied else [*told, (_("Filters"), _("none"))])
        return xlsx_response(rows, name=name, title=str(self.title), notes=notes)

    def _paginate(self, table: ListTable) -> None:
        sizes = {str(size): size for size in PAGE_SIZES}
        size = sizes.get(self.request.GET.get("per_page", ""), PAGE_SIZES[0])
        count_to = None if "count_all" in self.request.GET else self.count_to
        table.paginator = ListPaginator(table, size, count_to=count_to)
        table.page = table.paginator.get_page(self.request.GET.get("page"))

    def _context(self, filterset: SearchFilterSet, table: ListTable, columns: list[str]) -> dict[str, Any]:
        request = self.request
        create = self.create_url_name if may(request.user, self.create_url_name, "POST") else ""
        labels = self.table_class.column_choices()
        hidden = self._hidden(columns)
        return {
            "title": self.title,
            "question": self.question,
            "page_name": self.url_name,
            "filterset": filterset,
            "table": table,
            "column_choices": [(n, labels[n], n in columns) for n in (*columns, *hidden)],
            "bulk_acts": self._allowed_acts(),
            "saved_views": SavedView.objects.seen_by(request.user, page=self.url_name),
            "address": _filters_only(request.GET).urlencode(),
            "page_sizes": PAGE_SIZES,
            "create_url": reverse(create) if create else "",
            "create_label": self.create_label,
            "empty_hint": self.empty_hint,
            "has_filters": bool(filterset.active_filters()),
            "shows_filters": "show_filters" in request.GET or bool(filterset.errors),
        }


def _by_htmx(response: HttpResponse) -> HttpResponse:
    """Return the response, which is another one for htmx than at the same address for a reader."""
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _filters_only(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in ("page", "export", "show_filters", "count_all"):
        kept.pop(name, None)
    return kept
