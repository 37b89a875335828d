"""What to do when filters leave nothing: which of them to drop, and how many rows that gives."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from common.db.counting import count_at_once, limited_count
from common.ui.filters import SearchFilterSet
from common.ui.pages.paginator import without_unused_joins

MOST_FILTERS = 8
MOST_WAYS = 3


@dataclass(frozen=True)
class WayOut:
    """A filter to drop, and how many rows there are without it; `has_more` if
    there are more than were counted.
    """

    label: str
    value: str
    href: str
    count: int
    has_more: bool


def ways_out(
    filterset: SearchFilterSet,
    *,
    rows: QuerySet[Any],
    request: HttpRequest,
    count_to: int,
    everything: str,
) -> list[WayOut]:
    """Return the filters without which there are rows, the most rows first.

    `everything` is the address of the list without any filter.
    """
    active = filterset.active_filters()[:MOST_FILTERS]
    addresses, counts = [], {}
    for number, (name, _label, _value) in enumerate(active):
        data = request.GET.copy()
        data.pop(name, None)
        data.pop("page", None)
        addresses.append(f"?{data.urlencode() or everything}")
        wider = type(filterset)(data, queryset=rows, request=request)
        found = without_unused_joins(wider.qs.order_by())
        counts[f"way_{number}"] = limited_count(found, count_to + 1)
    counted = count_at_once(counts, user_id=request.user.pk)
    ways = []
    for number, (_name, label, value) in enumerate(active):
        count = counted[f"way_{number}"]
        if count:
            shown, has_more = min(count, count_to), count > count_to
            way = WayOut(label, value, addresses[number], shown, has_more)
            ways.append(way)
    ways.sort(key=lambda way: -way.count)
    return ways[:MOST_WAYS]
