from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.api import outcome_answer
from activity.models import EventSource, IngestBatch
from activity.selectors.sources import source_mapping
from activity.serializers import IngestOutcomeSerializer
from activity.services.ingest import ingest_events, open_batch
from common.api.parsing import BODY_BYTES, BodyTooLarge
from common.api.viewsets import KnownParameters, ReadApi
from common.errors import Invalid, Unprocessable
from common.jobs.queue import Progress
from common.models import OutboxMessage
from common.security.access import DATA, Access
from integrations.cloudevents.mapping import events_of, map_event
from integrations.filters import MessageApiFilter
from integrations.labels import REFUSAL_LABELS
from integrations.rules.pushing import Refusal
from integrations.rules.rows import MappedRows
from integrations.serializers import OutgoingMessageSerializer


class OutgoingMessageApi(ReadApi):
    """Messages to webhooks and channels: what was sent, and what is stuck."""

    access = Access(read=DATA, read_scope="messages:read")

    queryset = OutboxMessage.objects.prefetch_related("attempts")
    serializer_class = OutgoingMessageSerializer
    filterset_class = MessageApiFilter
    sort_fields = ("created_at", "settled_at")


class BytesParser(BaseParser):
    """The body as it came, of at most BODY_BYTES, whatever its content type."""

    media_type = "*/*"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        body: bytes = stream.read(BODY_BYTES + 1)
        if len(body) > BODY_BYTES:
            message = _("The body is larger than %(limit)s bytes.")
            raise BodyTooLarge(message % {"limit": BODY_BYTES})
        return body


class CloudEventIngestApi(KnownParameters, APIView):
    """Imports CloudEvents 1.0: structured, batched or binary, as the content
    type says. 200 when every event went in or was known, 207 when some were
    rejected.
    """

    access = Access(write=DATA, write_scope="events:write")
    parser_classes = (BytesParser,)
    query_parameters = ("source",)

    @extend_schema(
        parameters=[OpenApiParameter("source", str, required=True)],
        request={
            "application/cloudevents+json": OpenApiTypes.OBJECT,
            "application/cloudevents-batch+json": OpenApiTypes.OBJECT,
        },
        responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer},
    )
    def post(self, request: Request) -> Response:
        source = _source_of(request)
        events = _events_of(request)
        now = timezone.now()
        rows = MappedRows()
        for event in events:
            map_event(event, rows, received_at=now.isoformat())
        batch = open_batch(
            source=source,
            channel=IngestBatch.Channel.REST,
            now=now,
            user=request.user,
        )
        outcome = ingest_events(
            batch=batch,
            rows=enumerate(rows.events, start=1),
            rules=source_mapping(source, now=now),
            clock=timezone.now,
            progress=Progress(None),
        )
        return Response(
            outcome_answer(batch, outcome),
            status=207 if outcome.rejected else 200,
        )


def _source_of(request: Request) -> EventSource:
    name = request.query_params.get("source", "")
    source = EventSource.objects.filter(name=name).first()
    if source is None:
        text = _("There is no event source of this name.")
        raise Unprocessable("unknown_source", text)
    return source


def _events_of(request: Request) -> list[dict[str, Any]]:
    headers = {}
    for name, value in request.headers.items():
        headers[name.lower()] = value
    body = request.data if isinstance(request.data, bytes) else b""
    content_type = request.content_type or ""
    try:
        return events_of(content_type, headers, body)
    except Refusal as refusal:
        label = str(REFUSAL_LABELS.get(refusal.code, refusal.code))
        if refusal.status == 415:
            raise UnsupportedMediaType(content_type, label) from refusal
        raise Invalid(refusal.code, label) from refusal
