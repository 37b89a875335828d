from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import LEADS, Access
from common.selectors.outbox import with_sending
from integrations.filters import ChannelApiFilter
from integrations.models import Channel
from integrations.serializers import (
    ChannelChangeSerializer,
    ChannelSerializer,
    TestMessageSerializer,
)
from integrations.services.channel_sending import RECEIVER_TYPE
from integrations.services.channels import (
    change_channel,
    create_channel,
    send_test,
    set_pause,
)

ACCESS = Access(
    read=LEADS,
    write=LEADS,
    read_scope="channels:read",
    write_scope="channels:write",
)


class ChannelApi(ReadApi):
    """Channels through which messages go to colleagues. Addresses and secrets
    go in and never come out.
    """

    access = ACCESS
    queryset = Channel.objects.all()
    serializer_class = ChannelSerializer
    filterset_class = ChannelApiFilter
    sort_fields = ("name",)

    def get_queryset(self) -> QuerySet[Any]:
        return with_sending(Channel.objects.with_last(), RECEIVER_TYPE)

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

    access = ACCESS

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
