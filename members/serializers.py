from rest_framework import serializers

from members.models import Member, MemberTag, VehicleOwnership


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
