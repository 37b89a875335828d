from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiWebhook, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from activity.services.freshness import read_freshness
from common.api import ReadApi
from common.exports import stream_response
from common.paging import AsOfPagination
from insights.filters import SegmentFilter
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.serializers import (
    SPELL_VALUES,
    PingMessageSerializer,
    SegmentChangedMessageSerializer,
    SegmentMemberSerializer,
    SegmentSerializer,
    told_conditions,
)
from insights.services.segment_exports import FORMATS, export_segment
from insights.services.webhooks import CHANGED, PING


class SegmentApi(ReadApi):
    """Segments with their newest rule."""

    queryset = Segment.objects.filter(archived_at__isnull=True).prefetch_related(
        Prefetch("versions", SegmentVersion.objects.order_by("-number"), to_attr="newest")
    )
    serializer_class, filterset_class = SegmentSerializer, SegmentFilter


class SegmentMemberApi(ListModelMixin, GenericViewSet):
    """Who is in a segment now; with `changed_since`, who joined or left after that moment.

    Every page says `as_of`: ask next time for what changed since that of the first page, and nothing is missed.
    Memberships come in the order in which they began: of a member who left and came back the last one counts.
    """

    queryset = SegmentSpell.objects.with_member_keys().values(*SPELL_VALUES)
    serializer_class, pagination_class = SegmentMemberSerializer, AsOfPagination
    segment: Segment
    rules: dict[int, Any]

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()
        self.segment, self.rules = _segment_with_rules(self.kwargs["segment_id"])
        rows = super().get_queryset().filter(segment=self.segment)
        since = self.request.query_params.get("changed_since")
        return rows.open() if since is None else rows.changed_since(_moment(since))

    @extend_schema(parameters=[OpenApiParameter("changed_since", OpenApiTypes.DATETIME)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        context = {
            "conditions": told_conditions(self.rules, {row["version"] for row in rows}),
            "zone": timezone.get_current_timezone(),
        }
        return self.get_paginated_response(self.get_serializer_class()(rows, many=True, context=context).data)

    @property
    def as_of(self) -> datetime | None:
        return self.segment.counted_at


class SegmentExportApi(GenericViewSet):
    """All members of a segment as one stream."""

    queryset = Segment.objects.all()

    @extend_schema(
        parameters=[OpenApiParameter("as", OpenApiTypes.STR, enum=list(FORMATS))],
        responses={(200, kind): OpenApiTypes.BINARY for kind in FORMATS.values()},
    )
    def list(self, request: Request, segment_id: int) -> StreamingHttpResponse:
        segment = get_object_or_404(Segment, pk=segment_id)
        form = request.query_params.get("as", "ndjson")
        lines = export_segment(segment, form=form, generation=read_freshness(timezone.now()).generation)
        name = f"segment-{segment.pk}.{form}"
        return stream_response(lines, content_type=FORMATS[form], file_name=name)


def _segment_with_rules(pk: int) -> tuple[Segment, dict[int, Any]]:
    """Return a segment and the rule of each version, with one query where it has any."""
    versions = list(SegmentVersion.objects.filter(segment_id=pk).select_related("segment"))
    segment = versions[0].segment if versions else get_object_or_404(Segment, pk=pk)
    return segment, {version.number: version.rule for version in versions}


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        if moment is not None and timezone.is_aware(moment):
            # As UTC: PostgreSQL knows no offset beyond sixteen hours.
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = _("Give a moment with its offset, e.g. 2026-11-25T02:00:00+08:00.")
    raise exceptions.ValidationError({"changed_since": [message]})


_SIGNED = (
    "Signed after Standard Webhooks: verify the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` with "
    "the endpoint's secret before you believe it. "
    "Answer 2xx once it is kept; anything else is tried again for about three days, 410 pauses the endpoint at once. "
    "Messages of an endpoint come in the order of the changes; the same `webhook-id` may come twice."
)


def _message(body: type[serializers.Serializer], summary: str) -> object:
    return extend_schema(request=body, responses={204: None}, summary=summary, description=_SIGNED)


SEGMENT_CHANGED = OpenApiWebhook(CHANGED, _message(SegmentChangedMessageSerializer, "Members joined or left a segment"))
PINGED = OpenApiWebhook(PING, _message(PingMessageSerializer, "An endpoint is tried"))
