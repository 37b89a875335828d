from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter

from common.filters import NumberFilter, SearchFilterSet
from community.models import Circle
from members.filters import MemberFilter
from members.models import Member
from roles.models import RoleName, RolePolicy, RoleStanding

ROLE_FIELDS = {RoleName.GEEK: "geek", RoleName.SOCIAL: "social", RoleName.AESTHETIC: "aesthetic"}
STANDING_ROLES = [(name, RoleName(role).label) for role, name in ROLE_FIELDS.items()]


class RoleFilter(MemberFilter):
    """Who holds which role, and how strongly."""

    role = ChoiceFilter(label=_("Holds the role"), choices=STANDING_ROLES, method="by_role")
    primary = ChoiceFilter(label=_("Primary role"), field_name="role_primary", choices=RoleName.choices)
    strength_min = NumberFilter(label=_("Strongest role, at least"), field_name="role_strongest", lookup_expr="gte")

    def by_role(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{f"role_holds_{value}": True})


class RoleStandingFilter(SearchFilterSet):
    """The same for machines, on standings."""

    q = None
    role = ChoiceFilter(choices=STANDING_ROLES, method="by_role")
    strength_min = NumberFilter(method="by_strength")

    class Meta:
        model = RoleStanding
        fields = ("primary",)
        search = ()

    def by_role(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{f"holds_{value}": True})

    def by_strength(self, queryset: QuerySet[Any], name: str, value: float) -> QuerySet[Any]:
        return queryset.with_strongest().filter(strongest__gte=value)


class GearFilter(SearchFilterSet):
    missing = ChoiceFilter(label=_("Missing gear"), choices=STANDING_ROLES, method="by_missing")

    class Meta:
        model = Circle
        fields = ("kind", "city", "model_series")
        search = ("name",)

    def by_missing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{f"{value}_count": 0})


class NewcomerFilter(SearchFilterSet):
    waiting = BooleanFilter(label=_("Nobody has answered yet"), method="by_waiting")

    class Meta:
        model = Member
        fields = ("city", "owner_status")
        search = ("nickname",)

    def by_waiting(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset.filter(welcomed_at__isnull=value)


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = RolePolicy
        fields = ()
        search = ("note",)
