from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from common.api.filters import NumbersFilter
from common.models import DomainEvent
from common.ui.filters import SearchFilterSet
from notifications.labels import KIND_LABELS
from notifications.models import Notification

KIND_CHOICES = [(name, label.name) for name, label in KIND_LABELS.items()]


class NotificationFilter(SearchFilterSet):
    kind = django_filters.ChoiceFilter(
        field_name="event__kind",
        label=_("Kind"),
        choices=KIND_CHOICES,
    )
    unread = django_filters.BooleanFilter(
        field_name="read_at",
        lookup_expr="isnull",
        label=_("Unread"),
    )

    class Meta:
        model = Notification
        fields = ("kind", "unread", "urgency")
        search = ("subject",)


class NotificationApiFilter(NotificationFilter):
    """Notifications in the API: also by number."""

    id = NumbersFilter()
    # Its rows have no words of their own.
    q = None


class EventFilter(SearchFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=KIND_CHOICES,
    )
    failed = django_filters.BooleanFilter(
        label=_("A message failed"),
        method="filter_failed",
    )

    class Meta:
        model = DomainEvent
        fields = ("kind",)
        search = ("key",)

    def filter_failed(self, rows: Any, name: str, value: bool) -> Any:
        if value:
            return rows.filter(messages_failed__gt=0)
        return rows.filter(messages_failed=0)
