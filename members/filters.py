from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ModelChoiceFilter

from common.filters import DateFilter, SearchFilterSet
from members.models import Member


class MemberFilter(SearchFilterSet):
    """What staff know of members; the floors above add what they know."""

    model_series = CharFilter(label=_("Drives now"), method="by_model_series", max_length=40)
    tag = CharFilter(label=_("Interest tag"), method="by_tag", max_length=30)
    joined_since = DateFilter(label=_("Joined since"), field_name="joined_on", lookup_expr="gte")
    joined_until = DateFilter(label=_("Joined until"), field_name="joined_on", lookup_expr="lte")
    primary_contact = ModelChoiceFilter(
        label=_("Primary contact"), queryset=get_user_model().objects.order_by("username")
    )

    class Meta:
        model = Member
        fields = ("kind", "owner_status", "province", "city")
        search = ("nickname",)

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.named_like(value)  # type: ignore[attr-defined]

    def by_model_series(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.driving(value)  # type: ignore[attr-defined]

    def by_tag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.tagged(value)  # type: ignore[attr-defined]
