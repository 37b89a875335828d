from drf_spectacular.utils import (
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from alerts.models import Alert, Issue, LexiconEntry
from alerts.rules.facets import FACET_FIELDS
from common.api.columns import Relation, RowSerializer
from community.models import Question
from community.serializers import PostSerializer
from members.models import validate_readable
from members.serializers import member_relation


@extend_schema_serializer(deprecate_fields=("voice_count",))
class IssueSerializer(RowSerializer):
    """An issue; facets are pairs of a name and how often it was said."""

    name = serializers.CharField(source="__str__", read_only=True)
    suggested_severity = serializers.CharField(
        source="suggested_severity.level",
        read_only=True,
    )
    reporter_count = serializers.IntegerField()
    voice_count = serializers.IntegerField(
        source="reporter_count",
        read_only=True,
    )
    post_count = serializers.IntegerField()
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    is_historic = serializers.BooleanField(read_only=True)

    class Meta:
        model = Issue
        fields = (
            "id",
            "number",
            "name",
            "state",
            "severity",
            "suggested_severity",
            "owner_id",
            *FACET_FIELDS,
            "opened_at",
            "alerted_at",
            "last_alerted_at",
            "is_historic",
            "history_alerted_at",
            "episode_began_at",
            "regression_of_id",
            "due_on",
            "fixed_by",
            "fixed_in",
            "fix_note",
            "fixed_on",
            "reporter_count",
            "voice_count",
            "post_count",
            "first_at",
            "last_at",
            "updated_at",
        )


class IssueBriefSerializer(serializers.ModelSerializer):
    """What a row of another resource says of its issue when it is asked for."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Issue
        fields = ("id", "number", "name", "state", *FACET_FIELDS, "opened_at")


POST = Relation(PostSerializer, "post", select=("post__source",))


@extend_schema_serializer(deprecate_fields=("voices",))
class AlertSerializer(RowSerializer):
    """An alert of an issue: when, because of which post, with how many owners,
    and how many are usual.
    """

    number = serializers.IntegerField(source="issue.number")
    name = serializers.CharField(source="issue.__str__", read_only=True)
    posted_at = serializers.DateTimeField(source="post.posted_at")
    voices = serializers.IntegerField(source="reporter_count", read_only=True)

    class Meta:
        model = Alert
        fields = (
            "id",
            "issue_id",
            "number",
            "name",
            "cause",
            "post_id",
            "posted_at",
            "raised_at",
            "reporter_count",
            "voices",
            "expected",
            "is_historic",
            "last_time",
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
    state = serializers.ChoiceField(
        choices=Question.State.choices,
        help_text="How far it is.",
    )
    is_history = serializers.BooleanField(
        source="post.is_history",
        help_text="It was history when it arrived: it is not escalated.",
    )

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
            "state",
            "reopened_at",
            "is_history",
            "updated_at",
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


class LexiconEntrySerializer(RowSerializer):
    """A phrase of the brand's own by which an entry of a facet is named."""

    class Meta:
        model = LexiconEntry
        fields = (
            "id",
            "facet",
            "entry",
            "phrase",
            "label_zh",
            "label_en",
            "version",
            "added_at",
            "removed_at",
        )


class WordRowSerializer(serializers.Serializer):
    """A phrase; facet and entry by name or label. An entry that does not exist
    is made under its labels.
    """

    facet = serializers.CharField(max_length=40)
    entry = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        validators=[validate_readable],
    )
    phrase = serializers.CharField(
        max_length=80,
        validators=[validate_readable],
    )
    label_zh = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        validators=[validate_readable],
    )
    label_en = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        validators=[validate_readable],
    )


class WordPushSerializer(serializers.Serializer):
    words = WordRowSerializer(many=True)


class WordFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class WordPreviewSerializer(serializers.Serializer):
    """What a word would change in the posts of the last 90 days."""

    facet = serializers.CharField()
    entry = serializers.CharField()
    phrase = serializers.CharField()
    posts = serializers.IntegerField()
    without_facet = serializers.IntegerField()
    reports = serializers.IntegerField()
    issue_ids = serializers.ListField(child=serializers.IntegerField())
    alert_issue_ids = serializers.ListField(child=serializers.IntegerField())


class WordOutcomeSerializer(serializers.Serializer):
    """`previews`: only with `preview=true`, and then nothing is stored."""

    added = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = WordFaultSerializer(many=True)
    previews = WordPreviewSerializer(many=True)
