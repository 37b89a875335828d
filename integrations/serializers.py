from rest_framework import serializers

from common.api.columns import RowSerializer
from common.models import OutboxAttempt, OutboxMessage


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
            "attempts",
            "body",
        )
