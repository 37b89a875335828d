"""What issues are found by, on their page and in the API."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter

from alerts.labels import FACET_LABELS, PARAMETER_LABELS
from alerts.models import Issue, IssueReport
from alerts.querysets import IssueQuerySet
from alerts.rules.facets import FACETS, Facet
from alerts.selectors.issue_tabs import ALERTED, GROUPS
from alerts.selectors.lexicon import entry_choices
from alerts.selectors.raised import OPEN_STATES
from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import (
    BusinessDayFilter,
    NumberFilter,
    SearchFilterSet,
)
from community.models import Post


class FacetFilter(ChoiceFilter):
    """Issues in whose reports an entry of a facet is named."""

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        super().__init__(
            label=PARAMETER_LABELS[facet.parameter],
            choices=[(name, FACET_LABELS[name]) for name in facet.entries],
            method=self.by_entry,
        )

    @property
    def field(self) -> Any:
        """Return the form's field with the entries that the brand has added; a
        filter of no filterset, as the schema describes it, has the shipped ones.
        """
        if hasattr(self, "parent"):
            self.extra["choices"] = entry_choices(self.facet.field)
        return super().field

    def by_entry(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        lookup = f"{self.facet.field}__icontains"
        return queryset.filter(**{lookup: f'"{value}"'})


def facet_filters() -> dict[str, FacetFilter]:
    """Return the filter of every facet that has one, by its parameter."""
    filters = {}
    for facet in FACETS:
        if facet.parameter:
            filters[facet.parameter] = FacetFilter(facet)
    return filters


class IssueFilter(SearchFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    voices_min = NumberFilter(
        label=_("Owners, at least"),
        field_name="reporter_count",
        lookup_expr="gte",
    )
    alerted = BooleanFilter(label=_("Raised an alert"), method="by_alerted")
    first_since = BusinessDayFilter(
        label=_("First report since"),
        field_name="opened_at",
        lookup_expr="gte",
    )
    first_until = BusinessDayFilter(
        label=_("First report until"),
        field_name="opened_at",
        lookup_expr="lte",
    )
    raised_since = BusinessDayFilter(
        label=_("First alert since"),
        field_name="alerted_at",
        lookup_expr="gte",
    )
    raised_until = BusinessDayFilter(
        label=_("First alert until"),
        field_name="alerted_at",
        lookup_expr="lte",
    )
    last_raised_since = BusinessDayFilter(
        label=_("Last alert since"),
        field_name="last_alerted_at",
        lookup_expr="gte",
    )
    closed_since = BusinessDayFilter(
        label=_("No longer open since"),
        field_name="closed_at",
        lookup_expr="gte",
    )
    closed_until = BusinessDayFilter(
        label=_("No longer open, until"),
        field_name="closed_at",
        lookup_expr="lte",
    )
    model_series = CharFilter(
        label=_("Model series"),
        method="by_model",
        max_length=40,
    )
    open = BooleanFilter(label=_("Still open"), method="by_open")
    group = ChoiceFilter(
        label=_("Group"),
        choices=[
            ("watched", _("Watched: no alert so far")),
            ("everyday", _("Everyday words, without a symptom")),
            ("all", _("All issues")),
        ],
        method="by_group",
    )
    historic = BooleanFilter(label=_("Historic"), method="by_historic")

    class Meta:
        model = Issue
        fields = ("state", "owner", "severity", "fixed_by")
        search = ("name",)

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Return the declared filters, with those of facets after the search."""
        filters: dict[str, Filter] = {}
        for name, one in super().get_filters().items():
            filters[name] = one
            if name == "q":
                filters |= facet_filters()
        return filters

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        reports = IssueReport.objects.visible().filter(
            post__in=Post.objects.saying(value),
        )
        found = Q(pk__in=reports.values("issue_id"))
        return queryset.filter(found | Q(name__icontains=value))

    def by_group(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(GROUPS[value])

    def by_model(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        reports = IssueReport.objects.visible().filter(model_series=value)
        return queryset.filter(pk__in=reports.values("issue_id"))

    def by_open(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        if value:
            return queryset.filter(state__in=OPEN_STATES)
        return queryset.exclude(state__in=OPEN_STATES)

    def by_historic(
        self,
        queryset: IssueQuerySet,
        name: str,
        value: bool,
    ) -> IssueQuerySet:
        return queryset.historic() if value else queryset.news()

    def by_alerted(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        return queryset.filter(alerted_at__isnull=not value)


class IssuePageFilter(IssueFilter):
    """Issues on their page: those that have raised an alert, unless others are
    asked for or found by their words; historic ones only where they are.
    """

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: IssueQuerySet = super().filter_queryset(queryset)
        cleaned = self.form.cleaned_data
        if cleaned.get("q") or cleaned.get("historic"):
            return found
        if cleaned.get("alerted") is None and not cleaned.get("group"):
            found = found.filter(ALERTED)
        return found.news()


class IssueApiFilter(IssueFilter):
    """Issues in the API: also by number of the row, and since a moment."""

    id = NumbersFilter()
    updated_since = changed_since_filter("updated_at")
