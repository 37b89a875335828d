from typing import Any

from rest_framework import serializers

from common.api.columns import RowSerializer
from notifications.models import Notification
from notifications.selectors.texts import words_of


class EventTypeSerializer(serializers.Serializer):
    """A kind of events, as webhooks receive it."""

    type = serializers.CharField()
    name = serializers.CharField(help_text="In the language of the request.")
    description = serializers.CharField()
    urgency = serializers.CharField()
    schema = serializers.DictField(
        help_text="JSON Schema of `data`; it may have more values later.",
    )


class EventTypeListSerializer(serializers.Serializer):
    """All kinds of events."""

    results = EventTypeSerializer(many=True)


class NotificationSerializer(RowSerializer):
    """A notification of the account that the token belongs to."""

    type = serializers.CharField(source="event.kind", read_only=True)
    event_id = serializers.IntegerField(read_only=True)
    title = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = (
            "id",
            "event_id",
            "type",
            "title",
            "lines",
            "href",
            "urgency",
            "reason",
            "created_at",
            "read_at",
        )

    def get_title(self, row: Notification) -> str:
        return words_of(row.event, row.subject).title

    def get_lines(self, row: Notification) -> list[str]:
        lines: list[Any] = words_of(row.event, row.subject).lines
        return lines
