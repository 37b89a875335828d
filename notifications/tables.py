from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.models import DomainEvent
from common.ui.tables import ListTable, MomentColumn, NumberColumn
from notifications.labels import kind_label
from notifications.models import Notification
from notifications.selectors.texts import words_of


class KindColumn(tables.Column):
    """The name of a kind of events in words."""

    def render(self, value: str) -> Any:
        return kind_label(value).name


class NotificationTable(ListTable):
    title = tables.Column(
        verbose_name=_("notification"),
        accessor="event",
        orderable=False,
    )
    kind = KindColumn(accessor="event__kind", verbose_name=_("kind"))
    created_at = MomentColumn()
    read_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Notification
        fields = (
            "title",
            "kind",
            "urgency",
            "created_at",
            "read_at",
            "reason",
            "pace",
        )
        default_columns = (
            "title",
            "kind",
            "urgency",
            "created_at",
            "read_at",
        )

    def render_title(self, record: Notification) -> Any:
        title = words_of(record.event, record.subject).title
        weight = "" if record.read_at else "fw-bold"
        return format_html(
            '<a class="{}" href="{}">{}</a>',
            weight,
            record.get_absolute_url(),
            title,
        )

    def value_title(self, record: Notification) -> str:
        return words_of(record.event, record.subject).title


def _event_address(record: DomainEvent) -> str:
    return reverse("notifications:event_detail", args=[record.pk])


class EventTable(ListTable):
    kind = KindColumn(linkify=_event_address)
    occurred_at = MomentColumn()
    notified = NumberColumn(verbose_name=_("notified"))
    have_read = NumberColumn(verbose_name=_("have read it"))
    messages_sent = NumberColumn(verbose_name=_("messages sent"))
    messages_failed = NumberColumn(verbose_name=_("messages failed"))
    handled_at = MomentColumn(verbose_name=_("notified at"))

    class Meta(ListTable.Meta):
        model = DomainEvent
        fields = (
            "occurred_at",
            "kind",
            "key",
            "notified",
            "have_read",
            "messages_sent",
            "messages_failed",
            "handled_at",
        )
        default_columns = (
            "occurred_at",
            "kind",
            "notified",
            "have_read",
            "messages_sent",
            "messages_failed",
        )
