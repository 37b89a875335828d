"""The API of activity: results of the nights, and events that are sent in."""

from itertools import count
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

from activity.filters import (
    ActivitySummaryFilter,
    CommunityWeekFilter,
)
from activity.models import (
    ActivitySummary,
    CommunityWeek,
    EventSource,
    IngestBatch,
)
from activity.selectors.freshness import Freshness, read_freshness
from activity.selectors.sources import source_mapping
from activity.serializers import (
    ActivitySummarySerializer,
    CommunityWeekSerializer,
    EventBatchSerializer,
    FreshnessSerializer,
    IngestOutcomeSerializer,
)
from activity.services.ingest import ingest_events, open_batch
from activity.services.ingest_chunks import IngestOutcome
from common.api.bodies import SOURCE_OF_LINES, bulk_body
from common.api.columns import ChosenColumns
from common.api.parsing import (
    BULK_PARSERS,
    NdjsonLines,
    UnreadableLine,
    rows_in,
)
from common.api.viewsets import KnownParameters, ReadApi
from common.errors import Invalid, TooLarge, Unprocessable
from common.jobs.queue import Progress
from common.rules.rows import reject_row
from common.security.access import DATA, STAFF, Access

MAX_ROWS = 10_000


class PublishedRows(GenericViewSet):
    """Rows of the published generation; every page of them says how fresh they are."""

    freshness: Freshness

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()  # type: ignore[no-any-return]
        self.freshness = read_freshness(timezone.now())
        return rows.of_generation(self.freshness.generation)  # type: ignore[no-any-return]

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        as_of = FreshnessSerializer(self.freshness.as_of())
        response.data["as_of"] = as_of.data
        return response


class ActivitySummaryApi(PublishedRows, ReadApi):
    """What the last night knows of each member's activity."""

    access = Access(read=STAFF, read_scope="activity:read")

    queryset = ActivitySummary.objects.select_related("member")
    serializer_class = ActivitySummarySerializer
    filterset_class = ActivitySummaryFilter
    sort_fields = (
        "first_activity_at",
        "last_activity_at",
        "active_days_28",
        "level",
        "change",
        "percentile",
    )
    keyset_field = "member_id"
    lookup_field = "member_id"


class CommunityWeekApi(
    ChosenColumns,
    KnownParameters,
    ListModelMixin,
    PublishedRows,
):
    """The community week by week, as the last night counted it."""

    access = Access(read=STAFF, read_scope="activity:read")

    queryset = CommunityWeek.objects.all()
    serializer_class = CommunityWeekSerializer
    filterset_class = CommunityWeekFilter
    sort_fields = ("week_start",)


class FreshnessApi(KnownParameters, APIView):
    """Up to which business date computed answers reach."""

    access = Access(read=STAFF, read_scope="activity:read")

    @extend_schema(responses=FreshnessSerializer)
    def get(self, request: Request) -> Response:
        freshness = read_freshness(timezone.now())
        return Response(FreshnessSerializer(freshness.as_of()).data)


class EventIngestApi(KnownParameters, APIView):
    """Take events in. 200 when every row went in, was known or is of a kind
    that the mapping leaves out, 207 when some were rejected.
    """

    access = Access(write=DATA, write_scope="events:write")

    parser_classes = BULK_PARSERS
    query_parameters = ("source",)

    @extend_schema(
        parameters=[SOURCE_OF_LINES],
        request=bulk_body(EventBatchSerializer),
        responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer},
    )
    def post(self, request: Request) -> Response:
        source, rows = read_batch(request, "events")
        rules = source_mapping(source, now=timezone.now())
        batch = open_batch(
            source=source,
            channel=IngestBatch.Channel.REST,
            now=rules.now,
            user=request.user,
        )
        outcome = ingest_events(
            batch=batch,
            rows=enumerate(rows, start=1),
            rules=rules,
            clock=timezone.now,
            progress=Progress(None),
        )
        return Response(
            outcome_answer(batch, outcome),
            status=207 if outcome.rejected else 200,
        )


def read_batch(request: Request, name: str) -> tuple[EventSource, list[Any]]:
    """Return the source and the rows of a request: an object with both, or
    lines of NDJSON with the source in the address.

    Errors: DomainError if it has no such rows or source.
    """
    rows = rows_in(request.data, name)
    if rows is None:
        message = _("Send an object with “source” and a list “%(rows)s”.")
        raise Invalid("bad_delivery", message % {"rows": name})
    if len(rows) > MAX_ROWS:
        message = _("At most %(most)s rows at once.") % {"most": MAX_ROWS}
        raise TooLarge("too_many_rows", message)
    source = _find_source(_source_name(request))
    if source is None:
        raise Unprocessable(
            "unknown_source",
            _("There is no event source of this name."),
        )
    return source, list(map(_readable, rows, count(1)))


def _source_name(request: Request) -> Any:
    """Return the source that the body or the address names.

    Errors: Invalid if they name two.
    """
    in_address = request.query_params.get("source")
    if isinstance(request.data, NdjsonLines):
        return in_address
    body: Any = request.data
    in_body = body.get("source")
    if in_address is not None and in_address != in_body:
        message = _("The address and the body name different sources.")
        raise Invalid("two_sources", message)
    return in_body


def _readable(row: Any, line: int) -> Any:
    """Return the row; a line that is no JSON becomes a rejected row."""
    if isinstance(row, UnreadableLine):
        return reject_row(line, "bad_json", row.text, raw=row.text)
    return row


def _find_source(name: Any) -> EventSource | None:
    is_name = isinstance(name, str) and name.isascii() and name.isprintable()
    if not is_name:
        return None
    return EventSource.objects.filter(name=name).first()


def outcome_answer(
    batch: IngestBatch,
    outcome: IngestOutcome,
) -> dict[str, Any]:
    """Return the body of the answer to an import."""
    errors = []
    for row in outcome.first_rejected:
        for fault in row.faults:
            errors.append({"line": row.line, **fault.as_texts()})
    answer = IngestOutcomeSerializer(
        {
            "batch": batch.pk,
            "received": outcome.received,
            "accepted": outcome.accepted,
            "duplicate": outcome.duplicate,
            "changed": outcome.changed,
            "ignored": outcome.ignored,
            "rejected": outcome.rejected,
            "created_members": outcome.created_members,
            "ignored_kinds": batch.ignored_kinds,
            "notes": batch.notes,
            "errors": errors,
        },
    )
    return dict(answer.data)
