"""The API of sources and of the kinds of events that they send."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.filters import EventSourceApiFilter
from activity.labels import described_kind
from activity.models import EventSource
from activity.rules.kinds import KINDS
from activity.serializers.sources import (
    EventSourceSerializer,
    KindListSerializer,
)
from activity.services.sources import change_source, create_source
from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import DATA, STAFF, Access


class KindApi(KnownParameters, APIView):
    """The kinds of events, what they are called and in which dimension they
    count.

    Any token may read them.
    """

    access = Access(read=STAFF, read_scope="*")

    @extend_schema(responses=KindListSerializer, operation_id="kinds_list")
    def get(self, request: Request) -> Response:
        kinds = [described_kind(kind) for kind in KINDS]
        return Response({"results": kinds})


class EventSourceApi(ReadApi):
    """Sources: which systems send rows, and how their rows are read.

    A source is found by its name. A change counts for rows that come
    afterwards, by REST and from files.
    """

    access = Access(
        read=STAFF,
        write=DATA,
        read_scope="sources:read",
        write_scope="sources:write",
    )

    queryset = EventSource.objects.all()
    serializer_class = EventSourceSerializer
    filterset_class = EventSourceApiFilter
    sort_fields = ("name",)
    lookup_field = "name"
    lookup_value_regex = "[-a-zA-Z0-9_]{1,40}"

    @extend_schema(responses={201: EventSourceSerializer})
    def create(self, request: Request) -> Response:
        """Make a source. 409 if there is one of this name."""
        serializer = EventSourceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        source = create_source(**serializer.validated_data)
        return Response(EventSourceSerializer(source).data, status=201)

    def partial_update(self, request: Request, name: str) -> Response:
        """Change settings of a source. `columns` and `kinds` are replaced as a
        whole; what is not sent stays. The name cannot change.
        """
        serializer = EventSourceSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changes = dict(serializer.validated_data)
        if changes.pop("name", name) != name:
            message = _("The name of a source cannot change.")
            raise exceptions.ValidationError({"name": [message]})
        source = change_source(name=name, changes=changes)
        return Response(EventSourceSerializer(source).data)
