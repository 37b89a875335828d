"""The API of notifications: kinds of events, and one's own notifications."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import STAFF, Access
from notifications.filters import NotificationApiFilter
from notifications.labels import kind_label
from notifications.models import Notification
from notifications.rules.kinds import KINDS, NotificationKind
from notifications.rules.schemas import data_schema
from notifications.serializers import (
    EventTypeListSerializer,
    NotificationSerializer,
)


def described(kind: NotificationKind) -> dict[str, Any]:
    """Return what machines learn of a kind."""
    label = kind_label(kind.name)
    return {
        "type": kind.name,
        "name": str(label.name),
        "description": str(label.when),
        "urgency": kind.urgency.value,
        "schema": data_schema(kind),
    }


class EventTypeApi(KnownParameters, APIView):
    """The kinds of events that a webhook can follow, with the schema of their
    data.

    Any token may read them.
    """

    access = Access(read=STAFF, read_scope="*")

    @extend_schema(
        responses=EventTypeListSerializer,
        operation_id="event_types_list",
    )
    def get(self, request: Request) -> Response:
        kinds = [described(kind) for kind in KINDS.values()]
        return Response({"results": kinds})


class NotificationApi(ReadApi):
    """The notifications of the account that asks, the latest first."""

    access = Access(read=STAFF, read_scope="notifications:read")

    queryset = Notification.objects.select_related("event")
    serializer_class = NotificationSerializer
    filterset_class = NotificationApiFilter
    sort_fields = ("created_at",)

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(user=self.request.user.pk)
