"""What integrations put on the desk of administrators: connections and
channels that fail, messages that go no further.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import business_date
from common.models import OutboxReceiver
from common.security.access import ADMIN
from common.selectors.outbox import stuck_messages, with_sending
from integrations.models import Channel, Connection
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

ADMINS = frozenset({ADMIN})
CHANNEL = "channel"


def _failing_connections(_viewer: DeskContext) -> QuerySet[Any]:
    rows = Connection.objects.filter(state=Connection.State.FAILING)
    return rows.order_by("last_success_at", "pk")


def _connection(row: Any, _viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("failed %(n)s times in a row") % {"n": row.failures}
    if row.last_success_at:
        note = _("failed %(n)s times in a row, worked last on %(day)s") % {
            "n": row.failures,
            "day": business_date(row.last_success_at),
        }
    return Item(
        "connection",
        row.pk,
        row.name,
        href,
        note,
        is_late=True,
        acts=(RowAct(_("See why"), href=href),),
    )


def _paused_channels(_viewer: DeskContext) -> QuerySet[Any]:
    """Channels that failed too often, or whose receiver is gone."""
    given_up = (OutboxReceiver.Pause.FAILING, OutboxReceiver.Pause.GONE)
    rows = with_sending(Channel.objects.all(), CHANNEL)
    paused: QuerySet[Any] = rows.filter(pause__in=given_up).order_by("pk")
    return paused


def _channel(row: Any, _viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("%(pause)s, %(n)s messages wait") % {
        "pause": OutboxReceiver.Pause(row.pause).label,
        "n": row.waiting,
    }
    return Item(
        "channel",
        row.pk,
        row.name,
        href,
        note,
        is_late=True,
        acts=(RowAct(_("See why"), href=href),),
    )


def _stuck(_viewer: DeskContext) -> QuerySet[Any]:
    return stuck_messages().order_by("pk")


def _message(row: Any, _viewer: DeskContext) -> Item:
    href = reverse("integrations:message_detail", args=[row.pk])
    note = _("%(state)s since %(day)s") % {
        "state": row.get_state_display(),
        "day": business_date(row.settled_at or row.created_at),
    }
    return Item(
        "message",
        row.pk,
        row.title or row.kind,
        href,
        note,
        acts=(RowAct(_("Settle it"), href=href),),
    )


SECTIONS = (
    DeskSection(
        kind="connection",
        title=gettext_lazy("Connections that fail"),
        hint=gettext_lazy("Their data are missing meanwhile."),
        page="integrations:connection_list",
        query="state=failing",
        rows=_failing_connections,
        item=_connection,
        roles=ADMINS,
        icon="link",
        is_dismissible=False,
    ),
    DeskSection(
        kind="channel",
        title=gettext_lazy("Channels that are paused"),
        hint=gettext_lazy("Colleagues do not get their messages."),
        page="integrations:channel_list",
        rows=_paused_channels,
        item=_channel,
        roles=ADMINS,
        icon="messages",
        is_dismissible=False,
    ),
    DeskSection(
        kind="message",
        title=gettext_lazy("Messages that are stuck"),
        hint=gettext_lazy("Send them again, or settle them."),
        page="integrations:message_list",
        query="stuck=true",
        rows=_stuck,
        item=_message,
        roles=ADMINS,
        icon="message",
        is_dismissible=False,
    ),
)
