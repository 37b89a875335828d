from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter

from alerts.filters.questions import TopicFilter
from alerts.models import Suggestion, SuggestionPost
from common.api.filters import NumbersFilter
from common.ui.filters import BusinessDayFilter, NumberFilter, SearchFilterSet
from community.models import Post


class SuggestionFilter(SearchFilterSet):
    q = CharFilter(label=_("Name or words"), method="search", max_length=100)
    topic = TopicFilter()
    members_min = NumberFilter(
        label=_("Members, at least"),
        field_name="member_count",
        lookup_expr="gte",
    )
    to_inform = BooleanFilter(
        label=_("With members to inform"),
        method="by_to_inform",
    )
    decided = BooleanFilter(
        label=_("Shipped or declined"),
        field_name="decided_at",
        lookup_expr="isnull",
        exclude=True,
    )
    first_since = BusinessDayFilter(
        label=_("First made since"),
        field_name="opened_at",
        lookup_expr="gte",
    )

    class Meta:
        model = Suggestion
        fields = ("state", "owner")
        search = ("name",)

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        entries = SuggestionPost.objects.filter(
            post__in=Post.objects.saying(value),
        )
        by_words = queryset.filter(pk__in=entries.values("suggestion"))
        return by_words | queryset.filter(name__icontains=value)

    def by_to_inform(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        waiting = SuggestionPost.objects.awaiting_notice()
        numbers = waiting.values("suggestion")
        if value:
            return queryset.filter(pk__in=numbers)
        return queryset.exclude(pk__in=numbers)


class SuggestionApiFilter(SuggestionFilter):
    """Suggestions in the API: also by number."""

    id = NumbersFilter()
