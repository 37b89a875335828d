"""What happened, who was notified and what became of the messages; the
catalogue of kinds.
"""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.models import DomainEvent
from common.security.access import may
from common.ui.pages.lists import ListPage
from notifications.filters import EventFilter
from notifications.labels import AUDIENCE_LABELS, kind_label
from notifications.models.notifications import Pace, Urgency
from notifications.rules.kinds import KINDS
from notifications.rules.schemas import data_schema
from notifications.selectors.inbox import (
    events_with_counts,
    follow_up_of,
    messages_of,
    notified_of,
    own_notification,
)
from notifications.selectors.subjects import subject_href, subject_of
from notifications.selectors.texts import words_of
from notifications.services.reading import confirm_event
from notifications.tables import EventTable

EVENT = "notifications:event_detail"


class EventListPage(ListPage):
    """Everything that happened, to whom it went, and what became of it."""

    queryset = events_with_counts()
    filterset_class = EventFilter
    table_class = EventTable
    url_name = "notifications:event_list"
    title = gettext_lazy("Sent notifications")
    question = gettext_lazy("Did it reach somebody, and have they read it?")
    empty_hint = gettext_lazy(
        "Nothing has happened yet of which anybody is notified.",
    )
    also_url_name = "notifications:catalogue"
    also_label = gettext_lazy("What is notified")


def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened and who was notified. Who was notified themselves
    comes to their own notification, unless they ask for all (`?all=1`).
    """
    event = get_object_or_404(DomainEvent, pk=pk)
    sees_all = may(request.user, "notifications:event_list")
    own = own_notification(event, request.user)
    if own is not None and not (sees_all and "all" in request.GET):
        return redirect(own)
    subject = subject_of(event)
    words = words_of(event, str(subject) if subject is not None else "")
    context: dict[str, Any] = {
        "title": words.title,
        "lines": words.lines,
        "event": event,
        "href": subject_href(event, subject),
        "kind": kind_label(event.kind),
        "follow_up": follow_up_of(event),
        "notified": notified_of(event),
        "sent": messages_of(event) if sees_all else [],
        "sees_all": sees_all,
    }
    return render(request, "notifications/event.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an alert: nobody else is called about it any more."""
    event = get_object_or_404(DomainEvent, pk=pk)
    if confirm_event(event=event, user=request.user, now=timezone.now()):
        messages.success(
            request,
            _("Confirmed: it is yours now, and nobody else is called."),
        )
    else:
        messages.info(request, _("Somebody has confirmed this already."))
    own = own_notification(event, request.user)
    return redirect(own or reverse(EVENT, args=[event.pk]))


def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show every kind of events: what it says and who is notified."""
    rows = []
    for name, kind in KINDS.items():
        audiences = [AUDIENCE_LABELS[one] for one in kind.audiences]
        row = {
            "name": name,
            "label": kind_label(name),
            "kind": kind,
            "audiences": audiences,
            "pace": Pace(kind.pace).label,
            "urgency": Urgency(kind.urgency).label,
            "schema": json.dumps(data_schema(kind), indent=2),
        }
        rows.append(row)
    context = {
        "title": _("What is notified"),
        "question": _("Which events are there, and who is notified of them?"),
        "rows": rows,
    }
    return render(request, "notifications/catalogue.html", context)
