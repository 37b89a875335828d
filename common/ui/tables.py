"""Tables of list pages: kinds of columns, how they are shown and how they are exported."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F
from django.template.defaultfilters import floatformat
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from common.models import OutboxReceiver
from common.ui.sheets import CHANCE, number_format


def chance_text(value: float) -> str:
    """Return a chance 0…1 in whole per cent."""
    return f"{floatformat(100 * value, 0)}%"


def change_text(value: float, digits: int) -> str:
    """Return a difference with sign, colour and arrow, as HTML."""
    if round(value, digits) == 0:
        return format_html(
            '<span class="text-secondary">±{}</span>',
            floatformat(0, digits),
        )
    is_up = value > 0
    return format_html(
        '<span class="text-nowrap {}">{} {}{}</span>',
        "change-up" if is_up else "change-down",
        "▲" if is_up else "▼",
        "+" if is_up else "−",
        floatformat(abs(value), f"{digits}g"),
    )


class _NullsLastColumn(tables.Column):
    """Sorts rows without a value last in both directions, and equal ones by
    key, so that pages never overlap.
    """

    def order(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        field = F(str(self.accessor).replace(".", "__"))
        order = field.desc if is_descending else field.asc
        return queryset.order_by(order(nulls_last=True), "-pk"), True


class NumberColumn(_NullsLastColumn):
    """A number, right-aligned, with thousands separators; `digits` after the point."""

    def __init__(self, *args: Any, digits: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault(
            "attrs",
            {"td": {"class": "text-end"}, "th": {"class": "text-end"}},
        )
        super().__init__(*args, **kwargs)
        self.digits = digits

    def render(self, value: float) -> str:
        # number_format() cuts digits off; templates round.
        return floatformat(value, f"{self.digits}g")

    def value(self, value: Any) -> Any:
        return value

    @property
    def number_format(self) -> str:
        """Return how a spreadsheet shows the numbers of this column."""
        return number_format(self.digits)


class ChangeColumn(NumberColumn):
    """A difference with sign, colour and arrow, so that no reader depends on one of them."""

    def render(self, value: float) -> str:
        return change_text(value, self.digits)


class ChanceColumn(NumberColumn):
    """A chance 0…1, shown in per cent."""

    @property
    def number_format(self) -> str:
        return CHANCE

    def render(self, value: float) -> str:
        return chance_text(value)


class MomentColumn(_NullsLastColumn):
    """An instant, shown in the reader's time zone."""

    def render(self, value: Any) -> str:
        local = timezone.localtime(value)
        return format_html(
            '<time datetime="{}">{}</time>',
            local.isoformat(),
            formats.date_format(local, "Y-m-d H:i"),
        )

    def value(self, value: Any) -> Any:
        return value


class DayColumn(_NullsLastColumn):
    """A day as YYYY-MM-DD in every language."""

    def render(self, value: date) -> str:
        return value.isoformat()

    def value(self, value: date) -> Any:
        return value


class PauseColumn(tables.Column):
    """Why a receiver of messages is paused, in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(verbose_name=_("state"), **kwargs)

    def render(self, value: str) -> Any:
        return OutboxReceiver.Pause(value).label


class ListTable(tables.Table):
    """A list's table; `Meta.default_columns` are shown until the reader chooses others."""

    # Columns that a file has at its end even if the page does not show them.
    file_columns: tuple[str, ...] = ()

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "table table-vcenter card-table table-hover"}
        empty_text = _("No rows.")

    def prepare_records(self, records: Sequence[Any]) -> None:
        """Read at once what the columns show beside these records."""

    def drawn_rows(self) -> Iterator[tuple[Any, SafeString]]:
        """Yield each row of the page with its cells as HTML (ADR 14)."""
        columns = []
        for column in self.columns:
            opening = format_html(
                '<td {} data-label="{}" data-figure="{}">',
                column.attrs["td"].as_html(),
                column.header,
                column.name,
            )
            columns.append((opening, cell_renderer(self, column)))
        rows = list(self.paginated_rows)
        self.prepare_records([row.record for row in rows])
        for row in rows:
            cells = "".join(
                f"{opening}{conditional_escape(draw(row))}</td>"
                for opening, draw in columns
            )
            yield row.record, mark_safe(cells)  # noqa: S308 - every part is escaped above

    @classmethod
    def column_choices(cls) -> dict[str, str]:
        """Return the label of every column by name."""
        model = getattr(cls._meta, "model", None)
        fields = {}
        if model is not None:
            fields = {field.name: field for field in model._meta.get_fields()}
        labels = {}
        for name, column in cls.base_columns.items():
            label = column.verbose_name
            if not label:
                field = fields.get(str(column.accessor or name))
                label = getattr(field, "verbose_name", name)
            labels[name] = str(label)
        return labels

    @classmethod
    def default_columns(cls) -> list[str]:
        """Return the columns that the page shows until the reader chooses."""
        chosen = getattr(cls.Meta, "default_columns", None)
        if chosen is not None:
            return list(chosen)
        return [
            name for name in cls.base_columns if name not in cls.file_columns
        ]


def cell_renderer(
    table: ListTable,
    column: BoundColumn,
) -> Callable[[BoundRow], Any]:
    """Return a function that gives one column's cell of a row as
    `BoundRow.get_cell` does.

    It looks up once for all rows what get_cell looks up for each: where the
    value is, what it is called, and which arguments the column's `render`
    takes.
    """
    model = getattr(table._meta, "model", None)
    name = column.accessor
    argument_names, takes_all = signature(column.render)
    if model is None or "__" in name or "." in name or takes_all:
        return lambda row: row.get_cell(column.name)
    display = display_getter(model, name)
    default = column.default
    empty_values = column.column.empty_values
    render = column.render
    fixed = {"column": column.column, "bound_column": column, "table": table}

    def draw(row: BoundRow) -> Any:
        record = row.record
        value = display(record)() if display else getattr(record, name, None)
        if callable(value):
            return row.get_cell(column.name)
        if value in empty_values:
            return default
        known = {"value": value, "record": record, "bound_row": row, **fixed}
        content = render(**{key: known[key] for key in argument_names})
        return column.link(content, **known) if column.link else content

    return draw


def display_getter(model: Any, name: str) -> Callable[[Any], Any] | None:
    """Return what reads the label of a field with choices; None for others."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not getattr(field, "choices", None):
        return None
    return attrgetter(f"get_{name}_display")
