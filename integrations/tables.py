from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.ui.tables import (
    ListTable,
    MomentColumn,
    NumberColumn,
    PauseColumn,
)
from integrations.labels import FAULT_LABELS, channel_fault
from integrations.models import Channel, Connection
from integrations.platforms import PLATFORMS


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
