from rest_framework import serializers

from alerts.models import Alert, Issue
from community.models import Question


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


class AlertSerializer(serializers.ModelSerializer):
    """An issue spoke up: when, because of which post, with how many owners where how many are usual."""

    number = serializers.IntegerField(source="issue.number")
    posted_at = serializers.DateTimeField(source="post.posted_at")

    class Meta:
        model = Alert
        fields = ("id", "issue_id", "number", "cause", "post_id", "posted_at", "raised_at", "voices", "expected")


class QuestionSerializer(serializers.ModelSerializer):
    """The facts of a question; who asked and who helped first are member ids."""

    text = serializers.CharField(source="post.whole_text")
    asker_id = serializers.IntegerField(source="post.author_id")
    helper_id = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField(source="post.posted_at")

    class Meta:
        model = Question
        fields = (
            "id", "text", "asker_id", "asked_at", "upset", "answer_count", "answered_at", "helper_id", "solved_at",
        )  # fmt: skip
