"""The list page: a queryset, a filter and a table bring search, saved views,
columns, export and bulk acts.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from common.calendar import business_today
from common.models import ColumnChoice, SavedView
from common.security.access import may
from common.ui.filter_groups import add_suggestions, grouped_fields
from common.ui.filters import SearchFilterSet
from common.ui.pages.bulk import BULK_LIMIT
from common.ui.pages.exports import FORMATS, ExportPage, filters_only
from common.ui.pages.no_match import ways_out
from common.ui.pages.paginator import ListPaginator
from common.ui.pages.presets import Preset, presets_of
from common.ui.pages.tabs import (
    EVERY_ROW,
    CountedList,
    QuickTab,
    ShownTab,
    TabReader,
    read_tabs,
)
from common.ui.tables import ListTable

PAGE_SIZES = (25, 50, 100)


class ListPage(ExportPage):
    """Declare `queryset`, `filterset_class`, `table_class`, `url_name` and
    `title`; the rest follows.

    Rows are counted up to `count_to`, beyond it only when the reader asks
    (`?count_all=1`). `noun` is what a row is called beside a number, `tabs`
    are the parts of the list that readers ask for most, and `presets` the
    filters whose choices stand in menus above the list.

    Without any parameter a list shows all rows, or those of `opens_on`; then
    it says how many there are in the tab `behind`.
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
    # A second way out of an empty list.
    also_url_name = ""
    also_label: str | Promise = ""
    template_name = "generic/list.html"
    count_to = BULK_LIMIT
    noun: Any = ngettext_lazy("row", "rows")
    tabs: tuple[QuickTab, ...] = ()
    presets: tuple[str, ...] = ()
    opens_on: QuickTab | None = None
    behind: QuickTab | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._open(request)
        filterset = self.filtered(request)
        is_valid = filterset.is_valid()
        is_part = self.is_part()
        if is_part and "show_filters" in request.GET:
            form = self._filter_form(filterset)
            page = render(request, "components/filter_form.html", form)
            return _vary_by_htmx(page)
        wanted = request.GET.get("export", "")
        if wanted in FORMATS and is_valid:
            return self.export(wanted, filterset, timezone.now())
        columns = self._columns()
        rows = filterset.qs if is_valid else self.get_queryset().none()
        table = self._table(rows, columns)
        self._paginate(table)
        name = "components/list_region.html" if is_part else self.template_name
        context = self._context(filterset, table, columns)
        status = 200 if is_valid else 400
        return _vary_by_htmx(render(request, name, context, status=status))

    def _open(self, request: HttpRequest) -> None:
        """Set the filters on which the list opens, if the address sets nothing."""
        if self.opens_on is None or request.GET:
            return
        query = QueryDict(mutable=True)
        query.update(self.opens_on.query(self._tab_reader()))
        request.GET = query  # type: ignore[assignment]

    def _tab_reader(self) -> TabReader:
        return TabReader(self.request.user, business_today(timezone.now()))

    def extra_context(self) -> dict[str, Any]:
        """Return what the page's template shows beside the list."""
        return {}

    def is_part(self) -> bool:
        """Tell whether htmx asks only for the part of the page below its filters."""
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx) and not htmx.history_restore_request

    def ready_table(self, table: Any) -> None:
        """Give the table what its columns need beside their rows."""

    def _columns(self) -> list[str]:
        """Return the columns of the address, else the reader's choice, else the usual ones."""
        asked = self._known(self.request.GET.get("columns", "").split(","))
        if asked:
            return list(dict.fromkeys(asked))
        choices = ColumnChoice.objects.filter(
            owner_id=self.request.user.pk,
            page=self.url_name,
        )
        choice = choices.first()
        kept = self._known(choice.columns) if choice else []
        return kept or self.table_class.default_columns()

    def _known(self, names: list[str]) -> list[str]:
        return [
            name for name in names if name in self.table_class.base_columns
        ]

    def _hidden(self, columns: list[str]) -> list[str]:
        names = self.table_class.base_columns
        return [name for name in names if name not in columns]

    def _order(self) -> list[str]:
        known = self.table_class.base_columns
        asked = self.request.GET.getlist("sort")
        return [name for name in asked if name.lstrip("-") in known]

    def make_table(self, filterset: SearchFilterSet) -> ListTable:
        columns = self._columns()
        for name in self.table_class.file_columns:
            if name not in columns:
                columns.append(name)
        return self._table(filterset.qs, columns)

    def _table(self, rows: QuerySet[Any], columns: list[str]) -> ListTable:
        table = self.table_class(
            rows,
            order_by=self._order(),
            sequence=[*columns, "..."],
            exclude=self._hidden(columns),
        )
        self.ready_table(table)
        return table

    def _paginate(self, table: ListTable) -> None:
        sizes = {str(size): size for size in PAGE_SIZES}
        size = sizes.get(self.request.GET.get("per_page", ""), PAGE_SIZES[0])
        count_to = None if "count_all" in self.request.GET else self.count_to
        table.paginator = ListPaginator(table, size, count_to=count_to)
        table.page = table.paginator.get_page(self.request.GET.get("page"))

    def _context(
        self,
        filterset: SearchFilterSet,
        table: ListTable,
        columns: list[str],
    ) -> dict[str, Any]:
        query = self.request.GET
        has_filters = bool(filterset.active_filters())
        shows_filters = "show_filters" in query or bool(filterset.errors)
        total = table.page.paginator.count
        tabs = self._tabs(filterset, total)
        return {
            "title": self.title,
            "question": self.question,
            "page_name": self.url_name,
            "filterset": filterset,
            "table": table,
            "column_choices": self._column_choices(columns),
            "bulk_acts": self.allowed_acts(),
            "saved_views": SavedView.objects.seen_by(
                self.request.user,
                page=self.url_name,
            ),
            "address": filters_only(query).urlencode(),
            "page_sizes": PAGE_SIZES,
            "create_url": self._create_url(),
            "create_label": self.create_label,
            "empty_hint": self.empty_hint,
            "also_url": self._also_url(),
            "also_label": self.also_label,
            "has_filters": has_filters,
            "shows_filters": shows_filters,
            "is_part": self.is_part(),
            "tabs": tabs,
            "behind": self._behind(tabs),
            "everything": self._everything(),
            "presets": self._presets(filterset),
            "noun": self.noun % total,
            "nouns": (self.noun % 1, self.noun % 2),
            "ways_out": [] if total else self._ways_out(filterset),
            **(self._filter_form(filterset) if shows_filters else {}),
            **self.extra_context(),
        }

    def _tabs(self, filterset: SearchFilterSet, total: int) -> list[Any]:
        """Return the parts of the list with their counts."""
        reader = self._tab_reader()
        chosen = {}
        for name, _label, _value in filterset.active_filters():
            chosen[name] = self.request.GET[name]
        counted = CountedList(
            self.url_name,
            self.filterset_class,
            self.get_queryset,
            self.count_to,
            self._everything(),
        )
        return read_tabs(
            self.tabs,
            counted,
            reader,
            chosen=chosen,
            total=total,
            request=self.request,
        )

    def _everything(self) -> str:
        """Return the address of all rows."""
        return EVERY_ROW if self.opens_on else ""

    def _behind(self, tabs: list[ShownTab]) -> ShownTab | None:
        """Return the tab of what the list leaves out, if it shows what it opens on."""
        if self.opens_on is None or self.behind is None:
            return None
        chosen = {tab.label for tab in tabs if tab.is_chosen}
        if self.opens_on.label not in chosen:
            return None
        rest = [tab for tab in tabs if tab.label == self.behind.label]
        return rest[0] if rest else None

    def _ways_out(self, filterset: SearchFilterSet) -> list[Any]:
        if not filterset.is_valid():
            return []
        return ways_out(
            filterset,
            rows=self.get_queryset(),
            request=self.request,
            count_to=self.count_to,
            everything=self._everything(),
        )

    def _presets(self, filterset: SearchFilterSet) -> list[Preset]:
        return presets_of(filterset, self.presets, self.request.GET)

    def _filter_form(self, filterset: SearchFilterSet) -> dict[str, Any]:
        """Return what the form of the filters shows."""
        return {
            "filterset": filterset,
            "suggested": add_suggestions(filterset),
            "filter_groups": grouped_fields(filterset),
        }

    def _column_choices(
        self,
        columns: list[str],
    ) -> list[tuple[str, str, bool]]:
        """Return name, label and whether it is shown, of every column."""
        labels = self.table_class.column_choices()
        choices = []
        for name in (*columns, *self._hidden(columns)):
            choices.append((name, labels[name], name in columns))
        return choices

    def _also_url(self) -> str:
        name = self.also_url_name
        return reverse(name) if may(self.request.user, name) else ""

    def _create_url(self) -> str:
        if may(self.request.user, self.create_url_name, "POST"):
            return reverse(self.create_url_name)
        return ""


def _vary_by_htmx(response: HttpResponse) -> HttpResponse:
    """Mark that htmx gets another response at this address than a reader."""
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
