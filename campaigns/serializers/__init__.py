from typing import Any

from rest_framework import serializers

from campaigns.models import (
    CallFinding,
    Campaign,
    CampaignNode,
    CampaignWork,
    CostLine,
    Participant,
)
from campaigns.models.choices import WORDS_LENGTH
from common.api.columns import RowSerializer
from members.models import validate_readable
from members.serializers import member_relation


class CampaignSerializer(RowSerializer):
    """A campaign with its plan; `result` is what its report said, once it is
    closed.
    """

    lead = serializers.CharField(
        source="lead.username",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Account of the colleague who leads it.",
    )
    result = serializers.JSONField(
        read_only=True,
        help_text="Figures of the report; empty before it is closed.",
    )

    class Meta:
        model = Campaign
        fields = (
            "id",
            "title",
            "kind",
            "state",
            "lead",
            "goal",
            "place",
            "topics",
            "starts_on",
            "ends_on",
            "segment",
            "measure",
            "target",
            "baseline",
            "method",
            "control_percent",
            "comparison",
            "places",
            "opportunity",
            "started_at",
            "ended_at",
            "closed_at",
            "lessons",
            "result",
            "updated_at",
        )


class ProgressSerializer(serializers.Serializer):
    """How far a campaign is, counted at this moment."""

    campaign = serializers.IntegerField(help_text="Number of the campaign.")
    measure = serializers.CharField(help_text="The primary measure.")
    baseline = serializers.FloatField(
        allow_null=True,
        help_text="The measure over as many days before the start.",
    )
    target = serializers.FloatField(
        allow_null=True,
        help_text="What it shall reach.",
    )
    actual = serializers.FloatField(
        allow_null=True,
        help_text="What it has reached; null before the first day.",
    )
    cost = serializers.FloatField(help_text="Cost so far, in yuan.")
    sign_ups = serializers.IntegerField(help_text="Sign-ups that hold.")
    attendance = serializers.IntegerField(help_text="Members who came.")
    no_shows = serializers.IntegerField(
        help_text="Members who signed up and did not come.",
    )
    effect = serializers.JSONField(
        help_text=(
            "What can be said about the effect: `code` is seen, not_seen, or "
            "why nothing can be said."
        ),
    )


class NodeSerializer(RowSerializer):
    """A node of a plan; `done_at` null: it is still to be done."""

    owner = serializers.CharField(
        source="owner.username",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Account of the colleague who does it.",
    )

    class Meta:
        model = CampaignNode
        fields = (
            "id",
            "campaign",
            "what",
            "owner",
            "due_on",
            "done_at",
            "evidence",
        )


class ParticipantSerializer(RowSerializer):
    """A member who signed up or came."""

    class Meta:
        model = Participant
        fields = (
            "id",
            "campaign",
            "member",
            "signed_up_on",
            "attended_on",
            "cancelled_on",
            "thanked_on",
            "note",
            "via",
            "updated_at",
        )
        expand = {"member": member_relation("member")}


class ParticipantRowSerializer(serializers.Serializer):
    """What is known of one member; what is left out stays as it is."""

    identity = serializers.CharField(
        max_length=170,
        help_text="Number of the member, or platform:external id.",
    )
    signed_up_on = serializers.DateField(
        required=False,
        help_text="The day on which they signed up.",
    )
    attended_on = serializers.DateField(
        required=False,
        help_text="The day on which they came.",
    )
    cancelled_on = serializers.DateField(
        required=False,
        help_text="The day on which they called off.",
    )
    note = serializers.CharField(
        required=False,
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text="A device, a version, a companion.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A row has to say when somebody signed up or came."""
        days = ("signed_up_on", "attended_on", "cancelled_on")
        if not any(name in attrs for name in days):
            raise serializers.ValidationError(
                {"signed_up_on": ["signed_up_on, attended_on, cancelled_on?"]},
            )
        return attrs


class ParticipantPushSerializer(serializers.Serializer):
    campaign = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        help_text="Number of the campaign.",
    )
    participants = ParticipantRowSerializer(many=True)


class ParticipantFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text="Place in the list, from 1.")
    field = serializers.CharField(help_text="The field that is wrong.")
    message = serializers.CharField(help_text="What is wrong with it.")


class ParticipantOutcomeSerializer(serializers.Serializer):
    """What became of the rows."""

    created = serializers.IntegerField(help_text="New participants.")
    changed = serializers.IntegerField(help_text="Participants changed.")
    unchanged = serializers.IntegerField(help_text="Rows known already.")
    rejected = ParticipantFaultSerializer(many=True)


class WorkSerializer(RowSerializer):
    """A post that belongs to a campaign."""

    class Meta:
        model = CampaignWork
        fields = ("id", "campaign", "post", "via", "linked_at", "removed_at")
        read_only_fields = ("via", "linked_at", "removed_at")
        validators = ()


class CostSerializer(RowSerializer):
    """Something that a campaign cost, in yuan."""

    class Meta:
        model = CostLine
        fields = (
            "id",
            "campaign",
            "what",
            "kind",
            "amount",
            "spent_on",
            "external_id",
            "entered_at",
        )
        read_only_fields = ("entered_at",)
        # The same id again means the same row, which is answered.
        validators = ()


class FindingSerializer(RowSerializer):
    """What a tester found, and the issue or suggestion to which it led."""

    class Meta:
        model = CallFinding
        fields = (
            "id",
            "campaign",
            "member",
            "text",
            "found_on",
            "external_id",
            "issue",
            "suggestion",
        )
        read_only_fields = ("issue", "suggestion")
        # The same id again means the same row, which is answered.
        validators = ()
        expand = {"member": member_relation("member")}
