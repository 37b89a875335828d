from rest_framework import serializers

from common.api.columns import RowSerializer
from members.serializers import member_relation
from outreach.models import Honour, Suppression
from outreach.models.choices import Purpose, RefusalReason, Way

MOST_MEMBERS = 10_000


class SuppressionSerializer(RowSerializer):
    """Whether a member gets routine notices; `is_suppressed` false: they do
    again since `changed_at`.
    """

    class Meta:
        model = Suppression
        fields = ("member", "is_suppressed", "reason", "changed_at")
        always = "member"
        expand = {"member": member_relation("member")}


class HonourSerializer(RowSerializer):
    """A badge, given for good."""

    class Meta:
        model = Honour
        fields = (
            "id",
            "member",
            "kind",
            "given_on",
            "is_adviser",
            "is_mentor",
            "updated_at",
        )
        expand = {"member": member_relation("member")}


class DecisionQuestionSerializer(serializers.Serializer):
    """For whom, what and by which way; members by number."""

    purpose = serializers.ChoiceField(
        choices=Purpose.choices,
        help_text="What the message is for.",
    )
    way = serializers.ChoiceField(
        choices=Way.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="By which way it goes; without one, no quota is asked.",
    )
    members = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        min_length=1,
        max_length=MOST_MEMBERS,
    )


class DecisionSerializer(serializers.Serializer):
    """The answer for a member: `reason` and the earliest moment `allowed_at`
    are null for who may be written to; `allowed_at` also if no clock decides.
    """

    member = serializers.IntegerField(source="member_id")
    is_allowed = serializers.BooleanField(
        help_text="Whether the member may be written to now.",
    )
    reason = serializers.ChoiceField(
        choices=RefusalReason.choices,
        allow_null=True,
        help_text="The first reason against it.",
    )
    allowed_at = serializers.DateTimeField(
        allow_null=True,
        help_text="The earliest moment at which it would be allowed.",
    )
    policy_version = serializers.IntegerField()


class DecisionsSerializer(serializers.Serializer):
    """The answers, the members that do not exist, and until when public
    holidays are known.
    """

    decisions = DecisionSerializer(many=True)
    unknown_members = serializers.ListField(child=serializers.IntegerField())
    holidays_known_until = serializers.DateField(
        allow_null=True,
        help_text="The last day of which public holidays are known.",
    )
