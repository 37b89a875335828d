from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter

from common.api.filters import NumbersFilter
from common.models import OutboxMessage
from common.selectors.outbox import stuck_messages
from common.ui.filters import BusinessDayFilter, SearchFilterSet
from integrations.labels import message_kind_choices
from integrations.models import Channel, Connection
from integrations.selectors.outbox import receiver_choices


class ConnectionFilter(SearchFilterSet):
    class Meta:
        model = Connection
        fields = ("state",)
        search = ("name", "base_url")


class ChannelFilter(SearchFilterSet):
    class Meta:
        model = Channel
        fields = ("kind",)
        search = ("name",)


class ChannelApiFilter(ChannelFilter):
    """Channels in the API: also by number."""

    id = NumbersFilter()


class MessageKindFilter(ChoiceFilter):
    """Messages of one kind, of all that apps have declared at the start."""

    @property
    def field(self) -> Any:
        self.extra["choices"] = message_kind_choices()
        return super().field


class ReceiverFilter(ChoiceFilter):
    """Messages to one receiver, of all that were called so far."""

    @property
    def field(self) -> Any:
        """Return the form's field; a filter of no filterset, as the schema
        describes it, has no choices.
        """
        choices = receiver_choices() if hasattr(self, "parent") else []
        self.extra["choices"] = choices
        return super().field


class MessageFilter(SearchFilterSet):
    """Outgoing messages by receiver, kind, state, time, and whether a person
    has read them.
    """

    stuck = BooleanFilter(
        label=_("Goes no further by itself"),
        method="by_stuck",
    )
    read = BooleanFilter(
        label=_("Read by a person"),
        field_name="read_at",
        lookup_expr="isnull",
        exclude=True,
    )
    kind = MessageKindFilter(label=_("kind"))
    receiver = ReceiverFilter(label=_("receiver"), method="by_receiver")
    since = BusinessDayFilter(
        label=_("Created since"),
        field_name="created_at",
        lookup_expr="gte",
    )
    until = BusinessDayFilter(
        label=_("Created until"),
        field_name="created_at",
        lookup_expr="lte",
    )

    class Meta:
        model = OutboxMessage
        fields = ("state",)
        search = ("title", "uid")

    def by_stuck(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        stuck = stuck_messages().values("pk")
        if value:
            return queryset.filter(pk__in=stuck)
        return queryset.exclude(pk__in=stuck)

    def by_receiver(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        receiver_type, _colon, number = value.partition(":")
        return queryset.filter(
            receiver_type=receiver_type,
            receiver_id=int(number),
        )


class MessageApiFilter(MessageFilter):
    """Outgoing messages in the API: also by number."""

    id = NumbersFilter()
