from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.api.columns import RowSerializer
from knowledge.models import FaqEntry, Script
from knowledge.rules.slots import SLOTS, slot_names
from knowledge.selectors.filling import MAX_VALUE
from members.models import Member


class ScriptSerializer(RowSerializer):
    """A script that may be used now, with its approved text."""

    version = serializers.IntegerField(
        source="approved_number",
        read_only=True,
        help_text="Number of the approved version.",
    )
    text = serializers.CharField(
        source="approved_text",
        read_only=True,
        help_text="Approved text with its slots, such as {nickname}.",
    )
    slots = serializers.SerializerMethodField(
        help_text="Slots of the text, in their order.",
    )
    valid_until = serializers.DateField(
        source="approved_until",
        read_only=True,
        help_text="Last day on which it may be used.",
    )
    owner = serializers.CharField(
        source="owner.username",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Account of the colleague who looks after it.",
    )

    class Meta:
        model = Script
        fields = (
            "id",
            "scene",
            "title",
            "title_en",
            "audience",
            "role",
            "for_state",
            "version",
            "text",
            "slots",
            "valid_until",
            "owner",
            "updated_at",
        )

    def get_slots(self, row: Any) -> list[str]:
        return list(slot_names(row.approved_text))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An invitation",
            request_only=True,
            value={
                "member": 1,
                "values": {
                    "event": "周末露营",
                    "date": "6月1日",
                    "place": "安吉",
                },
            },
        ),
    ],
)
class FillSerializer(serializers.Serializer):
    """Whom a script is filled for, and what its rows do not know."""

    member = serializers.PrimaryKeyRelatedField(
        queryset=Member.objects.unmerged(),
        help_text="Number of the member.",
    )
    values = serializers.DictField(
        child=serializers.CharField(max_length=MAX_VALUE),
        required=False,
        default=dict,
        help_text=f"Values by slot: {', '.join(SLOTS)}. They go before what is known.",
    )

    def validate_values(self, values: dict[str, str]) -> dict[str, str]:
        """Refuse slots that do not exist."""
        unknown = sorted(set(values) - set(SLOTS))
        if unknown:
            raise serializers.ValidationError(
                f"unknown slots: {', '.join(unknown)[:200]}",
            )
        return values


class FilledSerializer(serializers.Serializer):
    """A script filled for a member."""

    version_id = serializers.IntegerField(
        help_text="Row of the version; send it as script_version with the interaction.",
    )
    version = serializers.IntegerField(help_text="Number of the version.")
    text = serializers.CharField(help_text="The text without slots.")


class FaqSerializer(RowSerializer):
    """A frequent question with an answer whose author agrees to be quoted."""

    author = serializers.CharField(
        source="post.author.nickname",
        read_only=True,
        help_text="Nickname of the member who wrote the answer.",
    )
    post = serializers.IntegerField(
        source="post_id",
        read_only=True,
        help_text="Number of the post.",
    )
    consent = serializers.BooleanField(
        read_only=True,
        help_text="Whether the author agrees; entries without consent are not listed.",
    )

    class Meta:
        model = FaqEntry
        fields = (
            "id",
            "question",
            "answer",
            "author",
            "post",
            "consent",
            "published_at",
            "updated_at",
        )
