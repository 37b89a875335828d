"""The filters of a brief as part of an address, in which form subscriptions
keep them.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from community.models import Circle
from insights.models import Segment
from insights.selectors.facets import FACETS

_ROWS: dict[str, Any] = {"circle": Circle, "segment": Segment}


def filters_query(cleaned: Mapping[str, Any]) -> str:
    """Return filters as part of an address, always in the same order."""
    kept = {}
    for name in FACETS:
        value = cleaned.get(name)
        if value:
            kept[name] = str(getattr(value, "pk", value))
    return urlencode(kept)


def stored_filters(query: str) -> dict[str, Any]:
    """Return the filters of a subscription.

    Errors: DoesNotExist for a circle or segment that is gone, so that nobody
    gets the figures of the whole community instead.
    """
    found: dict[str, Any] = {}
    for name, value in parse_qsl(query):
        rows = _ROWS.get(name)
        found[name] = rows.objects.get(pk=value) if rows else value
    return found


def filter_words(cleaned: Mapping[str, Any]) -> list[str]:
    """Return the values of the filters that are set."""
    return [str(cleaned[name]) for name in FACETS if cleaned.get(name)]
