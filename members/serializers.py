from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from members.models import Member, MemberTag, VehicleOwnership, validate_readable


class VehicleSerializer(serializers.ModelSerializer):
    """A car without its VIN: that is personal and not for machines."""

    class Meta:
        model = VehicleOwnership
        fields = ("model_series", "model_year", "started_on", "ended_on", "end_reason")


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = MemberTag
        fields = ("name", "source", "weight")


class MemberSerializer(serializers.ModelSerializer):
    vehicles = VehicleSerializer(many=True, read_only=True)
    tags = TagSerializer(many=True, read_only=True, source="kept_tags")
    identities = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            "id", "nickname", "kind", "owner_status", "joined_on", "province", "city",
            "created_at", "updated_at", "identities", "vehicles", "tags",
        )  # fmt: skip

    def get_identities(self, member: Member) -> dict[str, str]:
        return {identity.platform: identity.external_id for identity in member.identities.all()}


class TagRowSerializer(serializers.Serializer):
    """One interest of one member, who is named by his number or by "platform:external id"; weight 0 takes it away."""

    member_id = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    identity = serializers.CharField(max_length=170, required=False)
    name = serializers.CharField(max_length=30, validators=[validate_readable])
    weight = serializers.FloatField(min_value=0, max_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("member_id" in attrs) == ("identity" in attrs):
            raise serializers.ValidationError({"identity": [_("Name the member by member_id or by identity.")]})
        return attrs


class TagPushSerializer(serializers.Serializer):
    tags = TagRowSerializer(many=True)


class TagFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class TagOutcomeSerializer(serializers.Serializer):
    """`decided_by_staff`: rows that changed nothing, because staff have set or rejected the tag."""

    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    decided_by_staff = serializers.IntegerField()
    rejected = TagFaultSerializer(many=True)
