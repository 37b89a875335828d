"""Several counts with one query."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery


class CountOf(Subquery):
    """The number of rows of a query, which may be limited."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def limited_count(rows: QuerySet[Any], most: int) -> CountOf:
    """Return the count of these rows, which stops at `most`."""
    return CountOf(rows.order_by().values("pk")[:most])


def count_at_once(
    counts: Mapping[str, CountOf],
    *,
    user_id: Any,
) -> dict[str, int]:
    """Return each count by its name; a query needs a row to stand beside,
    which is the reader's account.
    """
    accounts = get_user_model().objects.annotate(**counts)
    found: dict[str, int] = accounts.values(*counts).get(pk=user_id)
    return found
