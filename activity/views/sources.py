"""Pages of event sources."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from activity.filters import EventSourceFilter
from activity.forms import EventSourceForm
from activity.models import ColumnMapping, EventSource, FeedSilence
from activity.selectors.column_mappings import shown_columns
from activity.selectors.feeds import feeds_of, with_feeds
from activity.selectors.freshness import freshness_of
from activity.services.column_mappings import forget_mapping
from activity.services.feed_decisions import (
    acknowledge_silence,
    decide_silence,
)
from activity.tables import EventSourceTable
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.details import DetailPage, FormPage
from common.ui.pages.lists import ListPage


class EventSourceListPage(ListPage):
    queryset = with_feeds(EventSource.objects.all())
    filterset_class = EventSourceFilter
    table_class = EventSourceTable
    url_name = "activity:source_list"
    create_url_name = "activity:source_create"
    title = gettext_lazy("Event sources")
    create_label = gettext_lazy("New source")
    question = gettext_lazy("Where do events come from?")
    empty_hint = gettext_lazy(
        "A source says how its rows are read: time zone, columns, kinds. Make the first one.",
    )


ReadPanel = Callable[..., dict[str, Any]]


class SourcePanel(NamedTuple):
    """What an app above shows of a source: a template and what it needs."""

    template: str
    read: ReadPanel


class EventSourceDetailPage(DetailPage):
    """A source; apps above add panels."""

    panels: tuple[SourcePanel, ...] = ()
    queryset = EventSource.objects.all()
    fields = (
        "name",
        "label",
        "platform",
        "time_zone",
        "time_format",
        "clock_change",
        "unknown_members",
        "threads",
        "history_until",
        "columns",
        "kinds",
    )
    edit_url_name = "activity:source_edit"
    list_url_name = "activity:source_list"
    template_name = "activity/source_detail.html"

    def extra_context(self, row: EventSource) -> dict[str, Any]:
        user = self.request.user
        mappings = []
        for mapping in row.column_mappings.all():
            mappings.append((mapping, shown_columns(mapping)))
        freshness = freshness_of(self.request, timezone.now())
        panels = []
        for panel in self.panels:
            content = panel.read(row, user=user, freshness=freshness)
            panels.append((panel.template, content))
        return {
            **feeds_of(row),
            "panels": panels,
            "may_decide": may(user, "activity:silence_decide", "POST"),
            "mappings": mappings,
            "last_batch": row.batches.first(),
            "may_upload": may(user, "activity:upload", "POST"),
        }


class EventSourceFormPage(FormPage):
    queryset = EventSource.objects.all()
    form_class = EventSourceForm
    create_title = gettext_lazy("New source")
    template_name = "activity/source_form.html"


@require_POST
def forget_column_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kept mapping of columns: the next such file is mapped anew."""
    mappings = ColumnMapping.objects.select_related("source")
    mapping = get_object_or_404(mappings, pk=pk)
    forget_mapping(mapping=mapping)
    messages.success(
        request,
        _("The columns of such files are asked for again next time."),
    )
    return redirect(mapping.source)


@require_POST
def decide_silence_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an alarm as seen, or end it because its events will not come."""
    silence = get_object_or_404(FeedSilence, pk=pk)
    now = timezone.now()
    decision = request.POST.get("decision", "")
    try:
        if decision in FeedSilence.Decision.values:
            decide_silence(
                silence=silence,
                decision=decision,
                reason=request.POST.get("reason", "")[:300],
                now=now,
                user=request.user,
            )
            text = _(
                "Noted. The next night decides states on the data there are.",
            )
        else:
            acknowledge_silence(silence=silence, now=now, user=request.user)
            text = _("Noted. The alarm no longer stands on every page.")
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return redirect(silence)
