from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.generics import get_object_or_404
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
from common.security.access import DATA, LEADS, Access
from common.selectors.outbox import with_sending
from integrations.cloudevents.mapping import events_of, map_event
from integrations.filters import ChannelApiFilter, MessageApiFilter
from integrations.labels import REFUSAL_LABELS
from integrations.models import Channel
from integrations.rules.pushing import DeliveryRefusal
from integrations.rules.rows import MappedRows
from integrations.selectors.outbox import with_reading
from integrations.serializers import (
    ChannelChangeSerializer,
    ChannelSerializer,
    OutgoingMessageSerializer,
    TestMessageSerializer,
)
from integrations.services.channel_sending import RECEIVER_TYPE
from integrations.services.channels import (
    change_channel,
    create_channel,
    send_test,
    set_pause,
)


class OutgoingMessageApi(ReadApi):
    """Messages to webhooks and channels: what was sent, and what is stuck."""

    access = Access(read=DATA, read_scope="messages:read")

    queryset = OutboxMessage.objects.prefetch_related("attempts")
    serializer_class = OutgoingMessageSerializer
    filterset_class = MessageApiFilter
    sort_fields = ("created_at", "settled_at")

    def get_queryset(self) -> QuerySet[Any]:
        return with_reading(super().get_queryset())


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
    rows = EventSource.objects.filter(name=name)
    source = rows.first()
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
    except DeliveryRefusal as refusal:
        label = str(REFUSAL_LABELS.get(refusal.code, refusal.code))
        if refusal.status == 415:
            raise UnsupportedMediaType(content_type, label) from refusal
        raise Invalid(refusal.code, label) from refusal


CHANNEL_ACCESS = Access(
    read=LEADS,
    write=LEADS,
    read_scope="channels:read",
    write_scope="channels:write",
)


class ChannelApi(ReadApi):
    """Channels through which messages go to colleagues. Addresses and secrets
    go in and never come out.
    """

    access = CHANNEL_ACCESS
    queryset = Channel.objects.all()
    serializer_class = ChannelSerializer
    filterset_class = ChannelApiFilter
    sort_fields = ("name",)

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = with_sending(
            Channel.objects.with_last(),
            RECEIVER_TYPE,
        )
        return rows

    @extend_schema(responses={201: ChannelSerializer})
    def create(self, request: Request) -> Response:
        """Add a channel."""
        serializer = ChannelSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        channel = create_channel(
            now=timezone.now(),
            user=request.user,
            **serializer.validated_data,
        )
        return Response(self._shown(channel), status=201)

    @extend_schema(
        request=ChannelChangeSerializer,
        responses=ChannelSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a channel, pause it or let it go on."""
        channel = get_object_or_404(Channel, pk=pk)
        serializer = ChannelChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        changes = dict(serializer.validated_data)
        is_paused = changes.pop("is_paused", None)
        change_channel(channel=channel, **changes)
        if is_paused is not None:
            set_pause(channel=channel, is_paused=is_paused)
        return Response(self._shown(channel))

    def _shown(self, channel: Channel) -> Any:
        row = self.get_queryset().get(pk=channel.pk)
        return ChannelSerializer(row).data


class ChannelTestApi(KnownParameters, APIView):
    """Sends a test message through a channel; `last_error` of the channel
    says what came of it.
    """

    access = CHANNEL_ACCESS

    @extend_schema(request=None, responses={202: TestMessageSerializer})
    def post(self, request: Request, channel_id: int) -> Response:
        channel = get_object_or_404(Channel, pk=channel_id)
        message = send_test(
            channel=channel,
            page=request.build_absolute_uri(channel.get_absolute_url()),
            recipient=getattr(request.user, "email", ""),
            now=timezone.now(),
        )
        return Response(TestMessageSerializer(message).data, status=202)
