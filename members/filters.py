from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    Filter,
    ModelChoiceFilter,
)
from drf_spectacular.utils import extend_schema_field

from common.api.filters import (
    MAX_NAMED_ROWS,
    NumbersFilter,
    RepeatedField,
    changed_since_filter,
)
from common.ui.filter_groups import FilterGroup
from common.ui.filters import DateFilter, SearchFilterSet
from members.models import Member, MemberConsent, MemberIdentity
from members.querysets import MemberQuerySet
from members.selectors.suggestions import (
    known_cities,
    known_model_series,
    known_provinces,
    known_tags,
)


class NamedFilterSet(SearchFilterSet):
    """Finds rows by the nickname of a member as the list of members does: in
    traditional and simplified characters, and by pinyin.

    The fields of `Meta.search` that end in nickname are looked for like this.
    """

    def containing(self, field: str, value: str) -> Q:
        relation, _separator, column = field.rpartition("__")
        if column != "nickname":
            return super().containing(field, value)
        named = Member.objects.named_like(value).order_by()
        return Q(**{f"{relation or 'pk'}__in": named.values("pk")})


WHO = FilterGroup(
    _("Who"),
    (
        "q",
        "kind",
        "owner_status",
        "province",
        "city",
        "joined_since",
        "joined_until",
    ),
)
CARS_AND_INTERESTS = FilterGroup(
    _("Car and interests"),
    ("model_series", "tag"),
)
CONTACTS = FilterGroup(
    _("Who looks after them"),
    ("primary_contact", "uncared"),
)


class MemberFilter(SearchFilterSet):
    """What staff know of members; apps above add what they know."""

    model_series = CharFilter(
        label=_("Drives now"),
        method="by_model_series",
        max_length=40,
    )
    tag = CharFilter(label=_("Interest tag"), method="by_tag", max_length=30)
    joined_since = DateFilter(
        label=_("Joined since"),
        field_name="joined_on",
        lookup_expr="gte",
    )
    joined_until = DateFilter(
        label=_("Joined until"),
        field_name="joined_on",
        lookup_expr="lte",
    )
    primary_contact = ModelChoiceFilter(
        label=_("Primary contact"),
        queryset=get_user_model().objects.order_by("username"),
    )
    uncared = BooleanFilter(
        label=_("Nobody looks after them"),
        field_name="primary_contact",
        lookup_expr="isnull",
    )
    groups: tuple[FilterGroup, ...] = (WHO, CARS_AND_INTERESTS, CONTACTS)
    suggestions = {
        "province": known_provinces,
        "city": known_cities,
        "model_series": known_model_series,
        "tag": known_tags,
    }

    class Meta:
        model = Member
        fields = ("kind", "owner_status", "province", "city")
        search = ("nickname",)

    def search(
        self,
        queryset: Any,
        name: str,
        value: str,
    ) -> MemberQuerySet:
        members: MemberQuerySet = queryset
        return members.known_as(value)

    def by_model_series(
        self,
        queryset: MemberQuerySet,
        name: str,
        value: str,
    ) -> MemberQuerySet:
        return queryset.driving(value)

    def by_tag(
        self,
        queryset: MemberQuerySet,
        name: str,
        value: str,
    ) -> MemberQuerySet:
        return queryset.tagged(value)


class IdentitiesField(RepeatedField):
    """Identities, each written platform:external id."""

    def clean_one(self, text: str) -> tuple[str, str]:
        platform, _colon, external_id = text.partition(":")
        if not platform or not external_id:
            message = _("Write it as platform:external id, not “%(text)s”.")
            raise ValidationError(message, params={"text": text[:60]})
        return platform, external_id


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": MAX_NAMED_ROWS,
        "description": "Only rows of the member with this identity, written "
        "`platform:external id`; repeat the parameter for several.",
    },
)
class IdentityFilter(Filter):
    """Rows of the members who have one of these identities.

    `field_name` is the row's member.
    """

    field_class = IdentitiesField

    def filter(
        self,
        queryset: QuerySet[Any],
        value: list[tuple[str, str]],
    ) -> QuerySet[Any]:
        if not value:
            return queryset
        members = MemberIdentity.objects.named(value).values("member_id")
        return queryset.filter(**{f"{self.field_name}__in": members})


class MemberApiFilter(MemberFilter):
    """Members in the API: also by number, by identity, and who changed since
    a moment.
    """

    id = NumbersFilter()
    identity = IdentityFilter(field_name="pk")
    updated_since = changed_since_filter("updated_at")


class ConsentApiFilter(SearchFilterSet):
    """Consents by member, purpose and what was said."""

    id = NumbersFilter()

    class Meta:
        model = MemberConsent
        fields = ("member", "purpose", "is_given")
        search = ("notice",)
