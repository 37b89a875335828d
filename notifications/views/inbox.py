"""The list of a reader's notifications, and one of them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.security.access import may
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from notifications.filters import NotificationFilter
from notifications.forms import ReadForm
from notifications.labels import kind_label
from notifications.models import Notification
from notifications.selectors.inbox import follow_up_of
from notifications.selectors.texts import words_of
from notifications.services.reading import mark_read
from notifications.tables import NotificationTable


def _mark_read(
    request: HttpRequest,
    chosen: Sequence[int],
    _data: dict[str, Any],
) -> str:
    count = mark_read(user=request.user, ids=chosen, now=timezone.now())
    return _read_text(count)


def _read_text(count: int) -> str:
    return ngettext(
        "%(count)s notification is marked as read.",
        "%(count)s notifications are marked as read.",
        count,
    ) % {"count": count}


class NotificationListPage(ListPage):
    """The reader's own notifications, unread ones first."""

    queryset = Notification.objects.select_related("event")
    filterset_class = NotificationFilter
    table_class = NotificationTable
    url_name = "notifications:notification_list"
    title = gettext_lazy("Notifications")
    question = gettext_lazy("What happened that concerns me?")
    empty_hint = gettext_lazy(
        "Alerts, nominations, promises and whatever else concerns you is "
        "listed here, each once.",
    )
    also_url_name = "notifications:preferences"
    also_label = gettext_lazy("How I am notified")
    template_name = "notifications/notification_list.html"
    bulk_acts = (
        BulkAct("read", gettext_lazy("Mark as read"), ReadForm, _mark_read),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        own: QuerySet[Any] = rows.of(self.request.user)
        return own

    def extra_context(self) -> dict[str, Any]:
        own = Notification.objects.filter(user=self.request.user.pk)
        return {"unread": own.unread().count()}


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of the reader's notifications as read."""
    count = mark_read(user=request.user, now=timezone.now())
    messages.success(request, _read_text(count))
    return redirect("notifications:notification_list")


def notification_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notification of the reader: what happened, why they are notified,
    and what they can do. It counts as read from then on.
    """
    rows = Notification.objects.select_related("event", "stands_in_for")
    row = get_object_or_404(rows, pk=pk, user=request.user)
    if row.read_at is None:
        mark_read(user=request.user, ids=[row.pk], now=timezone.now())
    words = words_of(row.event, row.subject)
    follow_up = follow_up_of(row.event)
    context = {
        "title": words.title,
        "lines": words.lines,
        "notification": row,
        "event": row.event,
        "href": row.href,
        "kind": kind_label(row.event.kind),
        "follow_up": follow_up,
        "may_see_event": may(request.user, "notifications:event_list"),
        "list_url": reverse("notifications:notification_list"),
    }
    return render(request, "notifications/notification.html", context)
