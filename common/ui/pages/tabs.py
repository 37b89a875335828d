"""The parts of a list that its readers ask for most, each with how many rows it has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.db.counting import count_at_once, limited_count
from common.ui.filters import SearchFilterSet
from common.ui.pages.paginator import without_unused_joins
from common.ui.remembered import RememberedValues


class TabReader(NamedTuple):
    """For whom and on which business day the tabs are made."""

    user: Any
    today: date


Query = Callable[[TabReader], Mapping[str, str]]
# The address of every row of a list that opens on a part of itself.
EVERY_ROW = "all=1"


@dataclass(frozen=True)
class QuickTab:
    """A part of a list: what it is called, and the filters that make it."""

    label: str | Promise
    query: Query


@dataclass(frozen=True)
class ShownTab:
    """A tab as a reader sees it; `count` stops at the number that a list counts."""

    label: str | Promise
    href: str
    count: int
    has_more: bool
    is_chosen: bool


class CountedList(NamedTuple):
    """The list that has tabs: its name, all its rows, up to which number they
    are counted, and the address of all of them.
    """

    url_name: str
    filterset_class: type[SearchFilterSet]
    rows: Callable[[], QuerySet[Any]]
    count_to: int
    everything: str


def every_row(_reader: TabReader) -> dict[str, str]:
    """Return the query of all rows: none."""
    return {}


ALL_ROWS = QuickTab(_("All"), every_row)
_known: RememberedValues[dict[str, int]] = RememberedValues()


def mine(field: str) -> Query:
    """Return the query of the rows whose `field` is the reader."""
    return lambda reader: {field: str(reader.user.pk)}


def read_tabs(
    tabs: Sequence[QuickTab],
    counted: CountedList,
    reader: TabReader,
    *,
    chosen: Mapping[str, str],
    total: int,
    request: HttpRequest,
) -> list[ShownTab]:
    """Return the tabs of a list; their counts are remembered as those of the
    menu are. The first one is of all rows, unless the list has its own for
    them.

    The tab whose filters, and no others, are `chosen` shows the `total` of
    the rows beside it.
    """
    if not tabs:
        return []
    queries = [dict(tab.query(reader)) for tab in tabs]
    if {} not in queries:
        tabs = (ALL_ROWS, *tabs)
        queries.insert(0, {})
    counts = _known.get(
        request,
        (counted.url_name, reader.today),
        lambda: _count(queries, counted, request),
    )
    shown = []
    for number, tab in enumerate(tabs):
        is_chosen = queries[number] == chosen
        count = total if is_chosen else counts[f"tab_{number}"]
        one = ShownTab(
            label=tab.label,
            href=f"?{urlencode(queries[number]) or counted.everything}",
            count=min(count, counted.count_to),
            has_more=counts[f"tab_{number}"] > counted.count_to,
            is_chosen=is_chosen,
        )
        shown.append(one)
    return shown


def _count(
    queries: Sequence[Mapping[str, str]],
    counted: CountedList,
    request: HttpRequest,
) -> dict[str, int]:
    """Return how many rows each query leaves, read with one query."""
    counts = {}
    for number, query in enumerate(queries):
        data = QueryDict(mutable=True)
        data.update(query)
        filters_of_list: Any = counted.filterset_class
        filters = _only(filters_of_list, tuple(query))
        filterset = filters(data, queryset=counted.rows(), request=request)
        found = without_unused_joins(filterset.qs.order_by())
        most = counted.count_to + 1
        counts[f"tab_{number}"] = limited_count(found, most)
    return count_at_once(counts, user_id=request.user.pk)


@cache
def _only(
    filterset_class: Any,
    names: tuple[str, ...],
) -> type[SearchFilterSet]:
    """Return the same filters without those that are not named: a form of
    forty fields takes longer to make than its rows to count.
    """
    fewer: type[SearchFilterSet] = type(
        filterset_class.__name__,
        (filterset_class,),
        {},
    )
    known = filterset_class.base_filters
    fewer.base_filters = {name: known[name] for name in names}
    return fewer
