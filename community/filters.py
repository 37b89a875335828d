from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ModelChoiceFilter
from drf_spectacular.utils import extend_schema_field

from activity.models import EventSource
from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import (
    BusinessDayFilter,
    NumberFilter,
    SearchFilterSet,
)
from community.models import Circle, Post
from community.querysets import PostQuerySet
from community.selectors.helpful_posts import helpful_posts
from members.filters import IdentityFilter


class CircleFilter(SearchFilterSet):
    is_spelled = True

    class Meta:
        model = Circle
        fields = ("kind", "city", "model_series")
        search = ("name", "city")


class PostFilter(SearchFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    member_id = NumberFilter(
        label=_("Member's number"),
        field_name="author_id",
    )
    thread = CharFilter(
        label=_("Thread"),
        field_name="thread_key",
        max_length=128,
    )
    circle_id = NumberFilter(
        label=_("Circle's number"),
        field_name="circle_id",
    )
    since = BusinessDayFilter(
        label=_("Since"),
        field_name="posted_at",
        lookup_expr="gte",
    )
    until = BusinessDayFilter(
        label=_("Until"),
        field_name="posted_at",
        lookup_expr="lte",
    )
    is_helpful = BooleanFilter(
        label=_("Thanked for or saved within 7 days"),
        method="by_help",
    )

    class Meta:
        model = Post
        fields = ("source", "is_opening", "is_paid")
        search = ()

    def search(
        self,
        queryset: Any,
        name: str,
        value: str,
    ) -> PostQuerySet:
        found: PostQuerySet = queryset.saying(value)
        return found

    def by_help(self, queryset: Any, name: str, value: bool) -> PostQuerySet:
        helpful = helpful_posts().order_by().values("pk")
        found: PostQuerySet = queryset.filter(pk__in=helpful)
        return found if value else queryset.exclude(pk__in=helpful)


class CircleApiFilter(CircleFilter):
    """Circles in the API: also by number."""

    id = NumbersFilter()


class NamedSourceField(forms.ModelChoiceField):
    """A source by its name; its number is still understood."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        sources: Any = self.queryset
        found = sources.filter(name=value).first()
        if found is None and value.isascii() and value.isdecimal():
            found = sources.filter(pk=value[:18]).first()
        if found is None:
            raise ValidationError(_("There is no event source of this name."))
        return found


@extend_schema_field(
    {
        "type": "string",
        "description": "Name of a source. Its number is deprecated and will "
        "not be understood in version 0.4.",
    },
)
class NamedSourceFilter(ModelChoiceFilter):
    """Rows of a source, which is given by its name."""

    field_class = NamedSourceField


class PostApiFilter(PostFilter):
    """Posts in the API: also by number and by their author's identity."""

    id = NumbersFilter()
    source = NamedSourceFilter(
        label=_("Source"),
        queryset=EventSource.objects.all(),
    )
    identity = IdentityFilter(field_name="author")
    updated_since = changed_since_filter("updated_at")
