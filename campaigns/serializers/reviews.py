from typing import Any

from rest_framework import serializers

from campaigns.models import Decision, Review
from common.api.columns import RowSerializer


class ReviewSerializer(RowSerializer):
    """A review meeting: its agenda as it was opened, and its findings."""

    agenda = serializers.JSONField(
        read_only=True,
        help_text=(
            "The numbers as they were when it was opened. `name` is the title "
            "of a campaign, or the code of a figure; `node` is the number of a "
            "node that was late."
        ),
    )
    findings: Any = serializers.SlugRelatedField(
        many=True,
        read_only=True,
        slug_field="text",
        help_text="What it found.",
    )

    class Meta:
        model = Review
        fields = (
            "id",
            "title",
            "campaign",
            "since",
            "until",
            "held_on",
            "agenda",
            "findings",
            "closed_at",
            "updated_at",
        )


class ReviewDecisionSerializer(RowSerializer):
    """What a review decided, and whether it worked; `reading` empty: it was not
    checked yet.
    """

    owner = serializers.CharField(
        source="owner.username",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Account of the colleague who checks it.",
    )

    class Meta:
        model = Decision
        fields = (
            "id",
            "review",
            "what",
            "expected",
            "measure",
            "owner",
            "check_on",
            "campaign",
            "reading",
            "reading_note",
            "read_at",
            "read_in",
            "updated_at",
        )
