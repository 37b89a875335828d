from rest_framework import serializers

from alerts.models import Issue


class IssueSerializer(serializers.ModelSerializer):
    """An issue; facets are pairs of name and how often it was told."""

    voice_count = serializers.IntegerField()
    post_count = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()

    class Meta:
        model = Issue
        fields = (
            "id", "number", "state", "components", "symptoms", "scenes", "triggers", "model_series", "opened_at",
            "alerted_at", "due_on", "fixed_in", "voice_count", "post_count", "first_at", "last_at",
        )  # fmt: skip
