"""Filters that page, API and export share; all of them are part of the address."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.forms import DateInput, Field, NullBooleanSelect
from django.utils.translation import gettext_lazy as _

from common.calendar import business_zone
from common.rules.places import place_names
from common.rules.spelling import spellings, spellings_of_all

BIGGEST_NUMBER = 2**31 - 1
# Days beyond these have no moment in every time zone.
FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9998, 12, 30)


class DateFilter(django_filters.DateFilter):
    """A day, picked from a calendar."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput(attrs={"type": "date"}))
        super().__init__(*args, **kwargs)


class BusinessDayFilter(DateFilter):
    """Rows by the business day of a moment, whichever zone their reader has
    chosen; `lookup_expr` is gte, lte or lt.
    """

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if value is None:
            return qs
        lookup, day = self.lookup_expr, min(max(value, FIRST_DAY), LAST_DAY)
        if lookup == "lte":
            # Up to the end of a day is before the next one.
            lookup, day = "lt", day + timedelta(days=1)
        start = datetime.combine(day, time(), tzinfo=business_zone())
        rows: QuerySet[Any] = self.get_method(qs)(
            **{f"{self.field_name}__{lookup}": start},
        )
        return rows


class NumberFilter(django_filters.NumberFilter):
    """A number that every database can hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "validators",
            [
                MinValueValidator(-BIGGEST_NUMBER),
                MaxValueValidator(BIGGEST_NUMBER),
            ],
        )
        super().__init__(*args, **kwargs)


class ChanceFilter(django_filters.NumberFilter):
    """A chance from 0 to 1."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "validators",
            [MinValueValidator(0), MaxValueValidator(1)],
        )
        super().__init__(*args, **kwargs)


PLACES = ("city", "province")


class SpelledFilter(django_filters.CharFilter):
    """A word that may be stored in traditional or simplified characters; a
    place, with or without 市 or 省 behind it.
    """

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        names = [value]
        if self.field_name.rpartition("__")[2] in PLACES:
            names = place_names(value)
        rows: QuerySet[Any] = self.get_method(qs)(
            **{f"{self.field_name}__in": spellings_of_all(names)},
        )
        return rows


class SearchFilterSet(django_filters.FilterSet):
    """A FilterSet with the search field `q` over `Meta.search`.

    is_spelled: it finds traditional and simplified characters alike; for
    tables that are small, because each spelling is looked for by itself.
    groups: the fields of the form, in groups (common/ui/filter_groups.py).
    suggestions: what a text field suggests as one types, by its name.
    """

    is_spelled = False
    groups: tuple[Any, ...] = ()
    suggestions: dict[str, Callable[[], Iterable[str]]] = {}

    @classmethod
    def filter_for_lookup(
        cls,
        field: Any,
        lookup_type: str,
    ) -> tuple[Any, dict[str, Any]]:
        """Return the filter of a field of `Meta.fields`: words are found in
        every spelling.
        """
        found, how = super().filter_for_lookup(field, lookup_type)
        if found is django_filters.CharFilter and lookup_type == "exact":
            return SpelledFilter, how
        return found, how

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
    )

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        found = Q()
        for field in self.Meta.search:  # type: ignore[attr-defined]
            found |= self.containing(field, value)
        return queryset.filter(found)

    def containing(self, field: str, value: str) -> Q:
        """Return the condition that a field contains the text that is looked for."""
        found = Q()
        for text in spellings(value) if self.is_spelled else [value]:
            found |= Q(**{f"{field}__icontains": text})
        return found

    def active_filters(self) -> list[tuple[str, str, str]]:
        """Return name, label and shown value of every filter that is set."""
        shown = []
        for name, field in self.form.fields.items():
            value = self.data.get(name)
            is_any = isinstance(field.widget, NullBooleanSelect)
            if value and not (is_any and value == "unknown"):
                label = str(field.label)
                shown.append((name, label, _shown_value(field, value)))
        return shown


def _shown_value(field: Field, value: str) -> str:
    """Return the label of a chosen value, else the value itself."""
    choices = getattr(field, "choices", None)
    if not choices:
        choices = getattr(field.widget, "choices", ())
    for key, label in choices or ():
        if str(key) == value:
            return str(label)
    return value
