"""Pages of long lists: counted and chosen with only the joins that filters and order need, then read whole."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.sql.constants import LOUTER
from django.utils.functional import cached_property
from django_tables2 import Table
from django_tables2.rows import BoundRows


class ListPaginator(Paginator):
    """Pages of the rows of a table that is made of a queryset; beyond `count_to` rows nobody is counted or shown."""

    def __init__(self, table: Table, per_page: int, *, count_to: int | None = None) -> None:
        super().__init__(table.rows, per_page)
        self.table, self.queryset, self.count_to = table, table.data.data, count_to

    @cached_property
    def count(self) -> int:
        """How many rows there are, `count_to` at most."""
        return self._found if self.count_to is None else min(self._found, self.count_to)

    @property
    def has_more(self) -> bool:
        """Whether there are rows beyond those that are counted."""
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
        found = {row.pk: row for row in self.queryset.order_by().filter(pk__in=keys)}
        return Page(BoundRows([found[key] for key in keys if key in found], table=self.table), number, self)


def without_unused_joins(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same rows in the same order for count() or values(), without those filtered relations (each of one row
    at most) that only their columns need; the queryset itself, if all are needed.

    PostgreSQL leaves out such joins by itself only where it can see that they multiply nothing, which it cannot of a
    partitioned table (before version 16).
    """
    query = rows.query
    if query.distinct or query.group_by is not None or query.is_sliced:
        return rows
    needed = {column.alias for column in query._gen_cols([query.where, *_orders(rows)], include_external=True)}
    unused = [
        alias
        for alias, join in query.alias_map.items()
        if getattr(join, "filtered_relation", None) and join.join_type == LOUTER and alias not in needed
    ]
    if not unused:
        return rows
    slim = rows.values("pk")
    for alias in unused:
        slim.query.alias_refcount[alias] = 0
    return slim


def _orders(rows: QuerySet[Any]) -> list[Any]:
    """Return what annotations a queryset is ordered by."""
    names = [_name_of(one) for one in rows.query.order_by]
    return [rows.query.annotations[name] for name in names if name in rows.query.annotations]


def _name_of(order: Any) -> str:
    if isinstance(order, OrderBy):
        order = order.expression
    return order.name if isinstance(order, F) else str(order).removeprefix("-")


def _keys_of(rows: QuerySet[Any], first: int, last: int) -> list[Any]:
    """Return the keys of rows first…last.

    Where rows without a value come last, those with one are asked for first: an index gives them in their order.
    """
    leading = next(iter(rows.query.order_by), None)
    if isinstance(leading, OrderBy) and leading.nulls_last and _name_of(leading) in rows.query.annotations:
        name = _name_of(leading)
        ordered = F(name).desc() if leading.descending else F(name).asc()
        valued = rows.filter(**{f"{name}__isnull": False}).order_by(ordered, *rows.query.order_by[1:])
        keys = list(valued.values_list("pk", flat=True)[first:last])
        if len(keys) == last - first:
            return keys
    return list(rows.values_list("pk", flat=True)[first:last])
