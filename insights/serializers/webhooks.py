from django.utils.translation import gettext as _
from rest_framework import serializers

from common.api.columns import RowSerializer
from insights.models import Segment, WebhookEndpoint
from insights.selectors.webhook_kinds import event_kind_choices
from members.models import validate_readable


class WebhookSerializer(RowSerializer):
    """A webhook, without its secret."""

    # Whether the name is taken is for the service to say, with 409.
    name = serializers.CharField(
        max_length=60,
        validators=[validate_readable],
    )
    event_kinds = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text="Types of events that it receives; see /api/v1/event-types/.",
    )
    segments = serializers.PrimaryKeyRelatedField(
        queryset=Segment.objects.filter(archived_at__isnull=True),
        many=True,
        required=False,
        help_text="Of which segments; none means all.",
    )

    class Meta:
        model = WebhookEndpoint
        fields: tuple[str, ...] = (
            "id",
            "name",
            "url",
            "segments",
            "event_kinds",
            "created_at",
        )
        read_only_fields = ("created_at",)

    def validate_event_kinds(self, kinds: list[str]) -> list[str]:
        """Refuse kinds that are not in the catalogue."""
        known = dict(event_kind_choices())
        unknown = sorted(set(kinds) - known.keys())
        if unknown:
            raise serializers.ValidationError(
                _("There is no such type of events: %(names)s.")
                % {"names": ", ".join(unknown)},
            )
        return kinds


class WebhookSecretSerializer(WebhookSerializer):
    """A webhook with the secret that its messages are signed with."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookSerializer.Meta):
        fields: tuple[str, ...] = (
            *WebhookSerializer.Meta.fields,
            "secret",
        )


class PingSerializer(serializers.Serializer):
    """Under which id the test message arrives."""

    webhook_id = serializers.CharField()
