"""Tables of list pages: which columns there are, how each is shown, and how it is exported."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature


class _NullsLastColumn(tables.Column):
    """Rows without a value come last in both directions; equal ones by key, so that pages never overlap."""

    def order(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        field = F(str(self.accessor).replace(".", "__"))
        key = field.desc(nulls_last=True) if is_descending else field.asc(nulls_last=True)
        return queryset.order_by(key, "-pk"), True


class NumberColumn(_NullsLastColumn):
    """A number, right-aligned, with thousands separators; `digits` after the point."""

    def __init__(self, *args: Any, digits: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "text-end"}, "th": {"class": "text-end"}})
        super().__init__(*args, **kwargs)
        self.digits = digits

    def render(self, value: float) -> str:
        return formats.number_format(value, decimal_pos=self.digits, force_grouping=True)

    def value(self, value: Any) -> Any:
        return value


class ChangeColumn(NumberColumn):
    """A difference: with sign, colour and arrow, so that no reader depends on one of them."""

    def render(self, value: float) -> str:
        if round(value, self.digits) == 0:
            return format_html('<span class="text-secondary">±{}</span>', super().render(0))
        up = value > 0
        return format_html(
            '<span class="text-nowrap {}">{} {}{}</span>',
            "change-up" if up else "change-down",
            "▲" if up else "▼",
            "+" if up else "−",
            super().render(abs(value)),
        )


class ChanceColumn(NumberColumn):
    """A chance 0…1, shown in per cent."""

    def render(self, value: float) -> str:
        return format_html("{}%", super().render(100 * value))


class MomentColumn(_NullsLastColumn):
    """An instant, shown in the reader's time zone and exported with its offset."""

    def render(self, value: Any) -> str:
        local = timezone.localtime(value)
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), formats.date_format(local, "Y-m-d H:i"))

    def value(self, value: Any) -> str:
        return timezone.localtime(value).isoformat(timespec="seconds")


class DayColumn(_NullsLastColumn):
    """A day as YYYY-MM-DD in every language."""

    def render(self, value: Any) -> str:
        return value.isoformat()


class ListTable(tables.Table):
    """A list's table; `Meta.default_columns` are shown until the reader chooses others."""

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "table table-vcenter card-table table-hover"}
        empty_text = _("No rows.")

    def drawn_rows(self) -> Iterator[tuple[Any, SafeString]]:
        """Yield each row of the page with its cells as HTML (ADR 14)."""
        columns = [
            (format_html('<td {} data-label="{}">', one.attrs["td"].as_html(), one.header), cell_drawer(self, one))
            for one in self.columns
        ]
        for row in self.paginated_rows:
            cells = "".join(f"{opening}{conditional_escape(draw(row))}</td>" for opening, draw in columns)
            yield row.record, mark_safe(cells)  # noqa: S308 - every part is escaped above

    @classmethod
    def column_choices(cls) -> dict[str, str]:
        """Return the label of every column by name."""
        labels = {}
        for name, column in cls.base_columns.items():
            model_field = None
            if column.verbose_name is None and getattr(cls._meta, "model", None):
                fields = {field.name: field for field in cls._meta.model._meta.get_fields()}
                model_field = fields.get(str(column.accessor or name))
            label = column.verbose_name or getattr(model_field, "verbose_name", name)
            labels[name] = str(label)
        return labels

    @classmethod
    def default_columns(cls) -> list[str]:
        return list(getattr(cls.Meta, "default_columns", cls.base_columns))


def cell_drawer(table: ListTable, column: BoundColumn) -> Callable[[BoundRow], Any]:
    """Return what gives one column's cell of a row as `BoundRow.get_cell` does, having asked once for all rows what
    that asks for each: where the value is, what it is called, and what the column's `render` wants to know.
    """
    model, name = getattr(table._meta, "model", None), column.accessor
    wanted, takes_all = signature(column.render)
    if model is None or "__" in name or "." in name or takes_all:
        return lambda row: row.get_cell(column.name)
    try:
        has_choices = bool(getattr(model._meta.get_field(name), "choices", None))
    except FieldDoesNotExist:
        has_choices = False
    display = attrgetter(f"get_{name}_display") if has_choices else None
    default, empty, render = column.default, column.column.empty_values, column.render
    fixed = {"column": column.column, "bound_column": column, "table": table}

    def draw(row: BoundRow) -> Any:
        record = row.record
        value = display(record)() if display else getattr(record, name, None)
        if callable(value):
            return row.get_cell(column.name)
        if value in empty:
            return default
        known = {"value": value, "record": record, "bound_row": row, **fixed}
        content = render(**{key: known[key] for key in wanted})
        return column.link(content, **known) if column.link else content

    return draw
