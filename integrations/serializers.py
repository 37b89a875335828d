"""How channels are shown and changed by REST, and outgoing messages shown.
Addresses and secrets go in and never come out.
"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.api.columns import RowSerializer
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from integrations.labels import channel_fault
from integrations.models import Channel

LENGTH = 500


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A group robot of DingTalk",
            request_only=True,
            value={
                "kind": "dingtalk",
                "name": "质量群",
                "address": "https://oapi.dingtalk.com/robot/send?access_token="
                "0123456789abcdef",
                "secret": "SEC0123456789abcdef",
            },
        ),
    ],
)
class ChannelSerializer(RowSerializer):
    """A channel and whether it works. `address` and `secret` are never shown."""

    kind = serializers.ChoiceField(
        choices=Channel.Kind.choices,
        help_text="Cannot change later.",
    )
    name = serializers.CharField(max_length=60)
    address = serializers.CharField(
        write_only=True,
        required=False,
        max_length=LENGTH,
        help_text="Address of the robot with its key. A new one replaces the secret too.",
    )
    secret = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        max_length=LENGTH,
        help_text="What messages are signed with; Feishu and DingTalk.",
    )
    recipients = serializers.ListField(
        child=serializers.CharField(max_length=254),
        required=False,
        help_text="To whom mail goes that names nobody; e-mail only.",
    )
    masked_address = serializers.CharField(
        read_only=True,
        help_text="Host and end of the key.",
    )
    is_signed = serializers.BooleanField(
        read_only=True,
        help_text="Whether a secret is stored.",
    )
    pause = serializers.ChoiceField(
        choices=[("", "–"), *OutboxReceiver.Pause.choices],
        read_only=True,
        help_text="Why nothing is sent; empty: it is.",
    )
    waiting = serializers.IntegerField(
        read_only=True,
        help_text="Number of messages that wait.",
    )
    last_sent_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="When a message was last sent; null: none was.",
    )
    last_error = serializers.SerializerMethodField(
        help_text="Why the latest message was not sent; empty: it was.",
    )

    class Meta:
        model = Channel
        fields = (
            "id",
            "kind",
            "name",
            "address",
            "secret",
            "recipients",
            "masked_address",
            "is_signed",
            "pause",
            "waiting",
            "last_sent_at",
            "last_error",
            "created_at",
        )
        read_only_fields = ("created_at",)

    def get_last_error(self, channel: Any) -> str:
        return channel_fault(
            channel.kind,
            channel.last_fault or "",
            channel.last_answer or "",
        )


class ChannelChangeSerializer(serializers.Serializer):
    """What can be changed of a channel; what is not sent stays."""

    name = serializers.CharField(max_length=60, required=False)
    address = serializers.CharField(
        required=False,
        max_length=LENGTH,
        help_text="A new address replaces the secret too.",
    )
    secret = serializers.CharField(required=False, max_length=LENGTH)
    recipients = serializers.ListField(
        child=serializers.CharField(max_length=254),
        required=False,
        help_text="To whom mail goes that names nobody; e-mail only.",
    )
    is_paused = serializers.BooleanField(
        required=False,
        help_text="true: nothing is sent until it is false again.",
    )


class TestMessageSerializer(serializers.Serializer):
    """A test message as the outbox has it."""

    id = serializers.IntegerField()
    uid = serializers.CharField(help_text="Id of the message.")
    state = serializers.CharField(help_text="What became of it.")


class AttemptSerializer(serializers.ModelSerializer):
    """One attempt to send a message; `fault` is empty if it was sent."""

    class Meta:
        model = OutboxAttempt
        fields = ("attempted_at", "status", "fault", "answer", "milliseconds")


class OutgoingMessageSerializer(RowSerializer):
    """A message to another system with its attempts, the newest first.

    `body` is the text as it is sent. A message is `uncertain` if nobody knows
    whether it arrived and its receiver could not tell a second one apart.
    """

    attempts = AttemptSerializer(many=True, read_only=True)
    read_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="When a person opened or confirmed first what it is about.",
    )

    class Meta:
        model = OutboxMessage
        fields = (
            "id",
            "receiver_type",
            "receiver_id",
            "uid",
            "kind",
            "title",
            "state",
            "created_at",
            "not_before",
            "settled_at",
            "read_at",
            "attempts",
            "body",
        )
