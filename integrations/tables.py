from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.models import OutboxAttempt, OutboxMessage
from common.security.names import names_by_account
from common.ui.tables import (
    ListTable,
    MomentColumn,
    NumberColumn,
    PauseColumn,
)
from integrations.labels import (
    FAULT_LABELS,
    channel_fault,
    message_kind,
)
from integrations.models import Channel, Connection
from integrations.platforms import PLATFORMS
from integrations.selectors.outbox import ReceiverName, receiver_names


class PlatformColumn(tables.Column):
    """The name of a platform in words."""

    def render(self, value: str) -> Any:
        platform = PLATFORMS.get(value)
        return platform.label if platform else value


class FaultColumn(tables.Column):
    """A fault in words."""

    def render(self, value: str) -> Any:
        return FAULT_LABELS.get(value, value)


class ConnectionTable(ListTable):
    name = tables.Column(linkify=True)
    platform = PlatformColumn()
    last_success_at = MomentColumn()
    last_error = FaultColumn()
    newest_row_at = MomentColumn()
    next_run_at = MomentColumn()
    waiting = NumberColumn(verbose_name=_("waiting"))
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Connection
        fields = (
            "name",
            "platform",
            "state",
            "last_success_at",
            "last_error",
            "newest_row_at",
            "next_run_at",
            "waiting",
            "base_url",
            "created_at",
            "created_by",
        )
        default_columns = (
            "name",
            "platform",
            "state",
            "last_success_at",
            "last_error",
            "newest_row_at",
            "next_run_at",
            "waiting",
        )


class ChannelFaultColumn(tables.Column):
    """Why a channel did not send the latest message, in words."""

    def render(self, value: str, record: Any) -> str:
        return channel_fault(record.kind, value, record.last_answer or "")


class ChannelTable(ListTable):
    name = tables.Column(linkify=True)
    pause = PauseColumn()
    last_sent_at = MomentColumn(verbose_name=_("last sent"))
    last_fault = ChannelFaultColumn(verbose_name=_("last error"))
    waiting = NumberColumn(verbose_name=_("waiting"))
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Channel
        fields = (
            "name",
            "kind",
            "pause",
            "last_sent_at",
            "last_fault",
            "waiting",
            "created_at",
            "created_by",
        )
        default_columns = (
            "name",
            "kind",
            "pause",
            "last_sent_at",
            "last_fault",
            "waiting",
        )


class MessageKindColumn(tables.Column):
    """What a message is about, in words."""

    def render(self, value: str) -> Any:
        return message_kind(value)


class AttemptFaultColumn(tables.Column):
    """Why the last attempt failed, in words."""

    def render(self, value: str) -> Any:
        return OutboxAttempt.Fault(value).label


class MessageTable(ListTable):
    created_at = MomentColumn()
    title = tables.Column(linkify=True, empty_values=())
    kind = MessageKindColumn()
    receiver = tables.Column(
        verbose_name=_("receiver"),
        accessor="receiver_id",
        order_by=("receiver_type", "receiver_id"),
    )
    fault = AttemptFaultColumn(
        verbose_name=_("last fault"),
        orderable=False,
    )
    not_before = MomentColumn()
    settled_at = MomentColumn()
    read_at = MomentColumn(verbose_name=_("read at"))
    read_by = tables.Column(verbose_name=_("read by"), orderable=False)

    class Meta(ListTable.Meta):
        model = OutboxMessage
        fields = (
            "created_at",
            "title",
            "kind",
            "receiver",
            "state",
            "fault",
            "settled_at",
            "read_at",
            "read_by",
            "settled_by",
            "not_before",
            "uid",
        )
        default_columns = (
            "created_at",
            "title",
            "kind",
            "receiver",
            "state",
            "fault",
            "settled_at",
            "read_at",
            "read_by",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names: dict[tuple[str, int], ReceiverName] = {}
        self._readers: dict[str, str] = {}

    def render_title(self, value: str, record: OutboxMessage) -> Any:
        return value or message_kind(record.kind)

    def prepare_records(self, records: Sequence[Any]) -> None:
        keys = [(row.receiver_type, row.receiver_id) for row in records]
        self._names = dict(receiver_names(keys))
        self._readers = names_by_account(row.read_by for row in records)

    def render_read_by(self, value: str) -> str:
        return self.value_read_by(value) or "—"

    def value_read_by(self, value: str) -> str:
        if value and value not in self._readers:
            self._readers |= names_by_account([value])
        return self._readers.get(value, value)

    def render_receiver(self, record: OutboxMessage) -> Any:
        one = self._name_of(record)
        if not one.url:
            return one.name
        return format_html('<a href="{}">{}</a>', one.url, one.name)

    def value_receiver(self, record: OutboxMessage) -> str:
        return self._name_of(record).name

    def _name_of(self, record: OutboxMessage) -> ReceiverName:
        key = (record.receiver_type, record.receiver_id)
        if key not in self._names:
            self._names |= receiver_names([key])
        return self._names[key]
