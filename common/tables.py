"""Tables of list pages: which columns there are, how each is shown, and how it is exported."""

from typing import Any

import django_tables2 as tables
from django.db.models import F
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


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
            '<span class="{}">{} {}{}</span>',
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
