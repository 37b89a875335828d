from typing import Any

from django.utils.functional import lazy
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_serializer,
)
from rest_framework import serializers

from activity.labels import (
    KIND_LABELS,
    fault_text,
    note_text,
)
from activity.models import (
    ActivitySummary,
    CommunityWeek,
    FeedSilence,
)
from activity.rules.event_details import OBJECT_TYPES
from common.api.columns import RowSerializer
from members.serializers import member_relation

# Null in weeks of which a silent feed leaves too little.
WEEK_FIGURES = (
    "active_members",
    "new_members",
    "returning_members",
    "dimension_members",
    "dimension_events",
)


class ActivitySummarySerializer(RowSerializer):
    """What the last night knows of a member's activity."""

    member_id = serializers.IntegerField()
    nickname = serializers.CharField(source="member.nickname")

    class Meta:
        model = ActivitySummary
        exclude = ("pk", "generation", "member")
        always = "member_id"
        expand = {"member": member_relation("member")}


class CommunityWeekSerializer(RowSerializer):
    """A week of the community; the lists are in the order of the dimensions of
    `/api/v1/kinds/`. Figures that a silent feed leaves uncounted are null.
    """

    active_members = serializers.IntegerField(allow_null=True)
    new_members = serializers.IntegerField(allow_null=True)
    returning_members = serializers.IntegerField(allow_null=True)
    dimension_members = serializers.ListField(
        child=serializers.IntegerField(),
        allow_null=True,
    )
    dimension_events = serializers.ListField(
        child=serializers.IntegerField(),
        allow_null=True,
    )

    class Meta:
        model = CommunityWeek
        exclude = ("id", "generation")
        always = "week_start"

    def to_representation(self, instance: CommunityWeek) -> dict[str, Any]:
        """Return the week; what a silent feed leaves uncounted is null."""
        shown: dict[str, Any] = super().to_representation(instance)
        holds = self.context["view"].freshness.holds
        if any(hold.hides_week(instance.week_start) for hold in holds):
            for name in WEEK_FIGURES:
                if name in shown:
                    shown[name] = None
        return shown


class SilentFeedSerializer(serializers.Serializer):
    """A feed that has sent nothing for longer than usual."""

    source = serializers.CharField()  # type: ignore[assignment]
    scope = serializers.CharField(
        help_text="“all”, “dimension:N” or “kind:N”: which part of the source.",
    )
    silent_since = serializers.DateTimeField(
        help_text="Its last event before the silence.",
    )
    silent_until = serializers.DateTimeField(
        allow_null=True,
        help_text="When it sent again; null while it is silent.",
    )
    expected = serializers.FloatField(
        help_text="How many events were due in that time.",
    )
    cause = serializers.ChoiceField(
        FeedSilence.Cause.choices,
        help_text="Whether rows arrived at all.",
    )
    acknowledged = serializers.BooleanField()


class FreshnessSerializer(serializers.Serializer):
    business_date = serializers.DateField(allow_null=True)
    generation = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    missing_nights = serializers.IntegerField()
    clock = serializers.ChoiceField(
        ["ok", "night_ahead", "clock_ahead", "clock_behind"],
        help_text="Whether the clock is believed, and whether the published "
        "night lies in the future.",
    )
    silent_feeds = SilentFeedSerializer(many=True)
    held_since = serializers.DateField(
        allow_null=True,
        help_text="States of members known from a silent feed are those of the day before.",
    )


def _kinds_in_words() -> str:
    words = [f"`{name}` {label}" for name, label in KIND_LABELS.items()]
    text = "One of ours, or of the source if its mapping knows it"
    return f"{text}. Ours: {', '.join(words)}."


class KindNameField(serializers.CharField):
    """A kind of ours, or of the source if its mapping knows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=lazy(_kinds_in_words, str)(), **kwargs)


class KindNameDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Our kinds, beside any text that a mapping may know."""

    target_class = "activity.serializers.KindNameField"

    def map_serializer_field(
        self,
        auto_schema: Any,
        direction: str,
    ) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "enum": list(KIND_LABELS)},
                {"type": "string", "maxLength": 128},
            ],
        }


class EventRowSerializer(serializers.Serializer):
    """Describes one event for the schema; rows are read by activity/rules/drafts.py."""

    external_id = serializers.CharField(max_length=128)
    member = serializers.CharField(max_length=128)
    occurred_at = serializers.DateTimeField()
    kind = KindNameField()
    quantity = serializers.IntegerField(
        min_value=1,
        max_value=1000,
        required=False,
    )
    object_type = serializers.ChoiceField(
        choices=OBJECT_TYPES,
        required=False,
        help_text="What the event was about: the kind of object.",
    )
    object_id = serializers.CharField(max_length=128, required=False)
    properties = serializers.DictField(
        required=False,
        help_text="At most 16 names with short texts, numbers, true or false.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two events of one member",
            request_only=True,
            value={
                "source": "app",
                "events": [
                    {
                        "external_id": "e-1001",
                        "member": "u-17",
                        "occurred_at": "2026-05-01T09:30:00+08:00",
                        "kind": "login",
                    },
                    {
                        "external_id": "e-1002",
                        "member": "u-17",
                        "occurred_at": "2026-05-01T09:41:12+08:00",
                        "kind": "like",
                        "quantity": 3,
                    },
                ],
            },
        ),
    ],
)
class EventBatchSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    events = EventRowSerializer(many=True)


class FaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    value = serializers.CharField()
    message = serializers.SerializerMethodField()

    def get_message(self, fault: dict[str, str]) -> str:
        return fault_text(fault["code"])


class NoteSerializer(serializers.Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField()
    message = serializers.SerializerMethodField()

    def get_message(self, note: dict[str, Any]) -> str:
        return note_text(note)


class IngestOutcomeSerializer(serializers.Serializer):
    batch = serializers.IntegerField()
    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    changed = serializers.IntegerField(
        help_text="Rows that changed or deleted something known.",
    )
    ignored = serializers.IntegerField(
        help_text="Rows of kinds that the mapping leaves out.",
    )
    rejected = serializers.IntegerField()
    created_members = serializers.IntegerField()
    ignored_kinds = serializers.DictField(child=serializers.IntegerField())
    notes = NoteSerializer(many=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]
