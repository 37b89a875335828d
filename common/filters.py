"""Filters that page, API and export share; every one lives in the address."""

from typing import Any

import django_filters
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

BIGGEST_NUMBER = 2**31 - 1


class DateFilter(django_filters.DateFilter):
    """A day, picked from a calendar."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput(attrs={"type": "date"}))
        super().__init__(*args, **kwargs)


class NumberFilter(django_filters.NumberFilter):
    """A number that every database can hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [MinValueValidator(-BIGGEST_NUMBER), MaxValueValidator(BIGGEST_NUMBER)])
        super().__init__(*args, **kwargs)


class ChanceFilter(django_filters.NumberFilter):
    """A chance from 0 to 1."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [MinValueValidator(0), MaxValueValidator(1)])
        super().__init__(*args, **kwargs)


class SearchFilterSet(django_filters.FilterSet):
    """A FilterSet with the search field `q` over `Meta.search`."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=100)

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found = Q()
        for field in self.Meta.search:  # type: ignore[attr-defined]
            found |= Q(**{f"{field}__icontains": value})
        return queryset.filter(found)

    def active_filters(self) -> list[tuple[str, str, str]]:
        """Return name, label and shown value of every filter that is set."""
        shown = []
        for name, field in self.form.fields.items():
            value = self.data.get(name)
            if value:
                named = getattr(field, "choices", None) or getattr(field.widget, "choices", ())
                choices = {str(key): label for key, label in named}
                shown.append((name, str(field.label), str(choices.get(value, value))))
        return shown
