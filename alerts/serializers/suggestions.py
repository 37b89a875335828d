from rest_framework import serializers

from alerts.models import Suggestion
from common.api.columns import RowSerializer


class SuggestionSerializer(RowSerializer):
    """A suggestion of members: what it is called, how far it is, and how many
    made it.
    """

    member_count = serializers.IntegerField()
    post_count = serializers.IntegerField()
    last_at = serializers.DateTimeField()
    outcome = serializers.CharField(
        help_text="`shipped` or `declined` once it is decided, else empty.",
    )

    class Meta:
        model = Suggestion
        fields = (
            "id",
            "name",
            "state",
            "topic",
            "outcome",
            "answer",
            "opened_at",
            "last_at",
            "decided_at",
            "promised_days",
            "member_count",
            "post_count",
        )
