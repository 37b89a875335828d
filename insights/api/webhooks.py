"""Webhooks by REST: machines create and change the addresses that receive
events, rotate their secrets and try them.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.viewsets import ReadApi
from common.errors import Conflict
from common.security.access import DATA, LEADS, Access
from insights.filters import WebhookApiFilter
from insights.models import WebhookEndpoint
from insights.serializers.webhooks import (
    PingSerializer,
    WebhookSecretSerializer,
    WebhookSerializer,
)
from insights.services.webhooks import (
    ping_endpoint,
    rotate_secret,
    save_endpoint,
)


class WebhookApi(ReadApi):
    """Webhooks: addresses of other systems, and of which events each is
    notified (`/api/v1/event-types/`).

    The secret is in the answer to its creation and to its rotation only.
    """

    access = Access(
        read=DATA,
        write=LEADS,
        read_scope="webhooks:read",
        write_scope="webhooks:write",
    )

    queryset = WebhookEndpoint.objects.prefetch_related("segments")
    serializer_class = WebhookSerializer
    filterset_class = WebhookApiFilter
    sort_fields = ("name", "created_at")

    @extend_schema(
        request=WebhookSerializer,
        responses={201: WebhookSecretSerializer},
    )
    def create(self, request: Request) -> Response:
        """Make a webhook; the answer has its secret. 409 if there is one of
        this name.
        """
        saved = _save(WebhookEndpoint(), self._given(request), request.user)
        return Response(WebhookSecretSerializer(saved).data, status=201)

    @extend_schema(request=WebhookSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a webhook. `segments` and `event_kinds` are replaced as a
        whole; what is not sent stays.
        """
        endpoint = self.get_object()
        saved = _save(endpoint, self._given(request, endpoint), request.user)
        return Response(WebhookSerializer(saved).data)

    @extend_schema(request=None, responses={200: WebhookSecretSerializer})
    @action(
        detail=True,
        methods=["post"],
        url_path="rotate-secret",
        url_name="rotate-secret",
    )
    def rotate_secret(self, request: Request, pk: str) -> Response:
        """Sign with a new secret, and for a day with the old one as well."""
        endpoint = self.get_object()
        rotate_secret(endpoint=endpoint, now=timezone.now())
        endpoint.refresh_from_db()
        return Response(WebhookSecretSerializer(endpoint).data)

    @extend_schema(request=None, responses={202: PingSerializer})
    @action(detail=True, methods=["post"], url_path="ping", url_name="ping")
    def ping(self, request: Request, pk: str) -> Response:
        """Queue a test message; it goes out within seconds."""
        endpoint = self.get_object()
        message = ping_endpoint(endpoint=endpoint, now=timezone.now())
        return Response({"webhook_id": message.uid}, status=202)

    def _given(
        self,
        request: Request,
        endpoint: WebhookEndpoint | None = None,
    ) -> dict[str, Any]:
        serializer = WebhookSerializer(
            endpoint,
            data=request.data,
            partial=endpoint is not None,
        )
        serializer.is_valid(raise_exception=True)
        given: dict[str, Any] = serializer.validated_data
        return given


def _save(
    endpoint: WebhookEndpoint,
    given: dict[str, Any],
    user: Any,
) -> WebhookEndpoint:
    """Store what a request gives. Errors: Conflict for a name that is taken,
    as of save_endpoint().
    """
    endpoint.name = given.get("name", endpoint.name)
    endpoint.url = given.get("url", endpoint.url)
    others = WebhookEndpoint.objects.exclude(pk=endpoint.pk)
    if others.filter(name=endpoint.name).exists():
        text = _("There is a webhook of this name already: %(name)s.")
        raise Conflict("already_exists", text % {"name": endpoint.name})
    return save_endpoint(
        endpoint=endpoint,
        segments=given.get("segments"),
        event_kinds=given.get("event_kinds"),
        now=timezone.now(),
        user=user,
    )
