"""Filters that only the API has: rows by their numbers, and what changed since a moment."""

from datetime import UTC
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

MAX_NAMED_ROWS = 200
BIGGEST_ID = 2**63 - 1


class RepeatedWidget(forms.TextInput):
    """Every value of a parameter, which may be repeated."""

    def value_from_datadict(
        self,
        data: Any,
        files: Any,
        name: str,
    ) -> list[str] | None:
        values = data.getlist(name) if hasattr(data, "getlist") else []
        return values or None


class RepeatedField(forms.Field):
    """At most MAX_NAMED_ROWS texts."""

    widget = RepeatedWidget

    def clean(self, value: Any) -> list[Any]:
        texts = self.texts_of(value or [])
        if len(texts) > MAX_NAMED_ROWS:
            message = _("At most %(most)s at once.")
            raise ValidationError(message, params={"most": MAX_NAMED_ROWS})
        return [self.clean_one(text) for text in texts]

    def texts_of(self, values: list[str]) -> list[str]:
        return values

    def clean_one(self, text: str) -> Any:
        return text


class NumbersField(RepeatedField):
    """Whole numbers, separated by commas or in a repeated parameter."""

    def texts_of(self, values: list[str]) -> list[str]:
        return ",".join(values).split(",") if values else []

    def clean_one(self, text: str) -> int:
        is_number = text.isascii() and text.isdecimal() and len(text) <= 19
        if not is_number or not 1 <= int(text) <= BIGGEST_ID:
            message = _("“%(text)s” is no number of a row.")
            raise ValidationError(message, params={"text": text[:40]})
        return int(text)


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "integer", "minimum": 1},
        "maxItems": MAX_NAMED_ROWS,
        "description": "Only the rows with these numbers, separated by commas "
        f"or the parameter repeated; at most {MAX_NAMED_ROWS}.",
    },
)
class NumbersFilter(django_filters.Filter):
    """Rows with one of the numbers that are listed."""

    field_class = NumbersField

    def __init__(self, field_name: str = "pk", **kwargs: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr="in", **kwargs)


class MomentFilterField(forms.CharField):
    """A moment with its offset from UTC."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
            if moment is not None and timezone.is_aware(moment):
                # As UTC: PostgreSQL knows no offset beyond sixteen hours.
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError(
            _(
                "Give a moment with its offset, e.g. 2026-11-25T02:00:00+08:00."
            ),
        )


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentFilter(django_filters.Filter):
    """Rows by a moment that is given with its offset."""

    field_class = MomentFilterField


def changed_since_filter(field_name: str) -> MomentFilter:
    """Return `updated_since` over the field that says when a row changed."""
    return MomentFilter(
        field_name=field_name,
        lookup_expr="gte",
        label=_("Changed at this moment or later"),
    )
