from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter

from alerts.models import Issue
from alerts.rules.lexicon import COMPONENTS, SYMPTOMS
from alerts.services.wording import FACET_LABELS
from common.filters import DateFilter, NumberFilter, SearchFilterSet


class IssueFilter(SearchFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    component = ChoiceFilter(
        label=_("Part"), choices=[(name, FACET_LABELS[name]) for name in COMPONENTS], method="by_component"
    )
    symptom = ChoiceFilter(
        label=_("Symptom"), choices=[(name, FACET_LABELS[name]) for name in SYMPTOMS], method="by_symptom"
    )
    voices_min = NumberFilter(label=_("Owners, at least"), field_name="voice_count", lookup_expr="gte")
    alerted = BooleanFilter(label=_("Raised an alert"), method="by_alerted")
    first_since = DateFilter(label=_("First voice since"), field_name="opened_at__date", lookup_expr="gte")

    class Meta:
        model = Issue
        fields = ("state", "owner")
        search = ()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(placements__post__text__icontains=value).distinct()

    def by_component(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(components__icontains=f'"{value}"')

    def by_symptom(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(symptoms__icontains=f'"{value}"')

    def by_alerted(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset.filter(alerted_at__isnull=not value)
