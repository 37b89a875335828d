"""Filters of members by role, and of gears."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from common.api.filters import NumbersFilter
from common.ui.filter_groups import FilterGroup
from common.ui.filters import NumberFilter, SearchFilterSet
from community.models import Circle
from members.filters import IdentityFilter, MemberFilter
from roles.models import RoleName, RolePolicy, RoleScore
from roles.querysets import RoleScoreQuerySet
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role
from roles.selectors.balance import missing_gears

ROLE_CHOICES = [
    (name, RoleName(role).label) for role, name in STRENGTH_FIELDS.items()
]


def _role_of(value: str) -> Role:
    """Return the role that a value of ROLE_CHOICES stands for."""
    return Role[value.upper()]


class InCircleFilter(ModelChoiceFilter):
    """Members who belong to a circle now."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Circle"),
            queryset=Circle.objects.order_by("name"),
            **kwargs,
        )

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        present = value.memberships.filter(ended_on__isnull=True)
        return qs.filter(pk__in=present.values("member_id"))


ROLES = FilterGroup(_("Roles"), ("role", "primary", "strength_min"))


class RoleFilter(MemberFilter):
    """Members by the roles they hold, and how strongly."""

    groups: tuple[FilterGroup, ...] = (*MemberFilter.groups, ROLES)

    role = ChoiceFilter(
        label=_("Holds the role"),
        choices=ROLE_CHOICES,
        method="by_role",
    )
    primary = ChoiceFilter(
        label=_("Primary role"),
        field_name="role_primary",
        choices=RoleName.choices,
    )
    strength_min = NumberFilter(
        label=_("Strongest role, at least"),
        field_name="role_strongest",
        lookup_expr="gte",
    )
    circle = InCircleFilter()

    def by_role(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        holds = HOLDS_FIELDS[_role_of(value)]
        return queryset.filter(**{f"role_{holds}": True})


class RoleScoreFilter(SearchFilterSet):
    """The same filters for the API, on scores."""

    q = None
    role = ChoiceFilter(choices=ROLE_CHOICES, method="by_role")
    strength_min = NumberFilter(method="by_strength")
    member_id = NumbersFilter("member_id")
    identity = IdentityFilter(field_name="member_id")

    class Meta:
        model = RoleScore
        fields = ("primary",)
        search = ()

    def by_role(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(**{HOLDS_FIELDS[_role_of(value)]: True})

    def by_strength(
        self,
        queryset: RoleScoreQuerySet,
        name: str,
        value: float,
    ) -> RoleScoreQuerySet:
        return queryset.with_strongest().filter(strongest__gte=value)


class GearFilter(SearchFilterSet):
    is_spelled = True
    missing = ChoiceFilter(
        label=_("Missing gear"),
        choices=ROLE_CHOICES,
        method="by_missing",
    )

    class Meta:
        model = Circle
        fields = ("kind", "city", "model_series")
        search = ("name",)

    def by_missing(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        # Circles are few: each is judged by the rule, so that list, filter and
        # map never differ.
        role = _role_of(value)
        lacking = [
            circle.pk for circle in queryset if role in missing_gears(circle)
        ]
        return queryset.filter(pk__in=lacking)


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = RolePolicy
        fields = ()
        search = ("note",)
