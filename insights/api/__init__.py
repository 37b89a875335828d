from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiWebhook,
    extend_schema,
)
from rest_framework import exceptions, serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from activity.rules.clock import TOLERANCE
from activity.selectors.freshness import read_freshness
from common.api.columns import ChosenColumns
from common.api.paging import AsOfPagination
from common.api.viewsets import AnyAccept, KnownParameters, ReadApi
from common.errors import Gone
from common.security.access import SEGMENTERS, STAFF, Access
from common.ui.exports import stream_response
from insights.filters import SegmentApiFilter
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.querysets import SegmentSpellQuerySet
from insights.selectors.segment_exports import FORMATS, export_segment
from insights.selectors.segment_reasons import asked_conditions
from insights.serializers import (
    SPELL_VALUES,
    PingMessageSerializer,
    SegmentChangedMessageSerializer,
    SegmentMemberSerializer,
    SegmentSerializer,
)
from insights.services.webhooks import CHANGED, PING

# What a generated client takes as it comes, whichever format it asked for.
BYTES = "application/octet-stream"


class SegmentApi(ReadApi):
    """Segments with their newest rule."""

    access = Access(read=STAFF, read_scope="segments:read")

    queryset = Segment.objects.filter(
        archived_at__isnull=True,
    ).prefetch_related(
        Prefetch(
            "versions",
            SegmentVersion.objects.order_by("-number"),
            to_attr="newest",
        ),
    )
    serializer_class = SegmentSerializer
    filterset_class = SegmentApiFilter
    sort_fields = ("name", "member_count", "counted_at")


class SegmentMemberApi(
    ChosenColumns,
    KnownParameters,
    ListModelMixin,
    GenericViewSet,
):
    """Who is in a segment now; with `changed_since`, who joined or left after
    that moment.

    Every page has `as_of`. Ask next time for what changed since the `as_of` of
    the first page, and nothing is missed. Memberships come in the order in
    which they began; if a member left and came back, the last one counts.
    """

    access = Access(read=STAFF, read_scope="segments:read")

    queryset = SegmentSpell.objects.with_member_keys().values(*SPELL_VALUES)
    serializer_class = SegmentMemberSerializer
    pagination_class = AsOfPagination
    query_parameters = ("changed_since",)
    sort_fields = ("started_at", "ended_at")
    segment: Segment
    rules: dict[int, Any]

    def get_queryset(self) -> SegmentSpellQuerySet:
        rows: SegmentSpellQuerySet = super().get_queryset()  # type: ignore[assignment]
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        pk = self.kwargs["segment_id"]
        self.segment, self.rules = _segment_with_rules(pk)
        rows = rows.filter(segment=self.segment)
        since = self.request.query_params.get("changed_since")
        if since is None:
            return rows.open()
        moment = _past(_moment(since), timezone.now())
        return rows.changed_since(moment)

    @extend_schema(
        parameters=[OpenApiParameter("changed_since", OpenApiTypes.DATETIME)],
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows: Any = self.paginate_queryset(self.get_queryset()) or []
        versions: set[int | None] = set()
        for row in rows:
            versions.update((row["version"], row["ended_version"]))
        context = {
            "columns": self.columns(),
            "conditions": asked_conditions(self.rules, versions),
            "zone": timezone.get_current_timezone(),
        }
        serializer = SegmentMemberSerializer(rows, many=True, context=context)
        return self.get_paginated_response(serializer.data)

    @property
    def as_of(self) -> datetime | None:
        return self.segment.counted_at


class SegmentExportApi(KnownParameters, GenericViewSet):
    """All members of a segment as one stream, in the format that `as` names.

    Its content type is that of the format; `Accept: application/octet-stream`
    asks for plain bytes instead.
    """

    access = Access(read=SEGMENTERS, read_scope="segments:read")

    queryset = Segment.objects.all()
    pagination_class = None
    content_negotiation_class = AnyAccept
    query_parameters = ("as",)

    @extend_schema(
        parameters=[
            OpenApiParameter("as", OpenApiTypes.STR, enum=list(FORMATS)),
        ],
        responses=dict.fromkeys(
            [(200, BYTES), *((200, kind) for kind in FORMATS.values())],
            OpenApiTypes.BINARY,
        ),
    )
    def list(self, request: Request, segment_id: int) -> StreamingHttpResponse:
        segment = get_object_or_404(Segment, pk=segment_id)
        form = request.query_params.get("as", "ndjson")
        lines = export_segment(
            segment,
            form=form,
            generation=read_freshness(timezone.now()).generation,
        )
        name = f"segment-{segment.pk}.{form}"
        wants_bytes = request.headers.get("Accept") == BYTES
        return stream_response(
            lines,
            content_type=BYTES if wants_bytes else FORMATS[form],
            file_name=name,
        )


def _segment_with_rules(pk: int) -> tuple[Segment, dict[int, Any]]:
    """Return a segment and the rule of each version, with one query if it has
    versions.
    """
    stored = SegmentVersion.objects.filter(segment_id=pk)
    versions = list(stored.select_related("segment"))
    if not versions:
        return get_object_or_404(Segment, pk=pk), {}
    rules = {version.number: version.rule for version in versions}
    return versions[0].segment, rules


def _past(since: datetime, now: datetime) -> datetime:
    """Return the moment if it is over. Errors: Gone if a clock was ahead."""
    if since <= now + TOLERANCE:
        return since
    message = _(
        "This moment is still to come: the server's clock was ahead. Read the whole segment again.",
    )
    raise Gone("since_in_future", message)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        if moment is not None and timezone.is_aware(moment):
            # As UTC: PostgreSQL knows no offset beyond sixteen hours.
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = _(
        "Give a moment with its offset, e.g. 2026-11-25T02:00:00+08:00.",
    )
    raise exceptions.ValidationError({"changed_since": [message]})


_SIGNED = (
    "Signed after Standard Webhooks: verify the headers `webhook-id`, "
    "`webhook-timestamp` and `webhook-signature` with "
    "the endpoint's secret before you believe it. "
    "Answer 2xx once it is kept; anything else is tried again for about three "
    "days, 410 pauses the endpoint at once. "
    "Messages of an endpoint come in the order of the changes; the same "
    "`webhook-id` may come twice."
)


def _message(body: type[serializers.Serializer], summary: str) -> Any:
    return extend_schema(
        request=body,
        responses={204: None},
        summary=summary,
        description=_SIGNED,
    )


SEGMENT_CHANGED = OpenApiWebhook(
    CHANGED,
    _message(
        SegmentChangedMessageSerializer,
        "Members joined or left a segment",
    ),
)
PINGED = OpenApiWebhook(
    PING,
    _message(PingMessageSerializer, "An endpoint is tried"),
)
