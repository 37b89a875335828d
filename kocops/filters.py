from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from common.models import AuditRecord
from common.ui.filters import BusinessDayFilter, SearchFilterSet
from kocops.selectors.audit import object_types


class ObjectTypeFilter(ChoiceFilter):
    """Entries about one kind of object."""

    @property
    def field(self) -> Any:
        self.extra["choices"] = object_types()
        return super().field


class AuditFilter(SearchFilterSet):
    """The audit log by who, what, act and time."""

    who = ModelChoiceFilter(
        label=_("Colleague"),
        field_name="actor_id",
        queryset=get_user_model().objects.order_by("username"),
        method="by_who",
    )
    object_type = ObjectTypeFilter(label=_("Kind of object"))
    object_id = CharFilter(label=_("Number of the object"), max_length=60)
    about = CharFilter(
        label=_("History of"),
        max_length=121,
        method="by_subject",
        help_text=_("Kind and number, e.g. members.Member:12"),
    )
    since = BusinessDayFilter(
        label=_("Since"),
        field_name="recorded_at",
        lookup_expr="gte",
    )
    until = BusinessDayFilter(
        label=_("Until"),
        field_name="recorded_at",
        lookup_expr="lte",
    )

    class Meta:
        model = AuditRecord
        fields = ("act", "actor_kind")
        search = ("object_words", "actor_words", "reason", "request_id")

    def by_who(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: Any,
    ) -> QuerySet[Any]:
        return queryset.filter(actor_id=value.pk)

    def by_subject(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        """Return what concerns an object: itself, and what belongs to it."""
        kind, _colon, number = value.partition(":")
        itself = Q(object_type=kind, object_id=number)
        return queryset.filter(Q(about_type=kind, about_id=number) | itself)
