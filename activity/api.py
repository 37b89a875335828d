from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from activity.filters import ActivitySummaryFilter, CommunityWeekFilter
from activity.models import ActivitySummary, CommunityWeek, EventSource, IngestBatch
from activity.serializers import (
    ActivitySummarySerializer,
    CommunityWeekSerializer,
    EventDeliverySerializer,
    FreshnessSerializer,
    IngestOutcomeSerializer,
)
from activity.services.event_store import readable_fault
from activity.services.freshness import Freshness, read_freshness
from activity.services.ingest import IngestOutcome, ingest_events, open_batch, reading_rules
from common.api import ReadApi
from common.errors import ReaderError
from common.services.jobs import Progress

MOST_ROWS = 10_000


class PublishedRows:
    """Rows of the published generation; every page of them says how fresh they are."""

    freshness: Freshness

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()  # type: ignore[misc]
        self.freshness = read_freshness(timezone.now())
        return (
            super()
            .get_queryset()
            .of_generation(  # type: ignore[misc]
                self.freshness.generation
            )
        )

    def get_paginated_response(self, data: Any) -> Response:
        response: Response = super().get_paginated_response(data)  # type: ignore[misc]
        response.data["as_of"] = FreshnessSerializer(self.freshness.as_of()).data
        return response


class ActivitySummaryApi(PublishedRows, ReadApi):
    """What the last night knows of each member's activity."""

    queryset = ActivitySummary.objects.select_related("member")
    serializer_class, filterset_class = ActivitySummarySerializer, ActivitySummaryFilter
    keyset_field = lookup_field = "member_id"


class CommunityWeekApi(PublishedRows, ListModelMixin, GenericViewSet):
    """The community week by week, as the last night counted it."""

    queryset = CommunityWeek.objects.all()
    serializer_class, filterset_class = CommunityWeekSerializer, CommunityWeekFilter


class FreshnessApi(APIView):
    """Up to which business date computed answers reach."""

    @extend_schema(responses=FreshnessSerializer)
    def get(self, request: Request) -> Response:
        return Response(FreshnessSerializer(read_freshness(timezone.now()).as_of()).data)


class EventIngestApi(APIView):
    """Take events in. 200 when every row went in or was known, 207 when some were rejected."""

    @extend_schema(
        request=EventDeliverySerializer,
        responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer},
    )
    def post(self, request: Request) -> Response:
        source, rows = read_delivery(request.data, "events")
        batch = open_batch(source=source, channel=IngestBatch.Channel.REST, now=timezone.now(), user=request.user)
        outcome = ingest_events(
            batch=batch,
            rows=enumerate(rows, start=1),
            rules=reading_rules(source, now=timezone.now()),
            clock=timezone.now,
            progress=Progress(None),
        )
        return Response(outcome_answer(batch, outcome), status=207 if outcome.rejected else 200)


def read_delivery(data: Any, rows_name: str) -> tuple[EventSource, list[Any]]:
    """Return the source and the rows of a delivery. Errors: ReaderError if it has no such rows or source."""
    if not isinstance(data, dict) or not isinstance(data.get(rows_name), list):
        message = _("Send an object with “source” and a list “%(rows)s”.") % {"rows": rows_name}
        raise ReaderError("bad_delivery", message)
    if len(data[rows_name]) > MOST_ROWS:
        message = _("At most %(most)s rows at once.") % {"most": MOST_ROWS}
        raise ReaderError("too_many_rows", message, status=413)
    name = data.get("source")
    source = EventSource.objects.filter(name=name).first() if _is_name(name) else None
    if source is None:
        raise ReaderError("unknown_source", _("There is no event source of this name."), status=422)
    return source, data[rows_name]


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name.isascii() and name.isprintable()


def outcome_answer(batch: IngestBatch, outcome: IngestOutcome) -> dict[str, Any]:
    """Return what the sender of a delivery is told."""
    errors = [{"line": row.line, **readable_fault(fault)} for row in outcome.first_rejected for fault in row.faults]
    fields = {name: getattr(outcome, name) for name in IngestOutcomeSerializer().fields if hasattr(outcome, name)}
    return dict(IngestOutcomeSerializer({"batch": batch.pk, "errors": errors, **fields}).data)
