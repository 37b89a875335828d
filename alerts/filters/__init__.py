from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter

from alerts.filters.issues import (
    FacetFilter,
    IssueApiFilter,
    IssueFilter,
    IssuePageFilter,
    facet_filters,
)
from alerts.labels import AWAITED_NOTICES
from alerts.models import Alert, IssueReport
from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import BusinessDayFilter, NumberFilter
from community.models import Post
from members.filters import NamedFilterSet

__all__ = [
    "AlertApiFilter",
    "AlertFilter",
    "FacetFilter",
    "IssueApiFilter",
    "IssueFilter",
    "IssuePageFilter",
    "NoticeFilter",
    "QuestionApiFilter",
    "QuestionFilter",
    "facet_filters",
]


class PostWordsFilterSet(NamedFilterSet):
    """Finds rows that have a post by its words, and by the fields of
    `Meta.search`.
    """

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        found = queryset.filter(post__in=Post.objects.saying(value))
        if self.Meta.search:  # type: ignore[attr-defined]
            found |= super().search(queryset, name, value)
        return found


class NoticeFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    notice_kind = ChoiceFilter(
        label=_("What to tell"),
        choices=list(AWAITED_NOTICES.items()),
    )
    number = NumberFilter(label=_("Issue number"), field_name="issue__number")

    class Meta:
        model = IssueReport
        fields = ("model_series",)
        search = ("post__author__nickname",)


class AlertFilter(PostWordsFilterSet):
    since = BusinessDayFilter(
        label=_("Since"),
        field_name="raised_at",
        lookup_expr="gte",
    )

    is_historic = BooleanFilter(
        label=_("Historic"),
        help_text="Historic alerts are no news: listed only if asked for.",
    )

    class Meta:
        model = Alert
        fields = ("issue", "cause")
        search = ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("is_historic") is None:
            return found.filter(is_historic=False)
        return found


class AlertApiFilter(AlertFilter):
    """Alerts in the API: also by number, and since a moment; an alert never
    changes once it is raised.
    """

    id = NumbersFilter()
    updated_since = changed_since_filter("raised_at")
