"""Pages of long lists: count and choose rows with only the joins that filters
and order need, then read the rows of the page.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.sql.constants import LOUTER
from django.utils.functional import cached_property
from django_tables2 import Table
from django_tables2.rows import BoundRows


class ListPaginator(Paginator):
    """Pages of the rows of a table that is made of a queryset; rows after
    `count_to` are neither counted nor reachable.
    """

    def __init__(
        self,
        table: Table,
        per_page: int,
        *,
        count_to: int | None = None,
    ) -> None:
        super().__init__(table.rows, per_page)
        self.table = table
        self.queryset = table.data.data
        self.count_to = count_to

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, `count_to` at most."""
        if self.count_to is None:
            return self._found
        return min(self._found, self.count_to)

    @property
    def has_more(self) -> bool:
        """Tell whether there are rows beyond those that are counted."""
        return self._found > self.count

    @cached_property
    def _found(self) -> int:
        rows = without_unused_joins(self.queryset.order_by())
        if self.count_to is None:
            return int(rows.count())
        return int(rows.values("pk")[: self.count_to + 1].count())

    def page(self, number: int | str) -> Page:
        """Return a page of bound rows."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        slim = without_unused_joins(self.queryset)
        if slim is self.queryset:
            return Page(self.object_list[first:last], number, self)
        keys = _keys_of(slim, first, last)
        rows = self.queryset.order_by().filter(pk__in=keys)
        found = {row.pk: row for row in rows}
        ordered = [found[key] for key in keys if key in found]
        return Page(BoundRows(ordered, table=self.table), number, self)


def without_unused_joins(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same rows in the same order for count() or values(), without
    those filtered relations (each of one row at most) that only their columns
    need; the queryset itself, if all are needed.

    PostgreSQL omits such joins by itself only where it can prove that they add
    no rows, which before version 16 it cannot for a partitioned table.
    """
    query: Any = rows.query
    if query.distinct or query.group_by is not None or query.is_sliced:
        return rows
    conditions = [query.where, *_orders(rows)]
    columns = query._gen_cols(conditions, include_external=True)
    needed = {column.alias for column in columns}
    unused = []
    for alias, join in query.alias_map.items():
        is_filtered = getattr(join, "filtered_relation", None) is not None
        if is_filtered and join.join_type == LOUTER and alias not in needed:
            unused.append(alias)
    if not unused:
        return rows
    slim = rows.values("pk")
    for alias in unused:
        slim.query.alias_refcount[alias] = 0
    return slim


def _orders(rows: QuerySet[Any]) -> list[Any]:
    """Return the annotations by which a queryset is ordered."""
    annotations = rows.query.annotations
    orders = []
    for order in rows.query.order_by:
        name = _name_of(order)
        if name in annotations:
            orders.append(annotations[name])
    return orders


def _name_of(order: Any) -> str:
    if isinstance(order, OrderBy):
        order = order.expression
    name = order.name if isinstance(order, F) else order  # type: ignore[attr-defined]
    return str(name).removeprefix("-")


def _keys_of(rows: QuerySet[Any], first: int, last: int) -> list[Any]:
    """Return the keys of rows first…last.

    Where rows without a value come last, those with one are tried first: an
    index gives them in their order.
    """
    valued = _rows_with_value(rows)
    if valued is not None:
        keys = list(valued.values_list("pk", flat=True)[first:last])
        if len(keys) == last - first:
            return keys
    return list(rows.values_list("pk", flat=True)[first:last])


def _rows_with_value(rows: QuerySet[Any]) -> QuerySet[Any] | None:
    """Return the rows that have a value in the leading order; None unless rows
    without one come last.
    """
    leading = next(iter(rows.query.order_by), None)
    if not isinstance(leading, OrderBy) or not leading.nulls_last:
        return None
    name = _name_of(leading)
    if name not in rows.query.annotations:
        return None
    order = F(name).desc() if leading.descending else F(name).asc()
    valued = rows.filter(**{f"{name}__isnull": False})
    return valued.order_by(order, *rows.query.order_by[1:])
