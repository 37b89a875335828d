from rest_framework import serializers

from activity.models import ActivitySummary, CommunityWeek
from activity.services.wording import fault_text


class ActivitySummarySerializer(serializers.ModelSerializer):
    member_id = serializers.IntegerField()
    nickname = serializers.CharField(source="member.nickname")

    class Meta:
        model = ActivitySummary
        exclude = ("pk", "generation", "member")


class CommunityWeekSerializer(serializers.ModelSerializer):
    dimension_members = serializers.ListField(child=serializers.IntegerField())
    dimension_events = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = CommunityWeek
        exclude = ("id", "generation")


class FreshnessSerializer(serializers.Serializer):
    business_date = serializers.DateField(allow_null=True)
    generation = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    missing_nights = serializers.IntegerField()


class EventRowSerializer(serializers.Serializer):
    """Describes one event for the schema; rows are read by activity/rules/drafts.py."""

    external_id = serializers.CharField(max_length=128)
    member = serializers.CharField(max_length=128)
    occurred_at = serializers.DateTimeField()
    kind = serializers.CharField()
    quantity = serializers.IntegerField(min_value=1, max_value=1000, required=False)


class EventDeliverySerializer(serializers.Serializer):
    source = serializers.SlugField()
    events = EventRowSerializer(many=True)


class FaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    value = serializers.CharField()
    message = serializers.SerializerMethodField()

    def get_message(self, fault: dict[str, str]) -> str:
        return fault_text(fault["code"])


class IngestOutcomeSerializer(serializers.Serializer):
    batch = serializers.IntegerField()
    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    rejected = serializers.IntegerField()
    created_members = serializers.IntegerField()
    errors = FaultSerializer(many=True)
