"""The rows of a list's table as a sheet: all of them, in the order and columns of the page."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from common.ui.sheets import GENERAL, Sheet, SheetColumn
from common.ui.tables import ListTable, display_getter

ROWS_AT_ONCE = 2000
YES = str(True)
Reader = Callable[[BoundRow], Any]


def table_sheet(table: ListTable, *, title: str) -> Sheet:
    """Return all rows of a table, which are read while the sheet is written."""
    columns = []
    for column in table.columns:
        how = getattr(column.column, "number_format", GENERAL)
        columns.append(SheetColumn(str(column.header), how))
    return Sheet(title, columns, table_rows(table))


def table_rows(table: ListTable) -> Iterator[list[Any]]:
    """Yield the values of each row: days, moments and numbers as such."""
    readers = [_value_reader(table, column) for column in table.columns]
    pending = _records(table)
    while records := list(islice(pending, ROWS_AT_ONCE)):
        table.prepare_records(records)
        for record in records:
            row = BoundRow(record, table=table)
            yield [read(row) for read in readers]


def _records(table: ListTable) -> Iterator[Any]:
    """Yield the records without keeping them all in memory."""
    rows: Any = table.data.data
    if isinstance(rows, QuerySet):
        return rows.iterator(chunk_size=ROWS_AT_ONCE)
    return iter(rows)


def _value_reader(table: ListTable, column: BoundColumn) -> Reader:
    """Return a function that gives the value of a column in a row.

    It gives what BoundRow.get_cell_value does, but looks up once for all rows
    where the value is.
    """
    if isinstance(column.column, tables.BooleanColumn):
        return lambda row: row.get_cell_value(column.name) == YES
    model = getattr(table._meta, "model", None)
    name = column.accessor
    how = column.value
    if getattr(how, "__func__", None) is tables.Column.value:
        how = column.column.render
    argument_names, takes_all = signature(how)
    if model is None or "__" in name or "." in name or takes_all:
        return lambda row: _plain(row.get_cell_value(column.name))
    display = display_getter(model, name)
    empty_values = column.column.empty_values
    fixed = {"column": column.column, "bound_column": column, "table": table}

    def read(row: BoundRow) -> Any:
        record = row.record
        value = display(record)() if display else getattr(record, name, None)
        if callable(value):
            return _plain(row.get_cell_value(column.name))
        if value in empty_values:
            return None
        known = {"value": value, "record": record, "bound_row": row, **fixed}
        return _plain(how(**{key: known[key] for key in argument_names}))

    return read


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, SafeString) else value
