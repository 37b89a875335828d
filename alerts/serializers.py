from drf_spectacular.utils import (
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from alerts.models import Alert, Issue
from alerts.rules.facets import FACET_FIELDS
from common.api.columns import Relation, RowSerializer
from community.models import Question
from community.serializers import PostSerializer
from members.serializers import member_relation


@extend_schema_serializer(deprecate_fields=("voice_count",))
class IssueSerializer(RowSerializer):
    """An issue; facets are pairs of a name and how often it was said."""

    reporter_count = serializers.IntegerField()
    voice_count = serializers.IntegerField(
        source="reporter_count",
        read_only=True,
    )
    post_count = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()

    class Meta:
        model = Issue
        fields = (
            "id",
            "number",
            "state",
            *FACET_FIELDS,
            "opened_at",
            "alerted_at",
            "due_on",
            "fixed_in",
            "reporter_count",
            "voice_count",
            "post_count",
            "first_at",
            "last_at",
        )


class IssueBriefSerializer(serializers.ModelSerializer):
    """What a row of another resource says of its issue when it is asked for."""

    class Meta:
        model = Issue
        fields = ("id", "number", "state", *FACET_FIELDS, "opened_at")


POST = Relation(PostSerializer, "post", select=("post__source",))


@extend_schema_serializer(deprecate_fields=("voices",))
class AlertSerializer(RowSerializer):
    """An alert of an issue: when, because of which post, with how many owners,
    and how many are usual.
    """

    number = serializers.IntegerField(source="issue.number")
    posted_at = serializers.DateTimeField(source="post.posted_at")
    voices = serializers.IntegerField(source="reporter_count", read_only=True)

    class Meta:
        model = Alert
        fields = (
            "id",
            "issue_id",
            "number",
            "cause",
            "post_id",
            "posted_at",
            "raised_at",
            "reporter_count",
            "voices",
            "expected",
        )
        expand = {
            "issue": Relation(
                IssueBriefSerializer,
                "issue",
                select=("issue",),
            ),
            "post": POST,
        }


@extend_schema_serializer(deprecate_fields=("upset",))
class QuestionSerializer(RowSerializer):
    """The facts of a question; who asked and who helped first are member ids."""

    upset = serializers.IntegerField(
        help_text="Use `mood`. 0 calm, 1 worried, 2 upset.",
    )
    mood = serializers.SerializerMethodField()

    text = serializers.CharField(source="post.whole_text")
    asker_id = serializers.IntegerField(source="post.author_id")
    helper_id = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField(source="post.posted_at")

    class Meta:
        model = Question
        fields = (
            "id",
            "text",
            "asker_id",
            "asked_at",
            "upset",
            "mood",
            "answer_count",
            "answered_at",
            "helper_id",
            "solved_at",
        )
        expand = {
            "asker": member_relation("post.author"),
            "helper": member_relation("helper"),
            "post": POST,
        }

    @extend_schema_field(
        serializers.ChoiceField(
            choices=[(m.name.lower(), m.label) for m in Question.Upset],
            help_text="In which mood it was asked.",
        ),
    )
    def get_mood(self, row: Question) -> str:
        return Question.Upset(row.upset).name.lower()
