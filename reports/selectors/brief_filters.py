"""The filters of a brief as part of an address, in which form subscriptions
keep them.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from community.models import Circle
from insights.models import Segment
from insights.selectors.facets import FACETS

_ROWS: dict[str, Any] = {
    "circle": Circle.objects.all,
    "segment": lambda: Segment.objects.filter(archived_at__isnull=True),
}


def filters_query(cleaned: Mapping[str, Any]) -> str:
    """Return filters as part of an address, always in the same order."""
    kept = {}
    for name in FACETS:
        value = cleaned.get(name)
        if value:
            kept[name] = str(getattr(value, "pk", value))
    return urlencode(kept)


def stored_filters(query: str) -> dict[str, Any] | None:
    """Return the filters of a subscription, None if a circle or segment of it
    is gone or no longer in use.
    """
    found: dict[str, Any] = {}
    for name, value in parse_qsl(query):
        rows = _ROWS.get(name)
        found[name] = rows().filter(pk=value).first() if rows else value
        if found[name] is None:
            return None
    return found


def filter_words(cleaned: Mapping[str, Any]) -> list[str]:
    """Return the values of the filters that are set."""
    return [str(cleaned[name]) for name in FACETS if cleaned.get(name)]
