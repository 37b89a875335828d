from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from common.filters import DateFilter, NumberFilter, SearchFilterSet
from community.models import Circle, Post
from community.querysets import PostQuerySet


class CircleFilter(SearchFilterSet):
    class Meta:
        model = Circle
        fields = ("kind", "city", "model_series")
        search = ("name", "city")


class PostFilter(SearchFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    member_id = NumberFilter(label=_("Member's number"), field_name="author_id")
    thread = CharFilter(label=_("Thread"), field_name="thread_key", max_length=128)
    since = DateFilter(label=_("Since"), field_name="posted_at__date", lookup_expr="gte")
    until = DateFilter(label=_("Until"), field_name="posted_at__date", lookup_expr="lte")

    class Meta:
        model = Post
        fields = ("source", "is_paid")
        search = ()

    def search(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return queryset.saying(value)
