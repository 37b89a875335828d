"""The pages of outgoing messages, and what a colleague decides about them."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.models import OutboxMessage
from common.security.access import may
from common.security.names import names_by_account
from common.selectors.outbox import receiver_state
from common.services import outbox as services
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from insights.models import WEBHOOK
from integrations.filters import MessageFilter
from integrations.labels import message_kind
from integrations.selectors.outbox import (
    messages_with_fault,
    receiver_names,
    with_reading,
)
from integrations.tables import MessageTable

SHOWN_CHARACTERS = 20_000


def _send_again(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    count = services.send_again(message_ids=chosen, user=request.user)
    return ngettext(
        "%(count)s message waits to be sent again.",
        "%(count)s messages wait to be sent again.",
        count,
    ) % {"count": count}


def _mark_arrived(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    count = services.mark_arrived(
        message_ids=chosen,
        user=request.user,
        now=timezone.now(),
    )
    return ngettext(
        "%(count)s message counts as sent.",
        "%(count)s messages count as sent.",
        count,
    ) % {"count": count}


def _cancel(
    request: HttpRequest,
    chosen: Sequence[int],
    _entered: dict[str, Any],
) -> str:
    count = services.cancel_messages(
        message_ids=chosen,
        user=request.user,
        now=timezone.now(),
    )
    return ngettext(
        "%(count)s message is never sent.",
        "%(count)s messages are never sent.",
        count,
    ) % {"count": count}


class MessageListPage(ListPage):
    queryset = messages_with_fault().select_related("settled_by")
    filterset_class = MessageFilter
    table_class = MessageTable
    url_name = "integrations:message_list"
    title = gettext_lazy("Outgoing messages")
    question = gettext_lazy("Did what we sent arrive, and who read it?")
    empty_hint = gettext_lazy(
        "Messages appear here once a webhook or a channel is notified of something.",
    )
    also_url_name = "insights:webhook_list"
    also_label = gettext_lazy("Webhooks")
    bulk_acts = (
        BulkAct(
            "send_again",
            gettext_lazy("Send again"),
            forms.Form,
            _send_again,
        ),
        BulkAct(
            "arrived",
            gettext_lazy("They arrived"),
            forms.Form,
            _mark_arrived,
        ),
        BulkAct(
            "cancel",
            gettext_lazy("Never send them"),
            forms.Form,
            _cancel,
        ),
    )

    def get_queryset(self) -> QuerySet[Any]:
        return with_reading(super().get_queryset())


def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message: its receiver, its state, what was sent, and every attempt."""
    message = get_object_or_404(
        with_reading(OutboxMessage.objects.select_related("settled_by")),
        pk=pk,
    )
    key = (message.receiver_type, message.receiver_id)
    kind = message_kind(message.kind)
    context = {
        "title": message.title or kind,
        "message": message,
        "reader": names_by_account([message.read_by]).get(message.read_by),
        "kind": kind,
        "receiver": receiver_names([key])[key],
        "sending": receiver_state(*key),
        "attempts": list(message.attempts.all()),
        "is_for_people": message.receiver_type != WEBHOOK,
        "body": _readable(message.body)[:SHOWN_CHARACTERS],
        "is_cut": len(message.body) > SHOWN_CHARACTERS,
        "may_act": may(request.user, "integrations:message_resend", "POST"),
        "may_resend": message.state in services.RESENDABLE,
        "may_mark": message.state in services.MARKABLE,
        "may_cancel": message.state in services.CANCELLABLE,
    }
    return render(request, "integrations/message_detail.html", context)


def _readable(body: str) -> str:
    """Return JSON with a line for each value, anything else as it is."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body


@require_POST
def resend_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a message wait to be sent once more."""
    message = get_object_or_404(OutboxMessage, pk=pk)
    changed = services.send_again(message_ids=[pk], user=request.user)
    services.check_changed(changed, message)
    messages.success(
        request,
        _("The message waits to be sent again; it goes out within a minute."),
    )
    return redirect("integrations:message_detail", pk)


@require_POST
def mark_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a message arrived."""
    message = get_object_or_404(OutboxMessage, pk=pk)
    changed = services.mark_arrived(
        message_ids=[pk],
        user=request.user,
        now=timezone.now(),
    )
    services.check_changed(changed, message)
    messages.success(request, _("Noted: it arrived."))
    return redirect("integrations:message_detail", pk)


@require_POST
def cancel_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Never send a message."""
    message = get_object_or_404(OutboxMessage, pk=pk)
    changed = services.cancel_messages(
        message_ids=[pk],
        user=request.user,
        now=timezone.now(),
    )
    services.check_changed(changed, message)
    messages.success(request, _("The message is never sent."))
    return redirect("integrations:message_detail", pk)
